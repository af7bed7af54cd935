import type { Feed } from '../feeds/feed';
import { corners, LEG_MS, onLeg } from './path';
import type { Sentinel } from './watch';

/** True when no sentinel can be met inside bar `index`. */
export function areQuiet(sentinels: readonly Sentinel[], feed: Feed, index: number): boolean {
  return sentinels.every((sentinel) => {
    const bars = (symbol: string) => feed.series(symbol, index)[sentinel.series];
    return !sentinel.isPossible(
      (symbol) => bars(symbol).low[index] ?? 0,
      (symbol) => bars(symbol).high[index] ?? 0,
    );
  });
}

/** Prices of a sentinel's symbols at `offset` ms into a leg of bar `index`, in ticks. */
export function ticksOf(
  sentinel: Sentinel,
  feed: Feed,
  index: number,
  leg: number,
  offset: number,
): (symbol: string) => number {
  return (symbol) => {
    const series = feed.series(symbol, index);
    const points = corners(series[sentinel.series], series.spot, index);
    const from = points[leg] ?? 0;
    return onLeg(from, points[leg + 1] ?? from, offset);
  };
}

/**
 * First offset of a leg, between `since` and `until`, at which a sentinel's condition holds. It is looked for over the
 * whole leg, so that it does not depend on how an advance is cut.
 */
export function metAt(
  sentinel: Sentinel,
  feed: Feed,
  index: number,
  leg: number,
  since: number,
  until: number,
): number | undefined {
  const holds = (offset: number): boolean =>
    sentinel.holds(ticksOf(sentinel, feed, index, leg, offset));
  if (holds(since)) return since;
  if (!holds(LEG_MS - 1)) return undefined;
  let before = -1;
  let after = LEG_MS - 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  const met = Math.max(after, since);
  return met > until ? undefined : met;
}
