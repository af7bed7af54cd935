import { VOLATILITY_BOUNDS, type VolatilityRegime, volatilityRegimeOf } from '../model/volatility';

/** One row of the user's table: how a grid looks in a market so volatile. */
export interface VolatilityPreset {
  name: VolatilityRegime;
  /** Annualised volatility up to which it holds, a fraction. */
  upTo: number;
  spacingPct: number;
  /** Lines per spacing: the distance of neighbouring lines is spacing / density. */
  density: number;
  /** Lines in all. */
  levels: number;
}

const TABLE: Readonly<Record<VolatilityRegime, Omit<VolatilityPreset, 'name' | 'upTo'>>> = {
  'very low': { spacingPct: 0.05, density: 1.5, levels: 50 },
  low: { spacingPct: 0.1, density: 1.2, levels: 40 },
  medium: { spacingPct: 0.2, density: 1, levels: 30 },
  high: { spacingPct: 0.5, density: 0.8, levels: 20 },
  extreme: { spacingPct: 1, density: 0.5, levels: 15 },
};

/** The row for an annualised volatility (a fraction); a bound belongs to the lower row. */
export function presetFor(volatility: number): VolatilityPreset {
  const name = volatilityRegimeOf(volatility);
  return { name, upTo: VOLATILITY_BOUNDS[name], ...TABLE[name] };
}
