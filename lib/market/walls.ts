import type { Wall } from '../model/bookPressure';

export interface NumberLevel {
  price: number;
  quantity: number;
}

export interface WallSettings {
  /** A level of at least so many times the median of its side is a wall. */
  timesMedian: number;
  /** No further from the middle than this, percent. */
  withinPct: number;
}

/** Levels that a median needs to mean something. */
const LEAST_LEVELS = 5;
/** The most that are told of a side, largest first. */
const MOST_WALLS = 5;

/**
 * Levels that stand out of their side of the book: `timesMedian` times the median quote amount of
 * its levels within `withinPct`. Largest first, at most five a side.
 */
export function wallsOf(
  side: Wall['side'],
  levels: readonly NumberLevel[],
  middle: number,
  { timesMedian, withinPct }: WallSettings,
): Wall[] {
  const near = levels
    .map(({ price, quantity }) => ({
      price,
      quote: price * quantity,
      distancePct: (price / middle - 1) * 100,
    }))
    .filter(({ distancePct, quote }) => Math.abs(distancePct) <= withinPct && quote > 0);
  if (near.length < LEAST_LEVELS) return [];
  const median = medianOf(near.map(({ quote }) => quote));
  return near
    .map((level) => ({ side, ...level, timesMedian: level.quote / median }))
    .filter((level) => level.timesMedian >= timesMedian)
    .sort((a, b) => b.quote - a.quote)
    .slice(0, MOST_WALLS);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
