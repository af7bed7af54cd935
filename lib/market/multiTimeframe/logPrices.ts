import type { Candle } from '../../model/candle';

/**
 * Prices as logarithms over the first close, so that a path and its mirror image (every return
 * turned round) are each other's negatives to the last bits, and a flat market is exactly 0.
 */
export interface LogPrices {
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

/** The log prices of candles, oldest first. */
export function logPrices(candles: readonly Candle[]): LogPrices {
  const { length } = candles;
  const base = candles[0]?.close ?? 1;
  const prices = {
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
  candles.forEach((candle, index) => {
    prices.high[index] = Math.log(candle.high / base);
    prices.low[index] = Math.log(candle.low / base);
    prices.close[index] = Math.log(candle.close / base);
    prices.volume[index] = candle.volume;
  });
  return prices;
}
