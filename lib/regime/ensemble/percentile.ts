/** How many of the convictions before were weaker than, and as strong as, the one now. */
export interface StrengthRank {
  samples: number;
  weaker: number;
  equal: number;
}

export interface EntryFilter {
  /** Below this percentile nothing new is entered; 0: no filter. */
  entryPercentile: number;
  /** With fewer convictions before it the percentile is not known. */
  leastSamples: number;
}

/**
 * The 80th percentile of a week, and not before five hours of minutes (or a day of five minutes)
 * were logged.
 */
export const DEFAULT_ENTRY_FILTER: EntryFilter = { entryPercentile: 80, leastSamples: 300 };
/** How far back convictions are ranked. */
export const RANKED_MS = 7 * 86_400_000;

export interface EntryVerdict {
  percentile: number | null;
  /** Null: not known, which allows nothing. */
  entriesAllowed: boolean | null;
  reason: string;
}

/**
 * Whether a conviction is strong enough for something new. Its percentile is its mid-rank: weaker
 * ones, and half of those as strong, in percent; so among equals it is 50 and a market that stands
 * still allows nothing.
 */
export function entryVerdict(
  { samples, weaker, equal }: StrengthRank,
  { entryPercentile, leastSamples }: EntryFilter = DEFAULT_ENTRY_FILTER,
): EntryVerdict {
  const percentile = samples > 0 ? (100 * (weaker + equal / 2)) / samples : null;
  if (entryPercentile === 0) {
    return { percentile, entriesAllowed: true, reason: 'the percentile filter is off' };
  }
  if (percentile === null || samples < leastSamples) {
    const reason = `${samples} convictions are logged, ${leastSamples} are needed`;
    return { percentile: null, entriesAllowed: null, reason };
  }
  const entriesAllowed = percentile >= entryPercentile;
  const place = `percentile ${percentile.toFixed(1)} of ${samples} convictions`;
  return {
    percentile,
    entriesAllowed,
    reason: `${place} is ${entriesAllowed ? 'not ' : ''}below ${entryPercentile}`,
  };
}
