import { MINUTE_MS } from '../feeds/feed';
import type { MarketView } from './market-view';
import type { Market, Side } from './model';
import { barAt } from './path';

export interface Level {
  price: bigint;
  qty: bigint;
}

/** Levels a taker can walk; what it does not get from them stays unfilled. */
export const BOOK_DEPTH = 1000;
/** Closed minutes whose mean volume and range shape the book. */
const SHAPE_MINUTES = 5;

const { floor, imul, max } = Math;

function mix(a: number, b: number): number {
  let word = imul(a ^ (b + 0x9e3779b9), 0x85ebca6b);
  word = imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

/** Mean volume (in steps) and mean range (in ticks, at least 1) of the last closed minutes of a market. */
function shapeOf(
  view: MarketView,
  symbol: string,
  market: Market,
): { volume: number; range: number } {
  const { index } = barAt(view.feed.firstAt, view.at);
  const bars = view.feed.series(symbol, index)[market];
  let volume = 0;
  let range = 0;
  const first = max(0, index - SHAPE_MINUTES);
  for (let i = first; i < index; i++) {
    volume += bars.volume[i] ?? 0;
    range += (bars.high[i] ?? 0) - (bars.low[i] ?? 0);
  }
  const count = max(1, index - first);
  return { volume: volume / count, range: max(1, range / count) };
}

/**
 * The synthetic book: the best bid rests at the last price, the best ask one tick above it, and deeper levels follow at
 * uneven distances with uneven sizes. With V and R the mean volume and range of the five closed minutes before, each of
 * the two best levels holds 1.5 to 8.5 % of V; a level further out holds V x (ticks to the level before) / R x (1 +
 * depth / 50), give or take a half, and at least one step: a taker of a whole minute's volume moves the price by about
 * that minute's range, and liquidity thickens further out. All of it follows from (minute, price, bars) alone. A
 * closed market has no book. Takers leave no mark: the next one finds the book whole.
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
  const { index } = barAt(view.feed.firstAt, view.at);
  if (view.feed.isClosed?.(symbol, market, index) === true) return;
  const { volume, range } = shapeOf(view, symbol, market);
  if (volume === 0) return;
  const seed = mix(mix(last, floor(view.at / MINUTE_MS) | 0), market === 'spot' ? 1 : 2);
  const sign = side === 'BUY' ? -1 : 1;
  const stride = market === 'spot' ? 8 : 2;
  let ticks = side === 'BUY' ? last : last + 1;
  let apart = 1;
  for (let depth = 0; depth < BOOK_DEPTH && ticks > 0; depth++) {
    const draw = mix(seed + sign, depth);
    const uneven = (draw % 1000) / 1000;
    const size =
      depth < 2
        ? volume * (0.015 + 0.07 * uneven)
        : ((volume * apart) / range) * (1 + depth / 50) * (0.5 + uneven);
    yield { price: BigInt(ticks) * tick, qty: BigInt(max(1, floor(size))) * step };
    apart = depth < 2 ? 1 : 1 + ((draw >>> 8) % stride) + floor(depth / 20);
    ticks += sign * apart;
  }
}

/** The first `count` levels of a side, best first; none after minutes without a trade. */
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

/** The executions a taker gets from the other side of the book alone, best price first. */
export function walk(view: MarketView, symbol: string, market: Market, wanted: Wanted): Level[] {
  const fills: Level[] = [];
  const budget = new Budget(wanted);
  for (const level of levels(view, symbol, market, wanted.side === 'BUY' ? 'SELL' : 'BUY')) {
    if (!accepts(wanted, level.price)) break;
    const qty = budget.take(level.price, level.qty);
    if (qty <= 0n) break;
    fills.push({ price: level.price, qty });
    if (budget.isSpent) break;
  }
  return fills;
}

/** True when a taker would trade at `price`. */
export function accepts(wanted: Wanted, price: bigint): boolean {
  if (wanted.limit === undefined) return true;
  return wanted.side === 'BUY' ? price <= wanted.limit : price >= wanted.limit;
}

/** What a taker still wants, in base and in quote. */
export class Budget {
  private qtyLeft: bigint | undefined;
  private quoteLeft: bigint | undefined;

  constructor(private readonly wanted: Wanted) {
    this.qtyLeft = wanted.qty;
    this.quoteLeft = wanted.quote;
  }

  /** How much of `offered` it can take at `price`; 0 when nothing. */
  affordable(price: bigint, offered: bigint): bigint {
    let qty = offered;
    if (this.qtyLeft !== undefined && this.qtyLeft < qty) qty = this.qtyLeft;
    if (this.quoteLeft !== undefined) {
      const most = (this.quoteLeft * 100_000_000n) / price;
      const whole = most - (most % this.wanted.step);
      if (whole < qty) qty = whole;
    }
    return qty;
  }

  /** Takes as much of `offered` as it can and tells how much that was. */
  take(price: bigint, offered: bigint): bigint {
    const qty = this.affordable(price, offered);
    if (qty <= 0n) return 0n;
    if (this.quoteLeft !== undefined) this.quoteLeft -= (price * qty) / 100_000_000n;
    if (this.qtyLeft !== undefined) this.qtyLeft -= qty;
    return qty;
  }

  get isSpent(): boolean {
    return this.qtyLeft === 0n;
  }
}
