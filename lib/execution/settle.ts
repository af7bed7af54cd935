import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord } from '../journal/port';
import { TransientError } from '../model/errors';
import type { Clock } from '../model/clock';

/**
 * After a request's deadline and recvWindow the exchange cannot accept it any more; the grace
 * covers reads that lag behind writes (reference D1: a just-placed order may be missing a moment).
 */
export const ABSENCE_HORIZON_MS = 10_000 + 5_000 + 5_000;

export type Settlement =
  | { kind: 'settled'; order: OrderRecord }
  /** Not found, but not for long enough to conclude anything. */
  | { kind: 'pending'; why: string }
  /** It never arrived: it may be sent once more under the same id. */
  | { kind: 'resendable'; order: OrderRecord }
  | { kind: 'lost'; order: OrderRecord };

/**
 * Settles an order with an unknown outcome by asking, never by assuming.
 *
 * Only a targeted query concludes anything. Absent before the horizon: wait. Absent after it: a
 * LIMIT that was never acknowledged has surely not arrived and may be sent once more under the
 * same id; anything else is `lost`, stays polled and counts as possibly live.
 */
export async function settleOrder(
  order: OrderRecord,
  deps: { exchange: Exchange; journal: Journal; hostNow: Clock },
): Promise<Settlement> {
  const { exchange, journal, hostNow } = deps;
  let found;
  try {
    found = await exchange.findOrder(order.market, order.symbol, order.clientOrderId);
  } catch (error) {
    if (error instanceof TransientError) return { kind: 'pending', why: error.message };
    throw error;
  }
  if (found.kind === 'found') {
    const settled = journal.applyReport(
      order.clientOrderId,
      found.report,
      'found by asking',
      hostNow(),
    );
    return { kind: 'settled', order: settled };
  }
  if (order.state === 'lost') return { kind: 'lost', order };
  const ageMs = hostNow() - (order.sentAt ?? hostNow());
  if (ageMs < ABSENCE_HORIZON_MS) {
    return { kind: 'pending', why: `not found ${ageMs} ms after sending` };
  }
  const unknown =
    order.state === 'sent'
      ? journal.transition(order.clientOrderId, 'unknown', 'no answer was recorded', hostNow())
      : order;
  const neverArrived = !unknown.acknowledged && unknown.instruction.type === 'LIMIT';
  if (neverArrived && unknown.resends === 0) {
    const resendable = journal.allowResend(
      unknown.clientOrderId,
      'absent after the horizon, never acknowledged',
      hostNow(),
    );
    return { kind: 'resendable', order: resendable };
  }
  return {
    kind: 'lost',
    order: journal.transition(unknown.clientOrderId, 'lost', 'absent after the horizon', hostNow()),
  };
}
