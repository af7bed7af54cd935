import { Decimal } from '../model/decimal';

/**
 * What a pass reads beyond the open orders and the account: nothing without a reason, because an
 * idle cycle is to cost little (spot trade lists weigh 20, income 30). Pure.
 */

/** Why something is read; null: it is not. */
export type ReadReason =
  | 'start'
  | 'ownOrders'
  | 'trade'
  | 'orphan'
  | 'unbooked'
  | 'holdings'
  | 'funding'
  | 'inventory'
  | null;

/** More orders than this are cheaper to book from the trade list (weight 20) than one by one (5). */
const MOST_TARGETED = 3;
const HOUR_MS = 3_600_000;
/** A payment that is not listed this long after its time is not coming. */
const FUNDING_PATIENCE_MS = 300_000;

/** The list of conditional orders: only a symbol with something of ours in it, or at start. */
export function conditionalListReason(books: {
  isFull: boolean;
  ownConditionalOrders: number;
  trades: number;
  orphansSighted: number;
}): ReadReason {
  if (books.isFull) return 'start';
  if (books.ownConditionalOrders > 0) return 'ownOrders';
  if (books.trades > 0) return 'trade';
  return books.orphansSighted > 0 ? 'orphan' : null;
}

/** The trade list of one market, from the journal's cursor on. */
export function tradeListReason(books: {
  isFull: boolean;
  /** Orders that filled more than the journal has booked. */
  unbookedOrders: number;
  /** What is not ours has changed since the last pass. */
  foreignChanged: boolean;
}): ReadReason {
  if (books.isFull) return 'start';
  if (books.unbookedOrders > MOST_TARGETED) return 'unbooked';
  return books.foreignChanged ? 'holdings' : null;
}

export interface FundingBooks {
  isFull: boolean;
  /** A position of ours stands, or stood since the last check. */
  isHeld: boolean;
  /** Exchange time of the last check; null before the first. */
  checkedAt: number | null;
  now: number;
}

/** Whether a funding time may have passed: contracts pay on full hours, every 1, 4 or 8. */
export function fundingCheckReason(books: FundingBooks): ReadReason {
  if (!books.isHeld) return null;
  if (books.isFull || books.checkedAt === null) return 'start';
  const hour = (at: number): number => Math.floor(at / HOUR_MS);
  return hour(books.now) > hour(books.checkedAt) ? 'funding' : null;
}

/**
 * Whether payments are to be read, given the next funding time known before and the one that the
 * exchange names now: a time that has passed, or an interval that became shorter.
 */
export function isFundingDue(known: number | null, named: number, now: number): boolean {
  return known === null || known <= now || named < known;
}

/** Whether the check of this hour is done: paid, or no longer to be expected. */
export function isFundingSettled(newestPaidAt: number | null, now: number): boolean {
  const hourBegan = Math.floor(now / HOUR_MS) * HOUR_MS;
  if (newestPaidAt !== null && newestPaidAt >= hourBegan - 60_000) return true;
  return now - hourBegan > FUNDING_PATIENCE_MS;
}

/** The mark price: positions carry it; inventory without a position needs it asked for. */
export function markReason(books: { inventory: Decimal; positionMark: string | null }): ReadReason {
  return books.positionMark === null && !books.inventory.isZero() ? 'inventory' : null;
}
