import type { Bars } from '../feeds/feed';
import { MINUTE_MS } from '../feeds/feed';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { ceil, floor, max, min, trunc } = Math;

/** A minute is three straight legs: open to first extreme, to the other extreme, to close. */
export const LEG_MS = 20_000;

/** The corner prices of a bar, in ticks. The direction is spot's, so that all series of a symbol turn together. */
export function corners(bars: Bars, direction: Bars, i: number): [number, number, number, number] {
  const lowFirst = (direction.close[i] ?? 0) >= (direction.open[i] ?? 0);
  const open = bars.open[i] ?? 0;
  const high = bars.high[i] ?? 0;
  const low = bars.low[i] ?? 0;
  const close = bars.close[i] ?? 0;
  return lowFirst ? [open, low, high, close] : [open, high, low, close];
}

/** Price in ticks `offset` ms into a leg from `from` to `to`, cut off towards `from`. */
export function onLeg(from: number, to: number, offset: number): number {
  return from + trunc(((to - from) * offset) / LEG_MS);
}

/** Price in ticks at `offset` ms (0 to 59,999) into bar `i`. */
export function ticksInBar(bars: Bars, direction: Bars, i: number, offset: number): number {
  const points = corners(bars, direction, i);
  const leg = floor(offset / LEG_MS);
  const from = points[leg] ?? 0;
  return onLeg(from, points[leg + 1] ?? from, offset - leg * LEG_MS);
}

/** Index of the bar that holds `at`, and how far into it `at` is. */
export function barAt(firstAt: number, at: number): { index: number; offset: number } {
  const index = floor((at - firstAt) / MINUTE_MS);
  return { index, offset: at - firstAt - index * MINUTE_MS };
}

/**
 * First ms of a leg, at or after `since`, at which its price is strictly beyond `limit` ticks (below it when `falling`);
 * undefined when that does not happen before the leg's end. The end itself belongs to the next leg.
 */
export function crossing(
  from: number,
  to: number,
  limit: number,
  falling: boolean,
  since: number,
): number | undefined {
  const gap = falling ? from - limit + 1 : limit + 1 - from;
  if (gap <= 0) {
    const here = onLeg(from, to, since);
    if (falling ? here < limit : here > limit) return since;
    return undefined;
  }
  const reach = falling ? from - to : to - from;
  if (reach < gap) return undefined;
  const offset = max(since, ceil((gap * LEG_MS) / reach));
  return offset < LEG_MS ? offset : undefined;
}

/** First ms of a leg, at or after `since`, at which its price is at `limit` or beyond it; undefined when it is not. */
export function reaching(
  from: number,
  to: number,
  limit: number,
  falling: boolean,
  since: number,
): number | undefined {
  return crossing(from, to, falling ? limit + 1 : limit - 1, falling, since);
}

/** True when a leg, its end included, is strictly beyond `limit` ticks at or after `since`. */
export function passesBeyond(
  from: number,
  to: number,
  limit: number,
  falling: boolean,
  since: number,
): boolean {
  const here = onLeg(from, to, since);
  return falling ? min(here, to) < limit : max(here, to) > limit;
}

/** How many ms of a leg, from `since` on, its price stays strictly beyond `limit` ticks; it is so at `since`. */
export function msBeyond(
  from: number,
  to: number,
  limit: number,
  falling: boolean,
  since: number,
): number {
  return (reaching(from, to, limit, !falling, since) ?? LEG_MS) - since;
}
