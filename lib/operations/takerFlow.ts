import type { TakerFlowPart } from '../model/marketData';
import type { StatisticsPeriod } from '../model/terms';
import { seriesOf } from '../observation/statistics';
import type { Session } from '../session/openSession';

/** What takers bought and sold of a USD-M symbol, period by period. */
export async function readTakerFlow(
  session: Pick<Session, 'exchange' | 'environment' | 'clocks'>,
  symbol: string,
  { period, count }: { period: StatisticsPeriod; count: number },
): Promise<TakerFlowPart> {
  const { exchange, environment, clocks } = session;
  const answer = await exchange.takerFlow({ symbol, period, count });
  const exchangeNow = clocks.exchangeNow();
  return { observedAt: exchangeNow, flow: seriesOf(answer, { environment, period, exchangeNow }) };
}
