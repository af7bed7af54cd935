import { larger, smaller } from './decimal';
import type { MarketView } from './market-view';
import type { Market, Side } from './model';

export interface Level {
  price: bigint;
  qty: bigint;
}

/** Levels a taker can walk; what it does not get from them stays unfilled. */
export const BOOK_DEPTH = 1000;

function mix(a: number, b: number): number {
  let word = Math.imul(a ^ (b + 0x9e3779b9), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

/**
 * The synthetic book: the best bid rests at the last price, the best ask one tick above it, and deeper levels follow at
 * uneven distances with uneven sizes, all of it from (minute, price) alone. The first levels hold enough that 0.1 BTC
 * moves by a tick or two. Takers leave no mark: the next one finds the book whole.
 */
export function* levels(
  view: MarketView,
  symbol: string,
  market: Market,
  side: Side,
): Generator<Level> {
  const tick = view.tick(symbol, market);
  const last = view.ticks(symbol, market);
  const step = view.feed.units(symbol).step[market];
  const seed = mix(mix(last, Math.floor(view.at / 60_000) | 0), market === 'spot' ? 1 : 2);
  const sign = side === 'BUY' ? -1 : 1;
  const stride = market === 'spot' ? 8 : 2;
  let ticks = side === 'BUY' ? last : last + 1;
  for (let depth = 0; depth < BOOK_DEPTH && ticks > 0; depth++) {
    const draw = mix(seed + sign, depth);
    const hundredths = depth < 2 ? 8 + (draw % 60) : 5 + (draw % (90 + 4 * depth));
    yield {
      price: BigInt(ticks) * tick,
      qty: ((BigInt(hundredths) * 1_000_000n) / step) * step,
    };
    const apart = depth < 2 ? 1 : 1 + ((draw >>> 8) % stride) + Math.floor(depth / 20);
    ticks += sign * apart;
  }
}

/** The first `count` levels of a side, best first. */
export function topLevels(
  view: MarketView,
  symbol: string,
  market: Market,
  side: Side,
  count: number,
): Level[] {
  const found: Level[] = [];
  for (const level of levels(view, symbol, market, side)) {
    if (found.length === count) break;
    found.push(level);
  }
  return found;
}

/** What a taker wants: base quantity, or base worth `quote`; `limit` is the worst price it accepts. */
export interface Wanted {
  side: Side;
  qty?: bigint;
  quote?: bigint;
  limit?: bigint;
  step: bigint;
}

/** The executions a taker gets from the other side of the book, best price first. */
export function walk(view: MarketView, symbol: string, market: Market, wanted: Wanted): Level[] {
  const fills: Level[] = [];
  let qtyLeft = wanted.qty;
  let quoteLeft = wanted.quote;
  const opposite = wanted.side === 'BUY' ? 'SELL' : 'BUY';
  for (const level of levels(view, symbol, market, opposite)) {
    if (wanted.limit !== undefined) {
      const best = wanted.side === 'BUY' ? smaller : larger;
      if (best(level.price, wanted.limit) !== level.price) break;
    }
    let qty = level.qty;
    if (qtyLeft !== undefined) qty = smaller(qty, qtyLeft);
    if (quoteLeft !== undefined) {
      const affordable = (quoteLeft * 100_000_000n) / level.price;
      qty = smaller(qty, affordable - (affordable % wanted.step));
    }
    if (qty <= 0n) break;
    fills.push({ price: level.price, qty });
    if (qtyLeft !== undefined) qtyLeft -= qty;
    if (quoteLeft !== undefined) quoteLeft -= (level.price * qty) / 100_000_000n;
    if (qtyLeft === 0n) break;
  }
  return fills;
}
