import { moneyFlow } from './moneyFlow';
import { assertPeriod } from './periods';
import { windowSum } from './windows';

/**
 * Chaikin's money flow, -1 to 1: the money flow of the last `period` candles by their volume. NaN
 * in the warm-up, while a value of the window is missing, and where nothing was traded in it.
 */
export function chaikinMoneyFlow(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  assertPeriod('period', period);
  const flow = windowSum(moneyFlow(high, low, close, volume), period);
  const traded = windowSum(volume, period);
  for (let i = 0; i < out.length; i++) out[i] = (flow[i] ?? NaN) / (traded[i] ?? NaN);
  return out;
}
