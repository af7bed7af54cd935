import type { OrderRecord } from '../journal/port';
import { HaltError } from '../model/errors';
import { AWAITING_OUTCOME_STATES } from '../model/order';
import { prolongLease } from '../supervision/leases';
import { bookMissingFills } from './bookMissingFills';
import { cancelOrder } from './cancel';
import type { FlattenDeps } from './flatten';
import { ABSENCE_HORIZON_MS, settleOrder } from './settle';
import type { Tally } from './tally';

/** Between two questions for an order whose outcome is not known. */
const PAUSE_MS = 2_000;

/**
 * Cancels every order of ours that `isMeant` names, on both markets, settling what is unknown on
 * the way. One order that cannot be cancelled does not keep the others from it; what is in flight
 * is waited for until an unknown outcome can be concluded from absence.
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
  for (;;) {
    uncertain = new Map();
    for (const { clientOrderId } of meant()) {
      prolongLease(journal, lease, hostNow);
      const why = await clearOrder(clientOrderId, tally, deps);
      if (why !== null) uncertain.set(clientOrderId, why);
    }
    for (const instrument of both) await bookMissingFills(instrument, deps);
    if (uncertain.size === 0 || hostNow() >= endsAt) break;
    await sleep(PAUSE_MS);
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
