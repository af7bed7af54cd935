import { OBV } from 'technicalindicators';
import { overRuns, valuesOf } from './runs';

/**
 * On-balance volume in base units: the volume of candles that closed higher, less that of those
 * that closed lower, from 0 at the first. Its level says nothing, only its course. NaN at a missing
 * value; the course begins at 0 again after it.
 */
export function obv(
  close: Float64Array,
  volume: Float64Array,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  return overRuns([close, volume], out, (run) => [
    0,
    ...OBV.calculate({ close: valuesOf(close, run), volume: valuesOf(volume, run) }),
  ]);
}
