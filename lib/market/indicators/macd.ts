import { ConfigurationError } from '../../model/errors';
import { EmaStream } from './ema';
import { assertPeriod } from './periods';

export interface Macd {
  macd: Float64Array;
  signal: Float64Array;
  histogram: Float64Array;
}

export function macdOf(length: number): Macd {
  return {
    macd: new Float64Array(length),
    signal: new Float64Array(length),
    histogram: new Float64Array(length),
  };
}

/**
 * Moving average convergence divergence: fast EMA - slow EMA, its EMA as signal, and their
 * difference, in price units. The fast EMA is seeded with the last `fast` of the first `slow`
 * closes, so both start together (TA-Lib); the signal with the first `signal` values. As long as
 * `close`; `macd` is NaN before index slow - 1, the others before slow + signal - 2; a missing
 * close starts the warm-up again. `fast` must be below `slow`.
 */
export function macd(
  close: Float64Array,
  fast: number,
  slow: number,
  signal: number,
  out = macdOf(close.length),
): Macd {
  assertMacdPeriods(fast, slow, signal);
  for (let from = 0; from < close.length; ) from = run(close, fast, slow, signal, from, out);
  return out;
}

function assertMacdPeriods(fast: number, slow: number, signal: number): void {
  assertPeriod('fast period', fast);
  assertPeriod('slow period', slow);
  assertPeriod('signal period', signal);
  if (fast < slow) return;
  throw new ConfigurationError(
    `The fast period ${fast} is not below the slow period ${slow}.`,
    'Set the fast period below the slow one.',
  );
}

function run(
  close: Float64Array,
  fast: number,
  slow: number,
  signal: number,
  from: number,
  out: Macd,
): number {
  const { length } = close;
  const { macd: line, signal: signals, histogram } = out;
  const started = Math.min(from + slow, length);
  let fastAverage = 0;
  let slowAverage = 0;
  let i = from;
  for (; i < started; i++) {
    const value = close[i] ?? NaN;
    slowAverage += value;
    if (i >= from + slow - fast) fastAverage += value;
    line[i] = signals[i] = histogram[i] = NaN;
    if (!(Math.abs(slowAverage) < Infinity)) return i + 1;
  }
  if (i < from + slow) return length;
  fastAverage /= fast;
  slowAverage /= slow;
  const fastWeight = 2 / (fast + 1);
  const slowWeight = 2 / (slow + 1);
  const signalWeight = 2 / (signal + 1);
  let sum = fastAverage - slowAverage;
  line[i - 1] = sum;
  const seeded = Math.min(i + signal - 1, length);
  for (; i < seeded; i++) {
    const value = close[i] ?? NaN;
    fastAverage += (value - fastAverage) * fastWeight;
    slowAverage += (value - slowAverage) * slowWeight;
    const difference = fastAverage - slowAverage;
    sum += difference;
    line[i] = difference;
    signals[i] = histogram[i] = NaN;
    if (!(Math.abs(difference) < Infinity)) {
      line[i] = NaN;
      return i + 1;
    }
  }
  if (i < from + slow + signal - 1) return length;
  let average = sum / signal;
  signals[i - 1] = average;
  histogram[i - 1] = (line[i - 1] ?? NaN) - average;
  for (; i < length; i++) {
    const value = close[i] ?? NaN;
    fastAverage += (value - fastAverage) * fastWeight;
    slowAverage += (value - slowAverage) * slowWeight;
    const difference = fastAverage - slowAverage;
    average += (difference - average) * signalWeight;
    if (!(Math.abs(average) < Infinity)) break;
    line[i] = difference;
    signals[i] = average;
    histogram[i] = difference - average;
  }
  if (i < length) line[i] = signals[i] = histogram[i] = NaN;
  return i + 1;
}

/** The same one close at a time. */
export class MacdStream {
  private readonly fastAverage: EmaStream;
  private readonly slowAverage: EmaStream;
  private readonly signalAverage: EmaStream;
  private closes = 0;

  constructor(
    private readonly fast: number,
    private readonly slow: number,
    signal: number,
  ) {
    assertMacdPeriods(fast, slow, signal);
    this.fastAverage = new EmaStream(fast);
    this.slowAverage = new EmaStream(slow);
    this.signalAverage = new EmaStream(signal);
  }

  /** The figures with `close`; NaN in the warm-up, which a missing close starts again. */
  next(close: number): { macd: number; signal: number; histogram: number } {
    this.closes = Number.isFinite(close) ? this.closes + 1 : 0;
    const isFastSeeded = this.closes > this.slow - this.fast;
    const fast = this.fastAverage.next(isFastSeeded ? close : NaN);
    const macd = fast - this.slowAverage.next(close);
    const signal = this.signalAverage.next(macd);
    return { macd, signal, histogram: macd - signal };
  }
}
