import { atr } from './atr';
import { ema } from './ema';
import { assertPositive } from './periods';

export interface KeltnerChannel {
  middle: Float64Array;
  upper: Float64Array;
  lower: Float64Array;
}

/**
 * Keltner's channel: the EMA of `period` closes, and `ranges` times the ATR of `atrPeriod` candles
 * above and below. NaN until both are there; a missing price starts the warm-up again.
 */
export function keltner(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  ranges: number,
  atrPeriod: number,
  out: KeltnerChannel = {
    middle: new Float64Array(close.length),
    upper: new Float64Array(close.length),
    lower: new Float64Array(close.length),
  },
): KeltnerChannel {
  assertPositive('number of ranges', ranges);
  ema(close, period, out.middle);
  const range = atr(high, low, close, atrPeriod);
  for (let i = 0; i < close.length; i++) {
    const width = ranges * (range[i] ?? NaN);
    const middle = Number.isNaN(width) ? NaN : (out.middle[i] ?? NaN);
    out.middle[i] = middle;
    out.upper[i] = middle + width;
    out.lower[i] = middle - width;
  }
  return out;
}
