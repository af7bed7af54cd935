import type { Interval } from '../../model/terms';
import { isPresent, type Reading, valueOf } from '../reading';
import { clamp, weightedMean } from '../weightedMean';

/** What the crypto-specific component is made of; every part may be absent. */
export interface CryptoInputs {
  /** Predicted funding rate as a fraction of the symbol's cap, -1 to 1. */
  fundingOfCap: Reading;
  /** (bought - sold) / (bought + sold) of the takers, -1 to 1, by interval. */
  takerFlow: Reading<Partial<Record<Interval, number>>>;
  /** Change of the open interest over the last candle of an interval, percent. */
  openInterestChangePct: Reading<Partial<Record<Interval, number>>>;
  /** Outside series (on-chain, sentiment), each as an opinion of -1 to 1. */
  outside: Reading<readonly { name: string; opinion: number }[]>;
}

export const CRYPTO_PARTS = ['funding', 'takerFlow', 'openInterest', 'outside'] as const;
export type CryptoPart = (typeof CRYPTO_PARTS)[number];

/** A change of the open interest that lends the trend its whole weight, percent of it. */
const WHOLE_OPEN_INTEREST_CHANGE_PCT = 5;

export interface CryptoComponent {
  /** Mean of the parts that are there, or null without any. */
  value: number | null;
  parts: Record<CryptoPart, number | null>;
  absent: { input: CryptoPart; reason: string }[];
}

/**
 * The crypto-specific component of one timeframe, -1 to 1: crowded funding speaks against its own
 * side, taker flow for its side, growing open interest for the trend and shrinking against it,
 * outside series for what they say. Equal weights over what is there.
 */
export function cryptoComponent(
  inputs: CryptoInputs,
  interval: Interval,
  trend: number | null,
): CryptoComponent {
  const funding = valueOf(inputs.fundingOfCap);
  const flow = valueOf(inputs.takerFlow)?.[interval] ?? null;
  const change = valueOf(inputs.openInterestChangePct)?.[interval] ?? null;
  const outside = valueOf(inputs.outside) ?? [];
  const parts: Record<CryptoPart, number | null> = {
    funding: funding === null ? null : clamp(-funding, -1, 1),
    takerFlow: flow === null ? null : clamp(flow, -1, 1),
    openInterest:
      change === null || trend === null
        ? null
        : trend * clamp(change / WHOLE_OPEN_INTEREST_CHANGE_PCT, -1, 1),
    outside: weightedMean(
      outside.map(({ opinion }) => ({ value: clamp(opinion, -1, 1), weight: 1 })),
    ).value,
  };
  const { value } = weightedMean(CRYPTO_PARTS.map((name) => ({ value: parts[name], weight: 1 })));
  return {
    value,
    parts,
    absent: CRYPTO_PARTS.filter((name) => parts[name] === null).map((input) => ({
      input,
      reason: reasonOf(inputs[SOURCES[input]], interval),
    })),
  };
}

const SOURCES: Readonly<Record<CryptoPart, keyof CryptoInputs>> = {
  funding: 'fundingOfCap',
  takerFlow: 'takerFlow',
  openInterest: 'openInterestChangePct',
  outside: 'outside',
};

function reasonOf(reading: Reading<unknown>, interval: Interval): string {
  return isPresent(reading) ? `not known for ${interval}` : reading.absent;
}
