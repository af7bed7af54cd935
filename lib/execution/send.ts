import type { Exchange, RejectionReason, SubmitOutcome } from '../exchange/port';
import type { Journal, OrderRecord, SendGuard } from '../journal/port';
import type { Clock } from '../model/clock';
import { HaltError } from '../model/errors';
import type { OrderRequest } from '../model/order';
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
  | { kind: 'rejected'; code: number; message: string; reason: RejectionReason }
  | { kind: 'notSent'; message: string; retryAt: number | null }
  | { kind: 'denied'; denial: Denial }
  | { kind: 'unknown'; message: string };

/** A process that slept longer between its journal and its request does not send any more. */
const LATEST_DEPARTURE_MS = 2_000;
/** The exchange takes up to five orders in one request (reference D2). */
export const LARGEST_BATCH = 5;

/**
 * Sends one intended order: marked as sent first (committed, and only if the guard still holds),
 * then the request, then the outcome. Whatever happens in between, the journal says at least
 * "sent", and an unknown outcome is settled by asking. Throws HaltError when nothing more may be
 * sent; the order is then journaled as not sent.
 */
export async function sendOrder(
  order: OrderRecord,
  guard: SendGuard,
  deps: SendDeps,
): Promise<SendResult> {
  const stopped = depart(order, guard, deps);
  if (stopped) return stopped;
  return takeOutcome(order, await deps.exchange.submit(requestOf(order)), deps);
}

/**
 * Sends several intended USD-M orders in one request. Each is marked, answered, and settled for
 * itself: one refused element says nothing about the others (failure scenarios A12, A13).
 */
export async function sendBatch(
  batch: readonly { order: OrderRecord; guard: SendGuard }[],
  deps: SendDeps,
): Promise<SendResult[]> {
  const marked = batch.map(({ order, guard }) => ({ order, stopped: depart(order, guard, deps) }));
  const departing = marked.filter(({ stopped }) => stopped === null).map(({ order }) => order);
  const outcomes =
    departing.length === 0 ? [] : await deps.exchange.submitBatch(departing.map(requestOf));
  const results: SendResult[] = [];
  for (const { order, stopped } of marked) {
    const outcome = outcomes[departing.indexOf(order)];
    const missing: SubmitOutcome = { kind: 'unknown', message: 'the batch did not answer for it' };
    results.push(stopped ?? (await takeOutcome(order, outcome ?? missing, deps)));
  }
  return results;
}

/** Marks an order as sent, or answers why it does not leave. */
function depart(order: OrderRecord, guard: SendGuard, deps: SendDeps): SendResult | null {
  const { journal, hostNow } = deps;
  const markedAt = hostNow();
  const denial = journal.markSent(order.clientOrderId, guard, markedAt);
  if (denial) return { kind: 'denied', denial };
  if (hostNow() - markedAt <= LATEST_DEPARTURE_MS) return null;
  takeBack(order, 'the machine stood still', deps);
  return { kind: 'notSent', message: 'the machine stood still before sending', retryAt: null };
}

/** Journals that an order marked as sent surely never left. */
function takeBack(order: OrderRecord, cause: string, { journal, hostNow }: SendDeps): void {
  journal.transition(order.clientOrderId, 'intended', cause, hostNow());
  journal.transition(order.clientOrderId, 'expired', 'not sent', hostNow());
}

function requestOf(order: OrderRecord): OrderRequest {
  return {
    market: order.market,
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    instruction: order.instruction,
    clientOrderId: order.clientOrderId,
    reduceOnly: order.reduceOnly,
    positionSide: order.positionSide,
    urgent: isUrgent(order),
  };
}

/** A hedge or a reduction that executes at once; a grid's resting sales can wait their turn. */
function isUrgent({ effect, instruction }: OrderRecord): boolean {
  if (effect === 'increase') return false;
  return instruction.type !== 'LIMIT' || ['IOC', 'FOK'].includes(instruction.timeInForce);
}

/** Journals what became of a placement. */
export async function takeOutcome(
  order: OrderRecord,
  outcome: SubmitOutcome,
  deps: SendDeps,
): Promise<SendResult> {
  const { journal, hostNow } = deps;
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
      takeBack(order, outcome.message, deps);
      if (outcome.halt) {
        throw new HaltError(
          `${order.symbol}: nothing more may be sent: ${outcome.message}`,
          'Stop the workflows of this account and look at the exchange and the key.',
        );
      }
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
