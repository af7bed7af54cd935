import type { OptionQuote } from '../../model/option';
import { impliedVolatility } from './blackScholes';

const YEAR_MS = 365 * 86_400_000;

/** One strike of an expiry. */
export interface SmilePoint {
  /** ln(strike / forward). */
  logMoneyness: number;
  /** Volatility^2 x years: what adds up over time. */
  totalVariance: number;
}

/** The implied volatilities of one expiry, by strike. */
export interface Smile {
  expiresAt: number;
  years: number;
  /** Ascending by log-moneyness, one per strike. */
  points: readonly SmilePoint[];
}

/** Years of 365 days from `now` to an expiry. */
export function yearsTo(expiresAt: number, now: number): number {
  return (expiresAt - now) / YEAR_MS;
}

/**
 * The smiles of a chain, nearest expiry first. Of each strike the option that is out of the money
 * counts, or the other where that one has no volatility: the venue's mark volatility, else the one
 * implied by the mark price. Expired options and strikes without either are left out.
 */
export function smilesOf(quotes: readonly OptionQuote[], now: number): Smile[] {
  const byExpiry = new Map<number, OptionQuote[]>();
  for (const quote of quotes) {
    if (quote.expiresAt <= now) continue;
    const known = byExpiry.get(quote.expiresAt);
    if (known) known.push(quote);
    else byExpiry.set(quote.expiresAt, [quote]);
  }
  return [...byExpiry]
    .map(([expiresAt, listed]) => smileOf(listed, expiresAt, yearsTo(expiresAt, now)))
    .filter(({ points }) => points.length > 0)
    .sort((left, right) => left.expiresAt - right.expiresAt);
}

function smileOf(quotes: readonly OptionQuote[], expiresAt: number, years: number): Smile {
  const chosen = new Map<number, SmilePoint & { isOutside: boolean }>();
  for (const quote of quotes) {
    const volatility = quote.markVolatility ?? volatilityOfMark(quote, years);
    if (volatility === null) continue;
    const logMoneyness = Math.log(quote.strike / quote.underlyingPrice);
    const isOutside = quote.kind === 'call' ? logMoneyness >= 0 : logMoneyness < 0;
    if (!isOutside && chosen.has(quote.strike)) continue;
    if (chosen.get(quote.strike)?.isOutside) continue;
    chosen.set(quote.strike, { logMoneyness, totalVariance: volatility ** 2 * years, isOutside });
  }
  const points = [...chosen.values()]
    .map(({ logMoneyness, totalVariance }) => ({ logMoneyness, totalVariance }))
    .sort((left, right) => left.logMoneyness - right.logMoneyness);
  return { expiresAt, years, points };
}

/** Deribit's mark price is Black's undiscounted price over the forward. */
function volatilityOfMark(quote: OptionQuote, years: number): number | null {
  const { kind, strike, underlyingPrice, markPrice } = quote;
  if (markPrice === null) return null;
  return impliedVolatility(
    { kind, strike, forward: underlyingPrice, years, discount: 1 },
    markPrice * underlyingPrice,
  );
}

/**
 * Total variance of a smile at a log-moneyness: on the straight line between the neighbouring
 * strikes. Null beyond the outermost strikes: nothing is extrapolated.
 */
export function totalVarianceAt(smile: Smile, logMoneyness: number): number | null {
  const { points } = smile;
  const above = points.findIndex((point) => point.logMoneyness >= logMoneyness);
  const right = points[above];
  if (!right) return null;
  if (right.logMoneyness === logMoneyness) return right.totalVariance;
  const left = points[above - 1];
  if (!left) return null;
  const share = (logMoneyness - left.logMoneyness) / (right.logMoneyness - left.logMoneyness);
  return left.totalVariance + share * (right.totalVariance - left.totalVariance);
}
