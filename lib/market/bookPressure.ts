import type { DepthPressure, MarketPressure } from '../model/bookPressure';
import type { Market } from '../model/terms';
import { microprice } from './microprice';
import { type NumberLevel, wallsOf, type WallSettings } from './walls';
import { weightedMean } from './weightedMean';

interface TextLevel {
  price: string;
  quantity: string;
}

/** A book, best first, as the exchange writes it. */
export interface TextBook {
  bids: readonly TextLevel[];
  asks: readonly TextLevel[];
}

export interface BookPressureSettings extends WallSettings {
  /** Distances from the middle at which both sides are weighed, percent. */
  depthsPct: readonly number[];
}

export const DEFAULT_BOOK_PRESSURE: BookPressureSettings = {
  depthsPct: [0.05, 0.1, 0.25, 0.5, 1],
  timesMedian: 8,
  withinPct: 1,
};

/**
 * How the two sides of a book weigh against each other: by depth, at the best prices, and in walls.
 * `levelsAsked` is how many levels a side the exchange was asked for: a side with fewer is read to its
 * end. Null when a side is empty.
 */
export function marketPressure(
  market: Market,
  book: TextBook,
  levelsAsked: number,
  settings: BookPressureSettings = DEFAULT_BOOK_PRESSURE,
): MarketPressure | null {
  const [bids, asks] = [numbersOf(book.bids), numbersOf(book.asks)];
  const [bid, ask] = [bids[0], asks[0]];
  if (!bid || !ask) return null;
  const middle = (bid.price + ask.price) / 2;
  const reachPct = Math.min(
    ...[bids, asks].map((side) =>
      side.length < levelsAsked ? Infinity : awayPct(side.at(-1)?.price ?? middle, middle),
    ),
  );
  const depths = settings.depthsPct.map((depthPct) =>
    weigh(bids, asks, middle, depthPct, reachPct),
  );
  const pulled = microprice(bid, ask);
  return {
    market,
    middle,
    spreadPct: Math.max(0, ((ask.price - bid.price) / middle) * 100),
    microprice: pulled,
    micropriceOffsetPct: (pulled / middle - 1) * 100,
    depths,
    walls: [
      ...wallsOf('bid', bids, middle, settings),
      ...wallsOf('ask', asks, middle, settings),
    ].sort((a, b) => b.quote - a.quote),
    pressure: meanImbalance(depths),
  };
}

/** Both sides are weighed over the same distance: a side that was read further has no advantage. */
function weigh(
  bids: readonly NumberLevel[],
  asks: readonly NumberLevel[],
  middle: number,
  depthPct: number,
  readPct: number,
): DepthPressure {
  const reachPct = Math.min(depthPct, readPct);
  const sumOf = (side: readonly NumberLevel[]): number =>
    side
      .filter(({ price }) => awayPct(price, middle) <= reachPct)
      .reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const [bidQuote, askQuote] = [sumOf(bids), sumOf(asks)];
  const both = bidQuote + askQuote;
  const imbalance = both > 0 ? (bidQuote - askQuote) / both : null;
  return { depthPct, reachPct, bidQuote, askQuote, imbalance };
}

function meanImbalance(depths: readonly DepthPressure[]): number | null {
  const distinct = new Map(depths.map((depth) => [depth.reachPct, depth.imbalance]));
  const parts = [...distinct.values()].map((value) => ({ value, weight: 1 }));
  return weightedMean(parts).value;
}

function awayPct(price: number, middle: number): number {
  return Math.abs(price / middle - 1) * 100;
}

function numbersOf(levels: readonly TextLevel[]): NumberLevel[] {
  return levels.map(({ price, quantity }) => ({
    price: Number(price),
    quantity: Number(quantity),
  }));
}
