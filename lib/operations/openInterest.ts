import type { OpenInterestPart } from '../model/marketData';
import type { StatisticsPeriod } from '../model/terms';
import { originOf, seriesOf } from '../observation/statistics';
import type { Session } from '../session/openSession';

/** What is open of a USD-M symbol, now and over time; each may be unavailable by itself. */
export async function readOpenInterest(
  session: Pick<Session, 'exchange' | 'environment' | 'clocks'>,
  symbol: string,
  { period, count }: { period: StatisticsPeriod; count: number },
): Promise<OpenInterestPart> {
  const { exchange, environment, clocks } = session;
  const now = await exchange.openInterest(symbol);
  const history = await exchange.openInterestHistory({ symbol, period, count });
  const exchangeNow = clocks.exchangeNow();
  return {
    observedAt: exchangeNow,
    now: 'status' in now ? now : { status: 'available', origin: originOf(environment), ...now },
    history: seriesOf(history, { environment, period, exchangeNow }),
  };
}
