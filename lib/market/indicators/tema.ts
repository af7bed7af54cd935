import { assertPeriod } from './periods';

/**
 * Triple exponential moving average, 3 (first - second) + third, each the average of the one
 * before. All three are seeded with the simple average of the first `period` values, so that there
 * is a value from index period - 1 on; TA-Lib waits until 3 (period - 1) and seeds each by itself,
 * and agrees from then on more and more. NaN in the warm-up; a missing value starts it again.
 */
export function tema(
  values: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  const stream = new TemaStream(period);
  for (let i = 0; i < values.length; i++) out[i] = stream.next(values[i] ?? NaN);
  return out;
}

/** The same average one value at a time. */
export class TemaStream {
  private readonly weight: number;
  private count = 0;
  private sum = 0;
  private first = NaN;
  private second = NaN;
  private third = NaN;

  constructor(private readonly period: number) {
    assertPeriod('period', period);
    this.weight = 2 / (period + 1);
  }

  /** The average with `value`; NaN in the warm-up, which a missing value starts again. */
  next(value: number): number {
    if (!Number.isFinite(value)) {
      this.count = this.sum = 0;
      return NaN;
    }
    this.count += 1;
    if (this.count <= this.period) {
      this.sum += value;
      this.first = this.second = this.third = this.sum / this.period;
      return this.count < this.period ? NaN : this.first;
    }
    this.first += (value - this.first) * this.weight;
    this.second += (this.first - this.second) * this.weight;
    this.third += (this.second - this.third) * this.weight;
    return 3 * (this.first - this.second) + this.third;
  }
}
