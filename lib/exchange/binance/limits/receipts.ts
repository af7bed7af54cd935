import type { Charge } from '../../../model/budget';
import type { Market } from '../../../model/terms';
import type { Reply } from '../failure';
import type { LimitBook } from './book';
import type { LimitOwner } from './tables';
import type { RequestCost } from './weights';

/** The window of the weight that answers report. */
const WEIGHT_WINDOW_MS = 60_000;

/** What a request has taken, to be settled with its reply. */
export interface Receipt {
  market: Market;
  charges: Readonly<Record<LimitOwner, readonly Charge[]>>;
  cost: RequestCost;
  /** Exchange time, epoch ms. */
  takenAt: number;
}

/**
 * Gives back what the exchange did not take, and heeds what its headers say. It never throws: a
 * count that cannot be written stays too high, and no reply may be lost over it.
 */
export function settleReceipt(
  receipt: Receipt,
  reply: Reply,
  book: LimitBook,
  exchangeNow: number,
): void {
  try {
    giveBack(receipt, reply, book, exchangeNow);
    if (reply.usage === undefined) return;
    const { weight, orders } = reply.usage;
    const heed = (owner: LimitOwner, windowMs: number, used: number): void =>
      raise(receipt, owner, windowMs, used, book, exchangeNow);
    if (weight !== null) heed('host', WEIGHT_WINDOW_MS, weight);
    for (const { windowMs, used } of orders) heed('account', windowMs, used);
  } catch {
    return;
  }
}

function giveBack(
  { charges, cost, takenAt }: Receipt,
  reply: Reply,
  book: LimitBook,
  exchangeNow: number,
): void {
  if (!reply.ok || !cost.freeOnSuccess) return;
  const weights = charges.host.filter(({ key }) => key.includes(' weight '));
  book.storeOf('host').giveBack(weights, takenAt, exchangeNow);
}

function raise(
  { market, takenAt }: Receipt,
  owner: LimitOwner,
  windowMs: number,
  used: number,
  book: LimitBook,
  exchangeNow: number,
): void {
  // A reply from the other side of a window's end says nothing certain about either window.
  if (Math.floor(takenAt / windowMs) !== Math.floor(exchangeNow / windowMs)) return;
  const name = owner === 'host' ? 'weight' : 'orders';
  const window = book.window(market, { name, windowMs, limit: 0 });
  const store = book.storeOf(owner);
  const [known = 0] = store.used([window], exchangeNow);
  if (used > known) store.raise(window, used, exchangeNow);
}
