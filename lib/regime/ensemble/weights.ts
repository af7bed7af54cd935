/**
 * What the ensemble's formulas weigh with. Weekly adaptation, once there are trades to learn from,
 * hands in others; nothing else of the ensemble changes with it.
 */
export interface EnsembleWeights {
  /** L = w1 b_up c_up + w2 max(b_neu, 0) c_neu. */
  w1: number;
  w2: number;
  /** S = -v1 b_down c_down + v2 min(b_neu, 0) c_neu. */
  v1: number;
  v2: number;
}

export const DEFAULT_ENSEMBLE_WEIGHTS: EnsembleWeights = { w1: 0.7, w2: 0.3, v1: 0.7, v2: 0.3 };

/** T = 0.6 trend + 0.4 momentum. */
export const TREND_SHARE = 0.6;
export const MOMENTUM_SHARE = 0.4;
