import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord } from '../journal/port';
import { HaltError } from '../model/errors';
import type { Clock } from '../model/clock';
import { type Fill, kindOf } from '../model/order';

/**
 * After a request's deadline and recvWindow the exchange cannot accept it any more; the grace
 * covers reads that lag behind writes (reference D1: a just-placed order may be missing a moment).
 */
export const ABSENCE_HORIZON_MS = 10_000 + 5_000 + 5_000;

/** Most trades in one answer of the exchange (see `TradingAccount.fills`). */
const TRADES_PER_PAGE = 1_000;
const MOST_PAGES = 20;

export interface SettleDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
}

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
 * Absent before the horizon: wait. Absent after it, from the targeted query and from the trades: a
 * LIMIT or conditional order that was never acknowledged has surely not arrived. A LIMIT that could
 * rest may be sent once more under the same id; an IOC, which cannot rest, a conditional order,
 * which protection places anew at the position's size, or a second absence ends it, and there is
 * a new attempt. Anything else is `lost`: polled, and counted as possibly live. A question that
 * fails leaves the order as it was.
 */
export async function settleOrder(order: OrderRecord, deps: SettleDeps): Promise<Settlement> {
  const { exchange, journal, hostNow } = deps;
  try {
    const { market, symbol, clientOrderId } = order;
    const kind = kindOf(order.instruction);
    const found = await exchange.findOrder(market, symbol, clientOrderId, kind);
    if (found.kind === 'found') {
      const at = hostNow();
      const settled = journal.applyReport(order.clientOrderId, found.report, 'found by asking', at);
      return { kind: 'settled', order: settled };
    }
    if (order.state === 'lost') return { kind: 'lost', order };
    const now = hostNow();
    const ageMs = now - (order.sentAt ?? now);
    // A clock that was set back would make it wait for as long as it was ahead: the horizon begins
    // anew. Small steps back are left alone, they pass by themselves.
    if (ageMs < -ABSENCE_HORIZON_MS) journal.correctSentAt(clientOrderId, now);
    if (ageMs < ABSENCE_HORIZON_MS) {
      return { kind: 'pending', why: `not found ${ageMs} ms after sending` };
    }
    if (await mayHaveTraded(order, deps)) {
      return { kind: 'pending', why: 'a trade of unknown origin may be its own' };
    }
    return conclude(order, deps);
  } catch (error) {
    if (error instanceof HaltError) throw error;
    return { kind: 'pending', why: error instanceof Error ? error.message : String(error) };
  }
}

/** True when the trade list holds a fill of the order's side that belongs to no order we know. */
function mayHaveTraded(order: OrderRecord, { exchange, journal }: SettleDeps): Promise<boolean> {
  return mayBeAmongTrades(
    order,
    (fill) =>
      fill.side === order.side &&
      !journal.knowsExchangeOrder(order.market, order.symbol, fill.exchangeOrderId),
    { exchange, journal },
  );
}

/**
 * True when a trade from the journal's cursor on is one that `isSuspect` names, or when there are
 * more trades than were read: what was not read may be it. Throws as reads of the exchange do.
 */
export async function mayBeAmongTrades(
  { market, symbol }: Pick<OrderRecord, 'market' | 'symbol'>,
  isSuspect: (fill: Fill) => boolean,
  { exchange, journal }: Pick<SettleDeps, 'exchange' | 'journal'>,
): Promise<boolean> {
  let from = journal.tradeCursor(market, symbol);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const fills = await exchange.fills(market, symbol, from);
    if (fills.some(isSuspect)) return true;
    const last = fills.at(-1);
    if (last === undefined || fills.length < TRADES_PER_PAGE) return false;
    from = (BigInt(last.tradeId) + 1n).toString();
  }
  return true;
}

function conclude(order: OrderRecord, { journal, hostNow }: SettleDeps): Settlement {
  const id = order.clientOrderId;
  const at = hostNow();
  const { instruction } = order;
  const neverArrived = !order.acknowledged && instruction.type !== 'MARKET';
  const isResendable = instruction.type === 'LIMIT' && instruction.timeInForce !== 'IOC';
  if (order.state === 'sent') journal.transition(id, 'unknown', 'no answer was recorded', at);
  if (neverArrived && order.resends === 0 && isResendable) {
    return { kind: 'resendable', order: journal.allowResend(id, 'never arrived', at) };
  }
  if (neverArrived) {
    return { kind: 'settled', order: journal.transition(id, 'expired', 'never arrived', at) };
  }
  return { kind: 'lost', order: journal.transition(id, 'lost', 'absent after the horizon', at) };
}
