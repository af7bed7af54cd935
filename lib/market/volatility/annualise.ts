import { INTERVAL_MS, type Interval } from '../../model/terms';

const YEAR_MS = 365 * 86_400_000;

/** Candles of an interval in a year of 365 days: crypto trades around the clock. */
export function candlesPerYear(interval: Interval): number {
  return YEAR_MS / INTERVAL_MS[interval];
}

/**
 * Annual volatility, a fraction, of a variance per candle: sqrt(variance x candles in 365 days).
 * Variances add over time, volatilities do not; so it is the variance that is scaled.
 */
export function annualise(variancePerCandle: number, interval: Interval): number {
  return Math.sqrt(variancePerCandle * candlesPerYear(interval));
}
