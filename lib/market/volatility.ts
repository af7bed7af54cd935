import type { Candle } from '../model/candle';
import { INTERVAL_MS, type Interval } from '../model/terms';

const YEAR_MS = 365 * 86_400_000;

/**
 * Annualised close-to-close volatility, a fraction: the sample standard deviation (n - 1) of the
 * log returns of neighbouring closes, times the root of the intervals in a year of 365 days. Null
 * for fewer than two returns.
 */
export function annualisedVolatility(
  candles: readonly Candle[],
  interval: Interval,
): number | null {
  const returns = candles.slice(1).map((candle, index) => {
    const before = candles[index];
    return before ? Math.log(candle.close / before.close) : 0;
  });
  if (returns.length < 2) return null;
  const mean = returns.reduce((sum, each) => sum + each, 0) / returns.length;
  const squares = returns.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const variance = squares / (returns.length - 1);
  return Math.sqrt(variance * (YEAR_MS / INTERVAL_MS[interval]));
}

/** Highest high and lowest low of candles. Null without any. */
export function donchianRange(candles: readonly Candle[]): { low: number; high: number } | null {
  if (candles.length === 0) return null;
  return {
    low: Math.min(...candles.map(({ low }) => low)),
    high: Math.max(...candles.map(({ high }) => high)),
  };
}
