import { assertPeriod } from './periods';
import { williamsR } from './williamsR';
import { windowMean } from './windows';

export interface Stochastic {
  /** Where the close lies in the range of the last candles, smoothed: 0 to 100. */
  k: Float64Array;
  /** The simple average of `k`. */
  d: Float64Array;
}

/**
 * The slow stochastic: %K over `period` candles, smoothed by the simple average of `smoothing`
 * values (1 gives the fast one), and its average over `signal` values. NaN in the warm-up, while a
 * price of the window is missing, and over a window without a range.
 */
export function stochastic(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  smoothing: number,
  signal: number,
  out: Stochastic = { k: new Float64Array(close.length), d: new Float64Array(close.length) },
): Stochastic {
  assertPeriod('smoothing', smoothing);
  assertPeriod('signal period', signal);
  const raw = williamsR(high, low, close, period);
  for (let i = 0; i < raw.length; i++) raw[i] = 100 + (raw[i] ?? NaN);
  windowMean(raw, smoothing, out.k);
  windowMean(out.k, signal, out.d);
  return out;
}
