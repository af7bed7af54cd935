import type { StatisticsOrigin, Unavailable } from '../model/marketData';
import { type Environment, STATISTICS_PERIOD_MS, type StatisticsPeriod } from '../model/terms';

/** Statistics of periods, or why there are none. */
export type StatisticsSeries<Point> =
  | {
      status: 'available';
      origin: StatisticsOrigin;
      period: StatisticsPeriod;
      latest: Point;
      rows: Point[];
    }
  | Unavailable;

/** The paper exchange makes its statistics of its own candles, which has to be seen on the item. */
export function originOf(environment: Environment): StatisticsOrigin {
  return environment === 'simulator' ? 'paperExchange' : 'exchange';
}

/**
 * What the exchange answered about periods, as it goes on the item. None at all, and a newest period
 * that ended more than two periods and five minutes ago, are `unavailable`: nothing is decided on them.
 */
export function seriesOf<Point extends { at: number }>(
  answer: Point[] | Unavailable,
  settings: { environment: Environment; period: StatisticsPeriod; exchangeNow: number },
): StatisticsSeries<Point> {
  if ('status' in answer) return answer;
  const { environment, period, exchangeNow } = settings;
  const latest = answer.at(-1);
  if (!latest) return { status: 'unavailable', reason: 'the exchange lists no period' };
  if (exchangeNow - latest.at > 2 * STATISTICS_PERIOD_MS[period] + 300_000) {
    const ended = new Date(latest.at).toISOString();
    return { status: 'unavailable', reason: `the newest period is of ${ended}` };
  }
  return { status: 'available', origin: originOf(environment), period, latest, rows: answer };
}
