import type { Interval } from '../../../model/terms';
import { annualise } from '../annualise';
import type { GarchFit } from './fit';

export interface GarchForecast {
  /** Candles ahead. */
  horizon: number;
  /** Mean of the variances of the next `horizon` candles, in the square of the returns' unit. */
  meanVariance: number;
  /** The same as an annual volatility; a fraction when the returns are fractions. */
  annual: number;
}

/**
 * What a fit expects of the next `horizon` candles (1 or more). The variance h candles ahead is
 * V + (alpha + beta)^(h - 1) (next - V) with V the unconditional one; their mean is that of a
 * geometric series.
 */
export function forecastGarch(fit: GarchFit, horizon: number, interval: Interval): GarchForecast {
  const { persistence, unconditionalVariance, nextVariance } = fit;
  const weight = (1 - persistence ** horizon) / (horizon * (1 - persistence));
  const meanVariance = unconditionalVariance + weight * (nextVariance - unconditionalVariance);
  return { horizon, meanVariance, annual: annualise(meanVariance, interval) };
}

/** The variance of each of the next `horizon` candles. */
export function varianceForecast(fit: GarchFit, horizon: number): Float64Array {
  const { persistence, unconditionalVariance, nextVariance } = fit;
  return Float64Array.from(
    { length: horizon },
    (_, ahead) =>
      unconditionalVariance + persistence ** ahead * (nextVariance - unconditionalVariance),
  );
}
