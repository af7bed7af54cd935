import { adx } from '../../market/indicators/adx';
import { columnsOf } from '../../market/columns';
import { clamp } from '../../market/weightedMean';
import type { Candle } from '../../model/candle';

/** Closes over which the distance from the mean is taken. */
export const MEAN_CANDLES = 20;
const ADX_PERIOD = 14;

/**
 * Distance of the last close from the mean of the last 20, in their standard deviations (of the
 * population, as Bollinger's). 0 when they are all the same; null with fewer.
 */
export function zScore(closed: readonly Candle[]): number | null {
  const window = closed.slice(-MEAN_CANDLES);
  const last = window.at(-1);
  if (window.length < MEAN_CANDLES || !last) return null;
  // Distances from the last close, so that a market that stands still is exactly 0.
  const away = window.map(({ close }) => close - last.close);
  const mean = away.reduce((sum, each) => sum + each, 0) / MEAN_CANDLES;
  const squares = away.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return squares > 0 ? (0 - mean) / Math.sqrt(squares / MEAN_CANDLES) : 0;
}

/** Wilder's ADX (14) at the last candle, 0 when price never moved. Null with too few candles. */
export function adxOf(closed: readonly Candle[]): number | null {
  const { high, low, close } = columnsOf(closed);
  const value = adx(high, low, close, ADX_PERIOD).at(-1);
  // A hundred of something over itself may be a last bit above a hundred.
  return value !== undefined && Number.isFinite(value) ? clamp(value, 0, 100) : null;
}
