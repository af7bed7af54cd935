/** The Kelly rule is off below so many closed trades: their figures say nothing yet. */
export const KELLY_MINIMUM_TRADES = 100;

export interface TradeRecord {
  closedTrades: number;
  /** Share of them that won, 0 to 1. */
  winFraction: number;
  /** Average win over average loss, above zero. */
  payoffRatio: number;
}

/**
 * Full Kelly of a bet that wins `payoffRatio` with probability `winFraction`: `p - (1 - p) / R`
 * (domain.md 5.8). Negative when the bet loses in the mean.
 */
export function kellyFraction(winFraction: number, payoffRatio: number): number {
  return winFraction - (1 - winFraction) / payoffRatio;
}

/** Share of the full Kelly growth rate that a fraction `c` of it keeps: `2c - c^2`. */
export function keptGrowthFraction(fractionOfKelly: number): number {
  return 2 * fractionOfKelly - fractionOfKelly ** 2;
}

/**
 * Equity to put at risk by a fraction of Kelly, between 0 and `capFraction`; null while it is off
 * (fewer than KELLY_MINIMUM_TRADES closed trades).
 */
export function cappedKellyFraction(
  record: TradeRecord,
  settings: { fractionOfKelly: number; capFraction: number },
): number | null {
  if (record.closedTrades < KELLY_MINIMUM_TRADES) return null;
  const full = kellyFraction(record.winFraction, record.payoffRatio);
  return Math.min(settings.capFraction, Math.max(0, full * settings.fractionOfKelly));
}
