import { assertPeriod } from './periods';

/**
 * Wilder's relative strength index, 0 to 100; the averages are seeded with the first `period`
 * changes, so the first value is at index `period`. Without any move it is 0 (TA-Lib), which the
 * reader may want to tell from a fall. As long as `close`, NaN in the warm-up; a missing close
 * starts it again.
 */
export function rsi(
  close: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  assertPeriod('period', period);
  for (let from = 0; from < close.length; ) from = run(close, period, from, out);
  return out;
}

function run(close: Float64Array, period: number, from: number, out: Float64Array): number {
  const { length } = close;
  const seeded = Math.min(from + period + 1, length);
  let gain = 0;
  let loss = 0;
  let before = close[from] ?? NaN;
  out[from] = NaN;
  if (!(Math.abs(before) < Infinity)) return from + 1;
  let i = from + 1;
  for (; i < seeded; i++) {
    const value = close[i] ?? NaN;
    const change = value - before;
    if (change > 0) gain += change;
    else loss -= change;
    out[i] = NaN;
    if (!(gain + loss < Infinity)) return i + 1;
    before = value;
  }
  if (i < from + period + 1) return length;
  gain /= period;
  loss /= period;
  out[i - 1] = indexOf(gain, loss);
  const kept = (period - 1) / period;
  const added = 1 / period;
  for (; i < length; i++) {
    const value = close[i] ?? NaN;
    const change = value - before;
    gain *= kept;
    loss *= kept;
    if (change > 0) gain += change * added;
    else loss -= change * added;
    const sum = gain + loss;
    out[i] = sum === 0 ? 0 : (100 * gain) / sum;
    if (!(sum < Infinity)) break;
    before = value;
  }
  if (i < length) out[i] = NaN;
  return i + 1;
}

function indexOf(gain: number, loss: number): number {
  const sum = gain + loss;
  return sum === 0 ? 0 : (100 * gain) / sum;
}

/** The same index one close at a time. */
export class RsiStream {
  private changes = -1;
  private before = NaN;
  private gain = 0;
  private loss = 0;

  constructor(private readonly period: number) {
    assertPeriod('period', period);
  }

  /** The index with `close`; NaN in the warm-up, which a missing close starts again. */
  next(close: number): number {
    const { period } = this;
    const change = close - this.before;
    this.before = close;
    if (!Number.isFinite(close)) {
      this.changes = -1;
      this.gain = 0;
      this.loss = 0;
      return NaN;
    }
    this.changes += 1;
    if (this.changes === 0) return NaN;
    const isSeeding = this.changes <= period;
    const kept = isSeeding ? 1 : (period - 1) / period;
    const added = isSeeding ? 1 : 1 / period;
    this.gain *= kept;
    this.loss *= kept;
    if (change > 0) this.gain += change * added;
    else this.loss -= change * added;
    if (this.changes < period) return NaN;
    if (this.changes === period) {
      this.gain /= period;
      this.loss /= period;
    }
    return indexOf(this.gain, this.loss);
  }
}
