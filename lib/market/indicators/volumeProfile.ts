import { assertPeriod } from './periods';
import { wholeRuns } from './runs';

export interface VolumeProfile {
  /** Lowest low of the candles; the bins follow upwards, `binSize` price units each. */
  lowest: number;
  binSize: number;
  /** Base volume per bin. */
  volume: Float64Array;
  /** Middle of the bin with the most volume (the lowest of several). */
  pointOfControl: number;
  /** The bins around it that hold at least 70 % of the volume: lower and upper edge. */
  valueAreaLow: number;
  valueAreaHigh: number;
  /** Candles that were left out because a value of them is missing. */
  missingCandles: number;
}

const VALUE_AREA = 0.7;

/**
 * How much was traded at which price, over all the candles given: each candle's volume is spread
 * evenly over its range, so that the bins add up to what was traded. Null when nothing was.
 */
export function volumeProfile(
  high: Float64Array,
  low: Float64Array,
  volume: Float64Array,
  bins: number,
): VolumeProfile | null {
  assertPeriod('number of bins', bins);
  const runs = wholeRuns(high, low, volume);
  const parts = (column: Float64Array): Float64Array[] =>
    runs.map(({ from, to }) => column.subarray(from, to));
  const lowest = parts(low).reduce((least, part) => part.reduce(smaller, least), Infinity);
  const highest = parts(high).reduce((most, part) => part.reduce(larger, most), -Infinity);
  const binSize = highest > lowest ? (highest - lowest) / bins : 0;
  const filled = new Float64Array(binSize > 0 ? bins : 1);
  for (const { from, to } of runs) {
    for (let i = from; i < to; i++) {
      spread(filled, volume[i] ?? 0, {
        from: binSize > 0 ? ((low[i] ?? NaN) - lowest) / binSize : 0,
        to: binSize > 0 ? ((high[i] ?? NaN) - lowest) / binSize : 0,
      });
    }
  }
  const most = filled.reduce(larger, 0);
  if (!(most > 0)) return null;
  const peak = filled.indexOf(most);
  const area = areaAround(filled, peak);
  return {
    lowest,
    binSize,
    volume: filled,
    pointOfControl: lowest + (peak + 0.5) * binSize,
    valueAreaLow: lowest + area.first * binSize,
    valueAreaHigh: lowest + (area.last + 1) * binSize,
    missingCandles: high.length - runs.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}

const smaller = (one: number, other: number): number => Math.min(one, other);
const larger = (one: number, other: number): number => Math.max(one, other);

/** Adds a volume to the bins between two places, both in bins from the lowest. */
function spread(bins: Float64Array, volume: number, range: { from: number; to: number }): void {
  const last = bins.length - 1;
  const first = Math.min(last, Math.floor(range.from));
  const width = range.to - range.from;
  if (!(width > 0)) {
    bins[first] = (bins[first] ?? 0) + volume;
    return;
  }
  for (let bin = first; bin <= last && (bin === first || bin < range.to); bin++) {
    const upper = bin === last ? range.to : Math.min(range.to, bin + 1);
    const share = Math.max(0, upper - Math.max(range.from, bin)) / width;
    bins[bin] = (bins[bin] ?? 0) + volume * share;
  }
}

/** The bins around the fullest, taken from the fuller side first, that hold the value area. */
function areaAround(bins: Float64Array, peak: number): { first: number; last: number } {
  const wanted = VALUE_AREA * bins.reduce((sum, each) => sum + each, 0);
  let [first, last] = [peak, peak];
  let held = bins[peak] ?? 0;
  while (held < wanted && (first > 0 || last < bins.length - 1)) {
    const below = bins[first - 1] ?? -1;
    const above = bins[last + 1] ?? -1;
    if (above > below) last += 1;
    else first -= 1;
    held += Math.max(below, above);
  }
  return { first, last };
}
