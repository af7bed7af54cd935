import type { Feed } from '../feeds/feed';
import { MINUTE_MS } from '../feeds/feed';
import type { AccountState, LegUse } from './model';
import { crossing, LEG_MS, msBeyond, passesBeyond, reaching } from './path';
import type { Watch } from './watch';

/** Share of a bar's volume a resting order may have of a leg that only touches its price. */
const TOUCH_SHARE = 0.1;

/** A straight part of a bar, in ticks of one series. */
export interface Leg {
  /** Number of the leg since the epoch. */
  number: number;
  index: number;
  from: number;
  to: number;
}

/**
 * First ms of a leg, at or after `since`, at which a watch happens. A resting order has one chance a leg: where the leg
 * trades through its price, that instant; where it only touches it, the first instant at it. That depends on the leg and
 * not on how an advance is cut, because the part of a leg before a cut has been lived through.
 */
export function instantOf(watch: Watch, leg: Leg, since: number): number | undefined {
  const { limit, falling } = watch;
  if (watch.reach !== 'resting') {
    const find = watch.reach === 'at' ? reaching : crossing;
    return find(leg.from, leg.to, limit, falling, since);
  }
  if (watch.order.matchedLeg === leg.number) return undefined;
  return passesBeyond(leg.from, leg.to, limit, falling, since)
    ? crossing(leg.from, leg.to, limit, falling, since)
    : reaching(leg.from, leg.to, limit, falling, since);
}

function useOf(state: AccountState, key: string, leg: number): LegUse {
  const uses = (state.account.legUse ??= {});
  const use = (uses[key] ??= { leg, BUY: 0n, SELL: 0n });
  if (use.leg !== leg) {
    use.leg = leg;
    use.BUY = 0n;
    use.SELL = 0n;
  }
  return use;
}

/**
 * Lets a resting order have its share of the volume at the instant `instantOf` told. Volume is spread evenly over a
 * minute. Of a leg that trades through the order's price, what is traded beyond it from then on is there for it; at the
 * least, as where the price is only touched, a tenth of the minute's volume, since others stand in the queue before it.
 * What the account's orders of that side had of the same leg is taken off. Nothing below the symbol's step is filled;
 * the rest of the order waits for the next leg at its price.
 * @returns true when the order was filled, in part or whole
 */
export function matchResting(
  state: AccountState,
  feed: Feed,
  watch: Watch & { reach: 'resting' },
  leg: Leg,
  offset: number,
  at: number,
  ticks: number,
): boolean {
  const { order, limit, falling } = watch;
  const steps = feed.series(watch.symbol, leg.index)[order.market].volume[leg.index] ?? 0;
  const beyond = passesBeyond(leg.from, leg.to, limit, falling, offset)
    ? msBeyond(leg.from, leg.to, limit, falling, offset) / MINUTE_MS
    : 0;
  const share = Math.floor(steps * Math.max(TOUCH_SHARE, beyond));
  const use = useOf(state, `${order.market}:${order.symbol}`, leg.number);
  const offered = BigInt(share) * feed.units(watch.symbol).step[order.market] - use[order.side];
  const available = offered - (offered % watch.step);
  order.matchedLeg = leg.number;
  state.changes.orders.add(order);
  state.changes.account = true;
  if (available <= 0n) return false;
  use[order.side] += watch.happen({ feed, at, ticks, available });
  return true;
}

/** Number of the leg that begins at `at`, since the epoch. */
export function legNumber(at: number): number {
  return Math.floor(at / LEG_MS);
}
