import { WMA } from 'technicalindicators';
import { assertPeriod } from './periods';
import { overRuns, valuesOf } from './runs';

/**
 * Hull's moving average: the weighted average over root(period) values of twice the weighted
 * average over half the period less that over the whole; both lengths are rounded down. The first
 * value is at index period + root(period) - 2. NaN in the warm-up and while a value of the window
 * is missing.
 */
export function hullAverage(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  assertPeriod('period', period, 2);
  const half = weightedAverage(values, Math.floor(period / 2));
  const whole = weightedAverage(values, period);
  const raw = half.map((value, index) => 2 * value - (whole[index] ?? NaN));
  return weightedAverage(raw, Math.floor(Math.sqrt(period)), out);
}

/** The average in which the newest value weighs `period`, the oldest 1. */
export function weightedAverage(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  assertPeriod('period', period);
  return overRuns([values], out, (run) =>
    run.to - run.from < period ? [] : WMA.calculate({ period, values: valuesOf(values, run) }),
  );
}
