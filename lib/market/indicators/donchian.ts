import { assertPeriod } from './periods';
import { windowHighest, windowLowest } from './windows';

export interface DonchianChannel {
  upper: Float64Array;
  middle: Float64Array;
  lower: Float64Array;
}

/**
 * Donchian's channel: highest high and lowest low of the `period` candles before each one, itself
 * left out, so that a close beyond it is a breakout. First value at index `period`; NaN before and
 * while a price of the window is missing.
 */
export function donchian(
  high: Float64Array,
  low: Float64Array,
  period: number,
  out: DonchianChannel = {
    upper: new Float64Array(high.length),
    middle: new Float64Array(high.length),
    lower: new Float64Array(high.length),
  },
): DonchianChannel {
  assertPeriod('period', period);
  const highest = windowHighest(high, period);
  const lowest = windowLowest(low, period);
  for (let i = 0; i < high.length; i++) {
    const upper = highest[i - 1] ?? NaN;
    const lower = lowest[i - 1] ?? NaN;
    const isWhole = Number.isFinite(upper) && Number.isFinite(lower);
    out.upper[i] = isWhole ? upper : NaN;
    out.lower[i] = isWhole ? lower : NaN;
    out.middle[i] = (upper + lower) / 2;
  }
  return out;
}
