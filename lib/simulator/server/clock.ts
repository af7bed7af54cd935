import { MINUTE_MS } from '../feeds/feed';
import type { World } from '../store/store';

/** Exchange time now, and what it would be had a stepped clock not been held back. */
export interface Instant {
  now: number;
  latest: number;
}

/**
 * Exchange time for a host time. A wall clock runs with the host's. A stepped one runs on from its last advance and stops
 * 1 ms before the next minute, the next event of the market.
 */
export function exchangeNow(world: World, hostNow: number): Instant {
  const { clock, settings } = world;
  const latest = clock.exchangeAt + Math.max(0, hostNow - clock.hostAt);
  if (settings.clock === 'wall') return { now: Math.max(latest, clock.marketAt), latest };
  const nextEventAt = (Math.floor(clock.exchangeAt / MINUTE_MS) + 1) * MINUTE_MS;
  return { now: Math.min(latest, nextEventAt - 1), latest };
}
