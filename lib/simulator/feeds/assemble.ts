import type { CandleSource } from './candle-source';
import { endOf } from './candle-source';
import type { FeedUnits, SymbolSeries } from './feed';
import { MINUTE_MS } from './feed';
import type { MinuteBars } from './minute-series';
import { emptyMinutes, fillGaps, finestAt, writeSources } from './minute-series';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { round } = Math;
const HISTORY_MS = 365 * 86_400_000;
/** Minutes over which the basis is smoothed for the mark price. */
const SMOOTHING = 15;

/** What is known of one symbol: candles of several intervals of each series. */
export interface SymbolSources {
  spot: readonly CandleSource[];
  usdm: readonly CandleSource[];
  mark: readonly CandleSource[];
}

/** Minutes of one symbol, and which of them were closed. */
export interface AssembledSeries extends SymbolSeries {
  readonly spot: MinuteBars;
  readonly usdm: MinuteBars;
  readonly mark: MinuteBars;
}

/** Where a symbol's data begin and end for trading from `startAt`; undefined when no spot candle holds that minute. */
export function reachOf(
  sources: SymbolSources,
  startAt: number,
): { firstAt: number; endAt: number; liveMs: number } | undefined {
  const spot = finestAt(sources.spot, startAt);
  if (spot === undefined) return undefined;
  const liveMs = spot.intervalMs;
  const usdm = finestAt(sources.usdm, startAt);
  const hasUsdm = usdm !== undefined && usdm.intervalMs <= liveMs;
  const oldest = Math.min(...sources.spot.map((source) => source.openTimes[0] ?? Infinity));
  return {
    firstAt: Math.max(oldest, startAt - HISTORY_MS),
    endAt: hasUsdm ? Math.min(endOf(spot), endOf(usdm)) : endOf(spot),
    liveMs,
  };
}

/** Spot's minutes in ticks of the perpetual: basis 0 where no futures are recorded. */
function copyScaled(
  target: MinuteBars,
  spot: MinuteBars,
  ratio: number,
  volumeRatio: number,
): void {
  for (let i = 0; i < spot.open.length; i++) {
    target.open[i] = round((spot.open[i] ?? 0) * ratio);
    target.high[i] = round((spot.high[i] ?? 0) * ratio);
    target.low[i] = round((spot.low[i] ?? 0) * ratio);
    target.close[i] = round((spot.close[i] ?? 0) * ratio);
    target.volume[i] = round((spot.volume[i] ?? 0) * volumeRatio);
    target.closed[i] = spot.closed[i] ?? 1;
  }
}

/** What the basis of the mark price is at recorded closes of longer mark candles; it is drawn straight between them. */
function recordedBasis(
  sources: readonly CandleSource[],
  spot: MinuteBars,
  firstAt: number,
): Float64Array | undefined {
  const source = [...sources].sort((a, b) => a.intervalMs - b.intervalMs)[0];
  if (source === undefined) return undefined;
  const basis = new Float64Array(spot.open.length).fill(Number.NaN);
  let before = -1;
  for (let row = 0; row < source.openTimes.length; row++) {
    const at = ((source.openTimes[row] ?? 0) + source.intervalMs - firstAt) / MINUTE_MS - 1;
    if (at < 0 || at >= basis.length || spot.closed[at] !== 0) continue;
    basis[at] = (source.close[row] ?? 0) / (spot.close[at] ?? 1) - 1;
    if (before >= 0) {
      const from = basis[before] ?? 0;
      const slope = ((basis[at] ?? 0) - from) / (at - before);
      for (let i = before + 1; i < at; i++) basis[i] = from + slope * (i - before);
    }
    before = at;
  }
  return basis;
}

/** Index plus basis: the recorded one where there is one, else the perpetual's, smoothed. */
function writeMark(
  mark: MinuteBars,
  spot: MinuteBars,
  usdm: MinuteBars,
  spotTicksPerUsdmTick: number,
  recorded: Float64Array | undefined,
): void {
  let smooth = 0;
  let before = 0;
  for (let i = 0; i < spot.open.length; i++) {
    mark.closed[i] = spot.closed[i] ?? 1;
    if (mark.closed[i] !== 0) continue;
    const close = spot.close[i] ?? 1;
    const premium = ((usdm.close[i] ?? 0) * spotTicksPerUsdmTick) / close - 1;
    const known = recorded?.[i] ?? Number.NaN;
    smooth = Number.isNaN(known) ? smooth + (premium - smooth) / SMOOTHING : known;
    const opens = round((spot.open[i] ?? 0) * (1 + before));
    const closes = round(close * (1 + smooth));
    mark.open[i] = opens;
    mark.close[i] = closes;
    mark.high[i] = Math.max(opens, closes, round((spot.high[i] ?? 0) * (1 + smooth)));
    mark.low[i] = Math.min(opens, closes, round((spot.low[i] ?? 0) * (1 + smooth)));
    before = smooth;
  }
}

/**
 * The minutes of one symbol from `firstAt` to `endAt` and one standing minute after it. History before `startAt` comes
 * from whatever candles there are, spread over their minutes; what no candle covers is closed. Absent futures equal spot;
 * an absent mark price is the index (spot) plus the smoothed basis, and follows longer mark candles at their closes.
 */
export function assemble(
  sources: SymbolSources,
  units: FeedUnits,
  reach: { firstAt: number; endAt: number; liveMs: number },
  startAt: number,
): AssembledSeries {
  const { firstAt, endAt, liveMs } = reach;
  const count = Math.round((endAt - firstAt) / MINUTE_MS) + 1;
  const spot = emptyMinutes(count);
  writeSources(spot, sources.spot, firstAt, startAt, liveMs);
  // A candle longer than a minute may reach over the end.
  spot.closed[count - 1] = 1;
  fillGaps(spot);

  const usdm = emptyMinutes(count);
  const usdmPerSpot = Number(units.tick.spot) / Number(units.tick.usdm);
  copyScaled(usdm, spot, usdmPerSpot, Number(units.step.spot) / Number(units.step.usdm));
  const traded = finestAt(sources.usdm, startAt);
  if (traded !== undefined && traded.intervalMs <= liveMs) {
    // From the start on, what is absent from the futures file is a gap of its own.
    usdm.closed.fill(1, Math.round((startAt - firstAt) / MINUTE_MS));
    writeSources(usdm, sources.usdm, firstAt, startAt, liveMs);
  } else {
    writeSources(usdm, sources.usdm, firstAt, startAt, 0);
  }
  usdm.closed[count - 1] = 1;
  fillGaps(usdm);

  const spotPerUsdm = Number(units.tick.usdm) / Number(units.tick.spot);
  const mark = emptyMinutes(count);
  const longer = sources.mark.filter((source) => source.intervalMs > MINUTE_MS);
  writeMark(mark, spot, usdm, spotPerUsdm, recordedBasis(longer, spot, firstAt));
  const minutes = sources.mark.filter((source) => source.intervalMs === MINUTE_MS);
  writeSources(mark, minutes, firstAt, startAt, liveMs);
  mark.closed[count - 1] = 1;
  fillGaps(mark);

  const premiumSum = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const premium = ((usdm.close[i] ?? 0) * spotPerUsdm) / (spot.close[i] || 1) - 1;
    premiumSum[i + 1] = (premiumSum[i] ?? 0) + (spot.close[i] === 0 ? 0 : premium);
  }
  return { spot, usdm, mark, premiumSum };
}
