import type { Journal } from '../journal/port';
import type { BreakerLatch, BreakerName } from '../model/breaker';

/** A latched breaker concerns the symbol, or the whole account. */
export function concerns(latch: BreakerLatch, symbol: string): boolean {
  return latch.symbol === '' || latch.symbol === symbol;
}

/**
 * Latches what has tripped, and releases what of this symbol has cooled down and did not trip again.
 * Each is committed with a reason and its end before `onTrip` hears of it: a handler that throws
 * leaves the latch, and the other trips, as they are; what it threw is recorded. A new latch revokes
 * what was approved. Answers what is latched for the symbol then.
 */
export function tripBreakers(
  journal: Journal,
  trips: readonly BreakerLatch[],
  looked: { symbol: string; exchangeNow: number },
  onTrip: (latch: BreakerLatch) => void = () => undefined,
): BreakerLatch[] {
  const fresh = trips.filter((trip) => journal.engageBreaker(trip));
  if (fresh.length > 0) journal.revokeApprovals();
  for (const trip of fresh) journal.recordEvent('breakerLatched', { ...trip }, looked.exchangeNow);
  for (const latch of journal.breakers()) {
    const isOver = latch.until !== null && latch.until <= looked.exchangeNow;
    if (!isOver || !concerns(latch, looked.symbol)) continue;
    journal.releaseBreaker(latch.name, latch.symbol);
    journal.recordEvent('breakerCooledDown', { ...latch }, looked.exchangeNow);
  }
  for (const trip of fresh) hear(journal, trip, onTrip);
  return journal.breakers().filter((latch) => concerns(latch, looked.symbol));
}

function hear(journal: Journal, trip: BreakerLatch, onTrip: (latch: BreakerLatch) => void): void {
  try {
    onTrip(trip);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    journal.recordError('breakerHandler', trip.name, message, trip.engagedAt);
  }
}

/** Lets a breaker go, whatever its end; answers what it was, or null when it was not latched. */
export function resetBreaker(
  journal: Journal,
  name: BreakerName,
  symbol: string,
  at: number,
): BreakerLatch | null {
  const latched =
    journal.breakers().find((each) => each.name === name && each.symbol === symbol) ?? null;
  if (!latched) return null;
  journal.releaseBreaker(name, symbol);
  journal.recordEvent('breakerReset', { ...latched }, at);
  return latched;
}
