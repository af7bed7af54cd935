/** One row of the user's table: how a grid looks in a market so volatile. */
export interface VolatilityPreset {
  name: string;
  /** Annualised volatility up to which it holds, a fraction. */
  upTo: number;
  spacingPct: number;
  /** Lines per spacing: the distance of neighbouring lines is spacing / density. */
  density: number;
  /** Lines in all. */
  levels: number;
}

const EXTREME: VolatilityPreset = {
  name: 'extreme',
  upTo: Number.POSITIVE_INFINITY,
  spacingPct: 1,
  density: 0.5,
  levels: 15,
};

export const VOLATILITY_PRESETS: readonly VolatilityPreset[] = [
  { name: 'very low', upTo: 0.15, spacingPct: 0.05, density: 1.5, levels: 50 },
  { name: 'low', upTo: 0.25, spacingPct: 0.1, density: 1.2, levels: 40 },
  { name: 'medium', upTo: 0.5, spacingPct: 0.2, density: 1, levels: 30 },
  { name: 'high', upTo: 0.75, spacingPct: 0.5, density: 0.8, levels: 20 },
  EXTREME,
];

/** The row for an annualised volatility (a fraction); a bound belongs to the lower row. */
export function presetFor(volatility: number): VolatilityPreset {
  return VOLATILITY_PRESETS.find(({ upTo }) => volatility <= upTo) ?? EXTREME;
}
