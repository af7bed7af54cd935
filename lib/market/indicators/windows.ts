/**
 * Figures over the last `period` values, made anew from the window at every candle: without the
 * rounding that sliding sums gather, and a missing value is gone when it leaves the window. NaN
 * until the window is full and while a value of it is missing.
 */
export function windowSum(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  return overWindows(values, period, 0, (sum, value) => sum + value, out);
}

/** The simple average over the window. */
export function windowMean(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  windowSum(values, period, out);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? NaN) / period;
  return out;
}

/** The highest value of the window. */
export function windowHighest(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  return overWindows(values, period, -Infinity, Math.max, out);
}

/** The lowest value of the window. */
export function windowLowest(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  return overWindows(values, period, Infinity, Math.min, out);
}

function overWindows(
  values: Float64Array,
  period: number,
  start: number,
  fold: (folded: number, value: number) => number,
  out: Float64Array,
): Float64Array {
  out.fill(NaN, 0, Math.min(period - 1, out.length));
  for (let i = period - 1; i < values.length; i++) {
    let folded = start;
    for (let j = i - period + 1; j <= i; j++) folded = fold(folded, values[j] ?? NaN);
    out[i] = Number.isFinite(folded) ? folded : NaN;
  }
  return out;
}
