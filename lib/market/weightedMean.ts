export interface WeightedValue {
  /** Null when it is absent. */
  value: number | null;
  weight: number;
}

/**
 * Mean of the values that are there, their weights renormalised, and the share of the whole weight
 * that is there (0 to 1). Null without any.
 */
export function weightedMean(parts: readonly WeightedValue[]): {
  value: number | null;
  coverage: number;
} {
  let sum = 0;
  let present = 0;
  let whole = 0;
  for (const { value, weight } of parts) {
    whole += weight;
    if (value === null) continue;
    sum += value * weight;
    present += weight;
  }
  return present > 0
    ? { value: sum / present, coverage: present / whole }
    : { value: null, coverage: 0 };
}

/** `value` held between `least` and `most`. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
