import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord, SendGuard } from '../journal/port';
import type { Clock } from '../model/clock';
import type { Denial } from '../model/verdict';
import { settleOrder } from './settle';

export interface SendDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  /** Base and quote asset of the instrument, for booking fills. */
  assets: { baseAsset: string; quoteAsset: string };
}

export type SendResult =
  | { kind: 'accepted'; order: OrderRecord; fills: number }
  | { kind: 'rejected'; code: number; message: string }
  | { kind: 'notSent'; message: string; retryAt: number | null }
  | { kind: 'denied'; denial: Denial }
  | { kind: 'unknown'; message: string };

/** A process that slept longer between its journal and its request does not send any more. */
const LATEST_DEPARTURE_MS = 2_000;

/**
 * Sends one intended order: marked as sent first (committed, and only if the guard still holds),
 * then the request, then the outcome. Whatever happens in between, the journal says at least
 * "sent", and an unknown outcome is settled by asking.
 */
export async function sendOrder(
  order: OrderRecord,
  guard: SendGuard,
  deps: SendDeps,
): Promise<SendResult> {
  const { exchange, journal, hostNow } = deps;
  const markedAt = hostNow();
  const denial = journal.markSent(order.clientOrderId, guard, markedAt);
  if (denial) return { kind: 'denied', denial };
  if (hostNow() - markedAt > LATEST_DEPARTURE_MS) {
    journal.transition(order.clientOrderId, 'intended', 'the machine stood still', hostNow());
    journal.transition(order.clientOrderId, 'expired', 'not sent', hostNow());
    return { kind: 'notSent', message: 'the machine stood still before sending', retryAt: null };
  }
  const outcome = await exchange.submit({
    market: order.market,
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    instruction: order.instruction,
    clientOrderId: order.clientOrderId,
    reduceOnly: order.reduceOnly,
    positionSide: order.positionSide,
  });
  const at = hostNow();
  switch (outcome.kind) {
    case 'accepted': {
      const accepted = journal.applyReport(order.clientOrderId, outcome.report, 'accepted', at);
      journal.bookFills(outcome.fills, { ...deps.assets, cursor: null, at });
      return { kind: 'accepted', order: accepted, fills: outcome.fills.length };
    }
    case 'rejected':
      journal.transition(order.clientOrderId, 'rejected', `${outcome.code} ${outcome.message}`, at);
      journal.recordError('submit', String(outcome.code), outcome.message, at);
      return outcome;
    case 'notSent':
      journal.transition(order.clientOrderId, 'intended', outcome.message, at);
      journal.transition(order.clientOrderId, 'expired', 'not sent', at);
      return outcome;
    case 'unknown': {
      journal.transition(order.clientOrderId, 'unknown', outcome.message, at);
      journal.recordError('submit', 'UNKNOWN', outcome.message, at);
      const unknown = journal.order(order.clientOrderId) ?? order;
      const settlement = await settleOrder(unknown, deps);
      if (settlement.kind !== 'settled') return { kind: 'unknown', message: outcome.message };
      return { kind: 'accepted', order: settlement.order, fills: 0 };
    }
  }
}
