import { moneyFlow } from './moneyFlow';

/**
 * The accumulation/distribution line in base units: the money flow of all candles so far. Its
 * level says nothing, only its course. NaN at a missing value; the course begins again after it.
 */
export function accumulationDistribution(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  let line = 0;
  moneyFlow(high, low, close, volume).forEach((flow, index) => {
    line = Number.isFinite(flow) ? line + flow : 0;
    out[index] = Number.isFinite(flow) ? line : NaN;
  });
  return out;
}
