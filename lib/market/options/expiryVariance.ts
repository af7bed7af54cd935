import type { OptionQuote } from '../../model/option';
import { yearsTo } from './smile';

export interface ModelFreeSettings {
  /** Days ahead that the index is of: DVOL's 30. */
  days: number;
  /** Riskless rate a year, a fraction. */
  rate: number;
  /**
   * Dollars per coin at which all prices count; null: each quote's own forward, which with rate 0 is
   * what Deribit's prices mean.
   */
  coinPrice: number | null;
}
/** What one expiry contributes. */
export interface ExpiryVariance {
  expiresAt: number;
  years: number;
  /** From put-call parity at the strike where call and put are worth the most alike. */
  forward: number;
  /** Largest strike not above the forward: puts below it count, calls above it, both at it. */
  centralStrike: number;
  /** Strikes that count. */
  strikes: number;
  /** Expected variance until the expiry, not per year. */
  totalVariance: number;
}

/** Both options of a strike, their prices in dollars. */
interface Strike {
  strike: number;
  call: Quoted | undefined;
  put: Quoted | undefined;
}
interface Quoted {
  price: number;
  hasBid: boolean;
  hasBoth: boolean;
}

/** Fewer strikes on a side tell nothing about its tail. */
const LEAST_STRIKES_A_SIDE = 2;
/** A middle this much above the mark is that of an empty book. */
const WIDEST_MIDDLE = 1.5;

/** What an expiry contributes as of `now`, or why it cannot. */
export function expiryVariance(
  quotes: readonly OptionQuote[],
  expiresAt: number,
  now: number,
  settings: ModelFreeSettings,
): ExpiryVariance | string {
  const years = yearsTo(expiresAt, now);
  const growth = Math.exp(settings.rate * years);
  const strikes = strikesOf(quotes, expiresAt, settings.coinPrice);
  const forward = forwardOf(strikes, growth);
  const day = new Date(expiresAt).toISOString().slice(0, 10);
  if (forward === null) return `no strike of ${day} has bid and ask of both call and put`;
  const central = strikes.findLastIndex(({ strike }) => strike <= forward);
  const middle = strikes[central];
  if (!middle) return `no strike of ${day} lies below its forward`;
  const both = [middle.put, middle.call].flatMap((each) => (each?.hasBid ? [each.price] : []));
  if (both.length === 0) return `nobody bids for the central strike of ${day}`;
  const puts = outward(strikes.slice(0, central).reverse(), 'put');
  const calls = outward(strikes.slice(central + 1), 'call');
  if (puts.length < LEAST_STRIKES_A_SIDE || calls.length < LEAST_STRIKES_A_SIDE) {
    return `only ${puts.length} puts and ${calls.length} calls of ${day} have a bid`;
  }
  const centralPrice = both.reduce((sum, price) => sum + price, 0) / both.length;
  const chain = [...puts.reverse(), { strike: middle.strike, price: centralPrice }, ...calls];
  const sum = contributions(chain);
  return {
    expiresAt,
    years,
    forward,
    centralStrike: middle.strike,
    strikes: chain.length,
    totalVariance: 2 * growth * sum - (forward / middle.strike - 1) ** 2,
  };
}

function strikesOf(
  quotes: readonly OptionQuote[],
  expiresAt: number,
  coinPrice: number | null,
): Strike[] {
  const strikes = new Map<number, Strike>();
  for (const quote of quotes) {
    if (quote.expiresAt !== expiresAt) continue;
    const { strike } = quote;
    const entry = strikes.get(strike) ?? { strike, call: undefined, put: undefined };
    entry[quote.kind] = quoted(quote, coinPrice);
    strikes.set(strike, entry);
  }
  return [...strikes.values()].sort((left, right) => left.strike - right.strike);
}

function quoted(quote: OptionQuote, coinPrice: number | null): Quoted | undefined {
  const { bidPrice, askPrice, markPrice } = quote;
  const bid = bidPrice ?? 0;
  const ask = askPrice ?? 0;
  const hasBoth = bid > 0 && ask > 0;
  const middle = hasBoth ? (bid + ask) / 2 : null;
  const isWide = middle !== null && markPrice !== null && middle >= WIDEST_MIDDLE * markPrice;
  const price = middle === null || isWide ? markPrice : middle;
  if (price === null) return undefined;
  return { price: price * (coinPrice ?? quote.underlyingPrice), hasBid: bid > 0, hasBoth };
}

/** K + e^(r t) (call - put) at the strike where the two differ the least. */
function forwardOf(strikes: readonly Strike[], growth: number): number | null {
  let least = Number.POSITIVE_INFINITY;
  let forward: number | null = null;
  for (const { strike, call, put } of strikes) {
    if (!call?.hasBoth || !put?.hasBoth) continue;
    const difference = call.price - put.price;
    if (Math.abs(difference) >= least) continue;
    least = Math.abs(difference);
    forward = strike + growth * difference;
  }
  return forward;
}

/** The options that have a bid, going away from the centre, until two strikes in a row have none. */
function outward(
  strikes: readonly Strike[],
  kind: 'call' | 'put',
): { strike: number; price: number }[] {
  const taken: { strike: number; price: number }[] = [];
  let without = 0;
  for (const each of strikes) {
    const option = each[kind];
    if (option?.hasBid) {
      without = 0;
      taken.push({ strike: each.strike, price: option.price });
    } else {
      without += 1;
      if (without === 2) break;
    }
  }
  return taken;
}

/** Sum of dK / K^2 x price, dK half the distance of the neighbours, at the ends that of the one. */
function contributions(chain: readonly { strike: number; price: number }[]): number {
  return chain.reduce((sum, { strike, price }, index) => {
    const left = chain[index - 1];
    const right = chain[index + 1];
    const width =
      left && right
        ? (right.strike - left.strike) / 2
        : (right?.strike ?? strike) - (left?.strike ?? strike);
    return sum + (width / strike ** 2) * price;
  }, 0);
}
