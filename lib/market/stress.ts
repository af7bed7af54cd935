import { isPresent, type Reading } from './reading';
import { clamp, weightedMean } from './weightedMean';

export interface StressInputs {
  /** Predicted funding rate as a fraction of the symbol's cap. */
  fundingOfCap: Reading;
  /** Mean correlation of the returns of a basket of coins, -1 to 1. */
  correlation: Reading;
  /** Quote that rests within 1 % of the price, as a fraction of its own median. */
  depthOfMedian: Reading;
}

export const STRESS_PARTS = ['funding', 'correlation', 'liquidity'] as const;
export type StressPart = (typeof STRESS_PARTS)[number];

export interface Stress {
  /** 0 (calm) to 1; mean of the parts that are there, null without any. */
  value: number | null;
  parts: Record<StressPart, number | null>;
  absent: { input: StressPart; reason: string }[];
}

/** Funding of this share of the cap is stress of 1: from there on it is extreme as well. */
const FULL_FUNDING_SHARE = 0.6;
/** Coins correlate at about this much on ordinary days; at 1 nothing diversifies. */
const ORDINARY_CORRELATION = 0.6;

/**
 * Stress of the market: funding |rate| / (60 % of the cap), correlation from 0.6 (0) to 1 (1), and
 * liquidity 1 - depth / its median; each held to 0..1, equal weights over what is there.
 */
export function marketStress(inputs: StressInputs): Stress {
  const sources = [inputs.fundingOfCap, inputs.correlation, inputs.depthOfMedian] as const;
  const [funding, correlation, depth] = sources.map((reading) =>
    isPresent(reading) ? reading.value : null,
  );
  const parts: Record<StressPart, number | null> = {
    funding: held(funding, (share) => Math.abs(share) / FULL_FUNDING_SHARE),
    correlation: held(
      correlation,
      (value) => (value - ORDINARY_CORRELATION) / (1 - ORDINARY_CORRELATION),
    ),
    liquidity: held(depth, (share) => 1 - share),
  };
  const { value } = weightedMean(STRESS_PARTS.map((name) => ({ value: parts[name], weight: 1 })));
  const absent = STRESS_PARTS.flatMap((input, index) => {
    const reading = sources[index];
    return reading && !isPresent(reading) ? [{ input, reason: reading.absent }] : [];
  });
  return { value, parts, absent };
}

function held(value: number | null | undefined, map: (value: number) => number): number | null {
  return value === null || value === undefined ? null : clamp(map(value), 0, 1);
}

/**
 * Mean of the correlations of every pair of return series of one length, oldest first. Null for
 * fewer than two series that move, or fewer than three returns.
 */
export function meanCorrelation(series: readonly (readonly number[])[]): number | null {
  const length = Math.min(...series.map((each) => each.length));
  if (series.length < 2 || !(length >= 3)) return null;
  const standardised = series
    .map((each) => standardise(each.slice(each.length - length)))
    .filter((each) => each !== null);
  let sum = 0;
  let pairs = 0;
  standardised.forEach((first, index) => {
    for (const second of standardised.slice(index + 1)) {
      sum += first.reduce((product, value, place) => product + value * (second[place] ?? 0), 0);
      pairs += 1;
    }
  });
  return pairs === 0 ? null : sum / pairs;
}

/** Values less their mean, over the root of their squares; null when they do not move. */
function standardise(values: readonly number[]): number[] | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const moves = values.map((value) => value - mean);
  const size = Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0));
  return size > 0 ? moves.map((move) => move / size) : null;
}
