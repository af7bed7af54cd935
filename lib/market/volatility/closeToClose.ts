import type { Candle } from '../../model/candle';
import type { Interval } from '../../model/terms';
import { annualise } from './annualise';

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
  return annualise(variance, interval);
}
