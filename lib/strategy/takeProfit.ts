/** No exit lies further from its entry than so many spacings. */
const FURTHEST_SPACINGS = 2;
/** Of the conviction at placing, the share below which it is gone. */
const GONE_SHARE = 0.5;

/**
 * Distance from an entry to its exit, in spacings: 1 + tp_mult * conviction, at most 2. Without
 * conviction it is one spacing: the next line.
 */
export function takeProfitSpacings(conviction: number, tpMult: number): number {
  return Math.min(1 + tpMult * conviction, FURTHEST_SPACINGS);
}

/** What an entry looked like when its cell was made, and now. */
export interface StandingEntry {
  price: number;
  spacing: number;
  /** Conviction of its side when it was made, 0 to 1. */
  madeWith: number;
}

/**
 * True for a buy that was wanted by conviction which is gone (less than half of it is left) while
 * price is within one spacing of it: it is taken off before it fills. Entries that no conviction
 * asked for stay.
 */
export function isConvictionGone(entry: StandingEntry, price: number, conviction: number): boolean {
  if (entry.madeWith <= 0 || conviction >= entry.madeWith * GONE_SHARE) return false;
  return Math.abs(price - entry.price) <= entry.spacing;
}
