import { VWAP } from 'technicalindicators';
import { assertPeriod } from './periods';
import { windowSum } from './windows';

const DAY_MS = 86_400_000;

/**
 * Volume-weighted average of the typical price (high + low + close) / 3, anchored at the first
 * candle. NaN while nothing was traded, and from a missing value on: what was traded then is
 * not known.
 */
export function vwap(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  out.set(anchoredAt(0, close.length, high, low, close, volume));
  return out;
}

/**
 * The same anew from 00:00 UTC of each day; `openAt` holds the candles' opening times in epoch
 * milliseconds. NaN on a day whose first candle is not there, and from a missing value to the end of
 * its day.
 */
export function sessionVwap(
  openAt: ArrayLike<number>,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  const dayOf = (index: number): number => Math.floor((openAt[index] ?? NaN) / DAY_MS);
  let from = 0;
  for (let i = 1; i <= close.length; i++) {
    if (i < close.length && dayOf(i) === dayOf(from)) continue;
    if ((openAt[from] ?? NaN) % DAY_MS === 0) {
      out.set(anchoredAt(from, i, high, low, close, volume), from);
    } else {
      out.fill(NaN, from, i);
    }
    from = i;
  }
  return out;
}

/** The same over the last `period` candles. */
export function rollingVwap(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  assertPeriod('period', period);
  const traded = windowSum(volume, period);
  const paid = windowSum(
    close.map(
      (price, i) => (((high[i] ?? NaN) + (low[i] ?? NaN) + price) / 3) * (volume[i] ?? NaN),
    ),
    period,
  );
  for (let i = 0; i < out.length; i++) out[i] = (paid[i] ?? NaN) / (traded[i] ?? NaN);
  return out;
}

function anchoredAt(
  from: number,
  to: number,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
): number[] {
  const part = (column: Float64Array): number[] => Array.from(column.subarray(from, to));
  return VWAP.calculate({
    high: part(high),
    low: part(low),
    close: part(close),
    volume: part(volume),
  });
}
