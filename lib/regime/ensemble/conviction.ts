import { clamp } from '../../market/weightedMean';
import type { Conviction } from '../../model/ensemble';
import type { MultiTimeframe } from '../../model/multiTimeframe';
import {
  DEFAULT_ENSEMBLE_WEIGHTS,
  type EnsembleWeights,
  MOMENTUM_SHARE,
  TREND_SHARE,
} from './weights';

/** What the ensemble is made of. */
export interface EnsembleInputs {
  signal: Pick<MultiTimeframe, 'trend' | 'momentum' | 'confidence' | 'shareUp' | 'shareDown'>;
  /** Distance of the last 1h close from the mean of 20, in standard deviations. */
  zScore: number;
  /** ADX of 1h, 0 to 100. */
  adx: number;
}

/** T, from -1 (down) to 1 (up). */
export function directionOf({ trend, momentum }: EnsembleInputs['signal']): number {
  return TREND_SHARE * trend + MOMENTUM_SHARE * momentum;
}

/**
 * The conviction of UP, DOWN and NEUTRAL together: b_up = max(0, T), b_down = max(0, -T),
 * b_neu = clamp(-z / 2, -1, 1); c_up and c_down = share of the timeframes whose sign agrees x
 * confidence, c_neu = max(0, 1 - ADX / 50); L and S as `EnsembleWeights` says. With weights that sum
 * to 1 or less L is in [0, 1] and S in [-1, 0].
 */
export function conviction(
  { signal, zScore, adx }: EnsembleInputs,
  weights: EnsembleWeights = DEFAULT_ENSEMBLE_WEIGHTS,
): Conviction {
  const direction = directionOf(signal);
  const bUp = Math.max(0, direction);
  const bDown = Math.max(0, -direction);
  // The sums below turn a 0 of either sign into 0.
  const bNeutral = clamp(-zScore / 2, -1, 1) + 0;
  const cUp = signal.shareUp * signal.confidence;
  const cDown = signal.shareDown * signal.confidence;
  const cNeutral = Math.max(0, 1 - adx / 50);
  return {
    long: weights.w1 * bUp * cUp + weights.w2 * Math.max(bNeutral, 0) * cNeutral,
    short: -weights.v1 * bDown * cDown + weights.v2 * Math.min(bNeutral, 0) * cNeutral + 0,
    bUp,
    bDown,
    bNeutral,
    cUp,
    cDown,
    cNeutral,
  };
}
