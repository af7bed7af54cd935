import { outsideOpinion } from '../market/outsideOpinion';
import { optionSurface } from '../market/options/surface';
import { type Reading, readingOf } from '../market/reading';
import type { OptionSummary } from '../model/foreignData';
import { INTERVAL_MS, type Interval, intervalSchema } from '../model/terms';

/** What of an item's market data the signals read, as far as it is there. */
export interface SignalSources {
  version: 1;
  takerFlow?: { flow: Series<{ at: number; buyBase: string; sellBase: string }> } | undefined;
  openInterest?: { history: Series<{ at: number; openInterestBase: string }> } | undefined;
  options?: OptionSummary | undefined;
  outsideSeries?: Readonly<Record<string, OutsideEntry>> | undefined;
}

type Series<Point> =
  | { status: 'available'; origin: string; period: string; rows: readonly Point[] }
  | { status: 'unavailable'; reason: string };

type OutsideEntry =
  | { status: 'ok'; at: number; points: readonly { value: number }[] }
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

/** What the outside series that are there say. */
export function outsideOpinions(
  sources: SignalSources | undefined,
): Reading<{ name: string; opinion: number }[]> {
  const series = sources?.outsideSeries;
  if (!series) return { absent: MISSING.outside };
  const opinions = Object.entries(series).flatMap(([name, entry]) => {
    if (entry.status !== 'ok') return [];
    const opinion = outsideOpinion({ name, values: entry.points.map(({ value }) => value) });
    return opinion === null ? [] : [{ name, opinion }];
  });
  return opinions.length > 0
    ? { value: opinions }
    : { absent: 'none of the outside series on the item says anything of direction' };
}

/** Volatility of puts 10 % below less that of calls 10 % above, over 30 days, points of percent. */
export function optionSkew(
  sources: SignalSources | undefined,
  symbol: string,
  now: number,
): Reading {
  const options = sources?.options;
  if (!options) return { absent: MISSING.options };
  if (options.status === 'unavailable') return { absent: options.reason };
  const { currency, quotes, observedAt } = options;
  if (!symbol.startsWith(currency)) return { absent: `the options are of ${currency}` };
  if (!quotes) return { absent: 'the options on the item come without quotes (Include Quotes)' };
  if (now - observedAt > OPTIONS_FRESH_MS) {
    return { absent: `the options are of ${new Date(observedAt).toISOString()}` };
  }
  const { maturities } = optionSurface(quotes, now);
  const skew = maturities.find(({ days }) => days === SKEW_DAYS)?.skew ?? null;
  return readingOf(
    skew === null ? null : skew * 100,
    `the strikes do not reach 10 % to both sides at ${SKEW_DAYS} days`,
  );
}

const SKEW_DAYS = 30;
const OPTIONS_FRESH_MS = 3_600_000;

const MISSING = {
  options: 'the item has no option quotes (Binance Market Data, Option Summary)',
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
  const at = series.rows.at(-1)?.at ?? 0;
  const isOld = now - at > 2 * INTERVAL_MS[interval.data] + 300_000;
  return isOld
    ? { absent: `the newest of it is of ${new Date(at).toISOString()}` }
    : { value: { interval: interval.data, rows: series.rows } };
}
