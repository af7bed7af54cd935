import { outsideOpinion } from '../market/outsideOpinion';
import type { Reading } from '../market/reading';
import { OUTSIDE_SERIES, OUTSIDE_SERIES_NAMES, type OutsideSeries } from '../model/outsideSeries';
import { INTERVAL_MS, type Interval, intervalSchema } from '../model/terms';

/** What of an item's market data the signals read, as far as it is there. */
export interface SignalSources {
  version: 1;
  takerFlow?: { flow: Series<{ at: number; buyBase: string; sellBase: string }> } | undefined;
  openInterest?: { history: Series<{ at: number; openInterestBase: string }> } | undefined;
  outsideSeries?: OutsideSeries | undefined;
}

type Series<Point> =
  | { status: 'available'; origin: string; period: string; rows: readonly Point[] }
  | { status: 'unavailable'; reason: string };

/** (bought - sold) / (bought + sold) of the newest period, by its interval. */
export function takerFlow(
  sources: SignalSources | undefined,
  now: number,
): Reading<Partial<Record<Interval, number>>> {
  const newest = newestOf(sources?.takerFlow?.flow, now, MISSING.takerFlow);
  if ('absent' in newest) return newest;
  const { interval, rows } = newest.value;
  const last = rows.at(-1);
  const [bought, sold] = [Number(last?.buyBase), Number(last?.sellBase)];
  if (!(bought + sold > 0)) return { absent: 'takers traded nothing in the newest period' };
  return { value: { [interval]: (bought - sold) / (bought + sold) } };
}

/** Change of the open interest over the newest period, percent, by its interval. */
export function openInterestChange(
  sources: SignalSources | undefined,
  now: number,
): Reading<Partial<Record<Interval, number>>> {
  const newest = newestOf(sources?.openInterest?.history, now, MISSING.openInterest);
  if ('absent' in newest) return newest;
  const { interval, rows } = newest.value;
  const [before, last] = rows.slice(-2).map((row) => Number(row.openInterestBase));
  if (before === undefined || last === undefined || !(before > 0)) {
    return { absent: 'the history of the open interest has fewer than two periods' };
  }
  return { value: { [interval]: (last / before - 1) * 100 } };
}

/** What the outside series that are there, and not stale, say. */
export function outsideOpinions(
  sources: SignalSources | undefined,
  now: number,
): Reading<{ name: string; opinion: number }[]> {
  const series = sources?.outsideSeries;
  if (!series) return { absent: MISSING.outside };
  const opinions = OUTSIDE_SERIES_NAMES.flatMap((name) => {
    const entry = series[name];
    if (entry.status !== 'ok' || now - entry.at > OUTSIDE_SERIES[name].staleAfterMs) return [];
    const opinion = outsideOpinion({ name, values: entry.points.map(({ value }) => value) });
    return opinion === null ? [] : [{ name, opinion }];
  });
  return opinions.length > 0
    ? { value: opinions }
    : { absent: 'none of the outside series on the item says anything of direction' };
}

const MISSING = {
  takerFlow: 'the item has no taker flow (Binance Market Data, Taker Flow)',
  openInterest: 'the item has no open interest (Binance Market Data, Open Interest)',
  outside: 'the item has no outside series (Binance Market Data, Outside Series)',
};

/** Statistics of a real market, not older than two periods and five minutes. */
function newestOf<Point extends { at: number }>(
  series: Series<Point> | undefined,
  now: number,
  missing: string,
): Reading<{ interval: Interval; rows: readonly Point[] }> {
  if (!series) return { absent: missing };
  if (series.status === 'unavailable') return { absent: series.reason };
  if (series.origin !== 'exchange') {
    return { absent: 'the paper exchange makes its statistics of candles: they say nothing' };
  }
  const interval = intervalSchema.safeParse(series.period);
  if (!interval.success) return { absent: `no timeframe is of ${series.period}` };
  const at = series.rows.at(-1)?.at;
  if (at === undefined) return { absent: `the exchange lists no ${series.period} of it` };
  const isOld = now - at > 2 * INTERVAL_MS[interval.data] + 300_000;
  return isOld
    ? { absent: `the newest of it is of ${new Date(at).toISOString()}` }
    : { value: { interval: interval.data, rows: series.rows } };
}
