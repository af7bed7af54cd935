import { mayBeAmongTrades } from '../execution/settle';
import type { OrderRecord } from '../journal/port';
import type { Instrument } from '../model/instrument';
import { type Fill, kindOf } from '../model/order';
import type { PassDeps } from './pass';

/** Asked in every pass for this long without an answer. */
export const RELEASE_AFTER_MS = 24 * 3_600_000;

/** What became of one lost order. */
export interface Release {
  clientOrderId: string;
  released: boolean;
  why: string;
}

/**
 * Gives up the lost orders of one market, each only if it has been lost for a day and neither the
 * order query nor the trades show it now. A released order is `expired` in the journal: what it had
 * filled stays booked, the rest is free to be placed again. Throws as reads of the exchange do.
 */
export async function releaseLost(
  instrument: Instrument,
  deps: Pick<PassDeps, 'exchange' | 'journal' | 'hostNow'>,
): Promise<Release[]> {
  const lost = deps.journal
    .unfinishedOrders(instrument.market, instrument.symbol)
    .filter(({ state }) => state === 'lost');
  const releases: Release[] = [];
  for (const order of lost) {
    const why = await whyKept(order, deps);
    const { clientOrderId } = order;
    if (why === null) {
      deps.journal.transition(clientOrderId, 'expired', 'released by a person', deps.hostNow());
    }
    releases.push({ clientOrderId, released: why === null, why: why ?? 'not seen for a day' });
  }
  return releases;
}

/** Why the order still counts as possibly live, or null. */
async function whyKept(
  order: OrderRecord,
  { exchange, journal, hostNow }: Pick<PassDeps, 'exchange' | 'journal' | 'hostNow'>,
): Promise<string | null> {
  const { market, symbol, clientOrderId } = order;
  const since = journal.lostSince(clientOrderId);
  const lostMs = since === null ? 0 : hostNow() - since;
  if (lostMs < RELEASE_AFTER_MS) {
    return `lost for ${Math.floor(lostMs / 3_600_000)} of 24 hours`;
  }
  const found = await exchange.findOrder(market, symbol, clientOrderId, kindOf(order.instruction));
  if (found.kind === 'found') return 'it is found again: reconcile the account';
  const own = [order.exchangeOrderId, order.childOrderId];
  const mayBeItsOwn = ({ side, exchangeOrderId }: Fill): boolean =>
    own.includes(exchangeOrderId) ||
    (side === order.side && !journal.knowsExchangeOrder(market, symbol, exchangeOrderId));
  const isAmongTrades = await mayBeAmongTrades(order, mayBeItsOwn, { exchange, journal });
  return isAmongTrades ? 'a trade that is not booked yet may be its own' : null;
}
