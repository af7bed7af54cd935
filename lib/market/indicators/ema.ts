import { assertPeriod } from './periods';

/**
 * Exponential moving average, seeded with the simple average of the first `period` values (TA-Lib).
 * As long as `values`, oldest first; NaN in the warm-up. A value that is no finite number gives NaN
 * and starts the warm-up again.
 */
export function ema(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  assertPeriod('period', period);
  for (let from = 0; from < values.length; ) from = run(values, period, from, out);
  return out;
}

/** From a warm-up up to a missing value; where to go on. */
function run(values: Float64Array, period: number, from: number, out: Float64Array): number {
  const { length } = values;
  const seeded = Math.min(from + period, length);
  let sum = 0;
  let i = from;
  for (; i < seeded; i++) {
    sum += values[i] ?? NaN;
    out[i] = NaN;
    if (!(Math.abs(sum) < Infinity)) return i + 1;
  }
  if (i < from + period) return length;
  const weight = 2 / (period + 1);
  let average = sum / period;
  out[i - 1] = average;
  for (; i < length; i++) {
    average += ((values[i] ?? NaN) - average) * weight;
    out[i] = average;
    if (!(Math.abs(average) < Infinity)) break;
  }
  if (i < length) out[i] = NaN;
  return i + 1;
}

/** The same average one value at a time. */
export class EmaStream {
  private readonly weight: number;
  private count = 0;
  private sum = 0;
  private average = NaN;

  constructor(private readonly period: number) {
    assertPeriod('period', period);
    this.weight = 2 / (period + 1);
  }

  /** The average with `value`; NaN in the warm-up, which a missing value starts again. */
  next(value: number): number {
    if (!Number.isFinite(value)) {
      this.count = 0;
      this.sum = 0;
      return (this.average = NaN);
    }
    this.count += 1;
    if (this.count > this.period) {
      this.average += (value - this.average) * this.weight;
    } else {
      this.sum += value;
      if (this.count === this.period) this.average = this.sum / this.period;
    }
    return this.average;
  }
}
