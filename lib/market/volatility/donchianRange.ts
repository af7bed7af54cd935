import type { Candle } from '../../model/candle';

/** Highest high and lowest low of candles. Null without any. */
export function donchianRange(candles: readonly Candle[]): { low: number; high: number } | null {
  if (candles.length === 0) return null;
  return {
    low: Math.min(...candles.map(({ low }) => low)),
    high: Math.max(...candles.map(({ high }) => high)),
  };
}
