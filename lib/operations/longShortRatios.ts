import type { LongShortGroup, LongShortPart } from '../model/marketData';
import type { StatisticsPeriod } from '../model/terms';
import { seriesOf } from '../observation/statistics';
import type { Session } from '../session/openSession';

/** Longs against shorts of all accounts, of the top accounts, and of what these hold. */
export async function readLongShortRatios(
  session: Pick<Session, 'exchange' | 'environment' | 'clocks'>,
  symbol: string,
  { period, count }: { period: StatisticsPeriod; count: number },
): Promise<LongShortPart> {
  const { exchange, environment, clocks } = session;
  const read = async (group: LongShortGroup) => {
    const answer = await exchange.longShortRatios(group, { symbol, period, count });
    return seriesOf(answer, { environment, period, exchangeNow: clocks.exchangeNow() });
  };
  const globalAccounts = await read('globalAccounts');
  const topAccounts = await read('topAccounts');
  const topPositions = await read('topPositions');
  return { observedAt: clocks.exchangeNow(), globalAccounts, topAccounts, topPositions };
}
