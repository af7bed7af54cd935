import { assertPeriod } from './periods';
import { windowSum } from './windows';

/**
 * Chande's momentum oscillator, -100 to 100: (rises - falls) / (rises + falls) over the last
 * `period` changes, summed plainly as Chande does (TA-Lib smooths them as Wilder would). NaN in the
 * warm-up, while a close of the window is missing, and where nothing moved.
 */
export function cmo(
  close: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  assertPeriod('period', period);
  const changes = close.map((value, index) => value - (close[index - 1] ?? NaN));
  const net = windowSum(changes, period);
  const moved = windowSum(changes.map(Math.abs), period);
  for (let i = 0; i < out.length; i++) out[i] = (100 * (net[i] ?? NaN)) / (moved[i] ?? NaN);
  return out;
}
