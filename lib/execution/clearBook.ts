import type { OrderRecord } from '../journal/port';
import { HaltError } from '../model/errors';
import { AWAITING_OUTCOME_STATES } from '../model/order';
import { prolongLease } from '../supervision/leases';
import { bookIfReadable } from './bookIfReadable';
import { cancelOrder } from './cancel';
import type { FlattenDeps } from './flatten';
import { ABSENCE_HORIZON_MS, settleOrder } from './settle';
import type { Tally } from './tally';

/** Between two questions for an order whose outcome is not known. */
const PAUSE_MS = 2_000;

/**
 * Cancels every order of ours that `isMeant` names, on both markets, settling what is unknown on
 * the way. One order that cannot be cancelled, or a trade list that cannot be read, does not keep the
 * others from it; what is in flight is waited for until an unknown outcome can be concluded from
 * absence. What is lost may still be live: it is told, and not waited for.
 */
export async function clearBook(
  isMeant: (order: OrderRecord) => boolean,
  tally: Tally,
  deps: FlattenDeps,
): Promise<void> {
  const { journal, hostNow, lease, sleep, instruments } = deps;
  const both = [instruments.spot, instruments.usdm];
  const meant = (): OrderRecord[] =>
    both.flatMap(({ market, symbol }) => journal.unfinishedOrders(market, symbol)).filter(isMeant);
  const endsAt = hostNow() + ABSENCE_HORIZON_MS + PAUSE_MS;
  let uncertain = new Map<string, string>();
  let unread: string[] = [];
  for (;;) {
    uncertain = new Map();
    unread = [];
    for (const { clientOrderId } of meant()) {
      prolongLease(journal, lease, hostNow);
      const why = await clearOrder(clientOrderId, tally, deps);
      if (why !== null) uncertain.set(clientOrderId, why);
    }
    for (const instrument of both) await bookIfReadable(instrument, deps, unread);
    const isWorthWaiting = uncertain.size > 0 || unread.length > 0;
    if (!isWorthWaiting || hostNow() >= endsAt) break;
    await sleep(PAUSE_MS);
  }
  tally.notes.push(...unread);
  for (const { clientOrderId } of meant().filter(({ state }) => state === 'lost')) {
    tally.unknown += 1;
    tally.notes.push(`${clientOrderId} is lost: it may still rest, and what it may take stays`);
  }
  for (const [clientOrderId, why] of uncertain) {
    tally.unknown += 1;
    tally.notes.push(`${clientOrderId}: ${why}`);
  }
}

/** Cancels one order if it rests; answers why it may still be live, or null. */
async function clearOrder(
  clientOrderId: string,
  tally: Tally,
  deps: FlattenDeps,
): Promise<string | null> {
  const { journal, hostNow } = deps;
  try {
    const order = journal.order(clientOrderId);
    if (order?.state === 'intended') {
      journal.transition(clientOrderId, 'expired', 'never sent', hostNow());
      return null;
    }
    if (order && AWAITING_OUTCOME_STATES.includes(order.state)) {
      const settlement = await settleOrder(order, deps);
      if (settlement.kind === 'pending') return settlement.why;
      if (settlement.kind === 'resendable') return clearOrder(clientOrderId, tally, deps);
    }
    const current = journal.order(clientOrderId);
    if (current?.state !== 'open' && current?.state !== 'partiallyFilled') return null;
    const result = await cancelOrder(current, 'flatten', deps);
    if (result === 'cancelled') tally.cancelled += 1;
    return result === 'unknown' || result === 'notSent' ? `cancelling: ${result}` : null;
  } catch (error) {
    if (error instanceof HaltError) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}
