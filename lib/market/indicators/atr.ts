import { assertPeriod } from './periods';

/**
 * Wilder's average true range, in price units; seeded with the average of the true ranges of
 * candles 1 to `period` (the first candle has none), so the first value is at index `period`
 * (TA-Lib). As long as `close`, NaN in the warm-up; a candle without one of its prices starts it
 * again.
 */
export function atr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  assertPeriod('period', period);
  for (let from = 0; from < close.length; ) from = run(high, low, close, period, from, out);
  return out;
}

function run(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  from: number,
  out: Float64Array,
): number {
  const { length } = close;
  const seeded = Math.min(from + period + 1, length);
  out[from] = NaN;
  let before = close[from] ?? NaN;
  if (!isWhole(high[from], low[from], before)) return from + 1;
  let sum = 0;
  let i = from + 1;
  for (; i < seeded; i++) {
    sum += trueRange(high[i] ?? NaN, low[i] ?? NaN, before);
    before = close[i] ?? NaN;
    out[i] = NaN;
    if (!(Math.abs(sum + before) < Infinity)) return i + 1;
  }
  if (i < from + period + 1) return length;
  let average = sum / period;
  out[i - 1] = average;
  for (; i < length; i++) {
    average = (average * (period - 1) + trueRange(high[i] ?? NaN, low[i] ?? NaN, before)) / period;
    before = close[i] ?? NaN;
    out[i] = average;
    if (!(Math.abs(average + before) < Infinity)) break;
  }
  if (i < length) out[i] = NaN;
  return i + 1;
}

/** The largest of high - low and the distances of both from the close before; NaN without one. */
export function trueRange(high: number, low: number, closeBefore: number): number {
  let range = high - low;
  const up = Math.abs(high - closeBefore);
  const down = Math.abs(low - closeBefore);
  if (up > range) range = up;
  if (down > range) range = down;
  return range;
}

/** True when all three prices of a candle are finite. */
export function isWhole(
  high: number | undefined,
  low: number | undefined,
  close: number | undefined,
): boolean {
  return Number.isFinite(high) && Number.isFinite(low) && Number.isFinite(close);
}

/** The same average one candle at a time. */
export class AtrStream {
  private ranges = -1;
  private before = NaN;
  private average = NaN;
  private sum = 0;

  constructor(private readonly period: number) {
    assertPeriod('period', period);
  }

  /** The average with this candle; NaN in the warm-up, which a missing price starts again. */
  next(high: number, low: number, close: number): number {
    const range = trueRange(high, low, this.before);
    this.before = close;
    if (!isWhole(high, low, close)) {
      this.ranges = -1;
      this.sum = 0;
      return (this.average = NaN);
    }
    this.ranges += 1;
    if (this.ranges > this.period) {
      this.average = (this.average * (this.period - 1) + range) / this.period;
    } else if (this.ranges > 0) {
      this.sum += range;
      if (this.ranges === this.period) this.average = this.sum / this.period;
    }
    return this.average;
  }
}
