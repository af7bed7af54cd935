import { isPresent, type Reading } from './reading';

/** Share of the symbol's cap above which a funding rate is extreme. */
export const EXTREME_SHARE_OF_CAP = 0.6;
/** Percentile of the settled rates above which a rate is extreme, and over how long. */
export const EXTREME_PERCENTILE = 99;
export const FUNDING_HISTORY_MS = 90 * 86_400_000;
/** Fewer settlements than a month of the slowest contracts have no 99th percentile. */
export const LEAST_SETTLEMENTS = 90;
/** What an extreme rate takes off the signal, against the side that pays. */
export const EXTREME_FUNDING_SHIFT = 0.25;

export interface FundingExtreme {
  /** Null when neither limit is known: then nothing is taken off, and it is said. */
  isExtreme: boolean | null;
  /** |rate| above this is extreme by the cap; null when the cap is not known. */
  capLimitFraction: number | null;
  /** |rate| above this is extreme by the history; null when there is too little of it. */
  historyLimitFraction: number | null;
  /** What is added to the signal: -0.25, 0 or 0.25. */
  shift: number;
  absent: { input: string; reason: string }[];
}

/**
 * Whether a funding rate is extreme: |rate| above 60 % of the symbol's cap, or above the 99th
 * percentile of |rate| over the settlements of 90 days. An extreme rate takes 0.25 x sign(rate) off
 * the signal. Either limit suffices; a limit that is not known is named.
 */
export function fundingExtreme(
  rateFraction: Reading,
  capFraction: Reading,
  settledFractions: Reading<readonly number[]>,
): FundingExtreme {
  const absent: FundingExtreme['absent'] = [];
  const note = (input: string, reason: string): null => {
    absent.push({ input, reason });
    return null;
  };
  const capLimitFraction = isPresent(capFraction)
    ? EXTREME_SHARE_OF_CAP * Math.abs(capFraction.value)
    : note('fundingCap', capFraction.absent);
  const historyLimitFraction = isPresent(settledFractions)
    ? (percentileOf(settledFractions.value.map(Math.abs), EXTREME_PERCENTILE) ??
      note('fundingHistory', `only ${settledFractions.value.length} settlements are known`))
    : note('fundingHistory', settledFractions.absent);
  const limits = { capLimitFraction, historyLimitFraction };
  if (!isPresent(rateFraction)) {
    note('fundingRate', rateFraction.absent);
    return { isExtreme: null, ...limits, shift: 0, absent };
  }
  const known = [capLimitFraction, historyLimitFraction].filter((limit) => limit !== null);
  if (known.length === 0) return { isExtreme: null, ...limits, shift: 0, absent };
  const rate = rateFraction.value;
  const isExtreme = known.some((limit) => Math.abs(rate) > limit);
  // The sum turns a 0 of either sign into 0.
  const shift = isExtreme ? 0 - EXTREME_FUNDING_SHIFT * Math.sign(rate) : 0;
  return { isExtreme, ...limits, shift, absent };
}

/** The percentile of values with linear interpolation; null with too few of them. */
function percentileOf(values: readonly number[], percentile: number): number | null {
  if (values.length < LEAST_SETTLEMENTS) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = ((sorted.length - 1) * percentile) / 100;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
