import { assertPeriod } from './periods';

/**
 * How much a series (a bandwidth, an average) has changed against `candles` candles before, percent
 * of the earlier value. NaN where either is missing or the earlier one is 0.
 */
export function changePct(
  values: Float64Array,
  candles: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  assertPeriod('number of candles', candles);
  for (let i = values.length - 1; i >= 0; i--) {
    const before = values[i - candles] ?? NaN;
    const change = (((values[i] ?? NaN) - before) / before) * 100;
    out[i] = Number.isFinite(change) ? change : NaN;
  }
  return out;
}
