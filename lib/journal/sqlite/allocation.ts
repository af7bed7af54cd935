import { allocationChange } from '../../accounting/books';
import { figure } from '../../accounting/sums';
import { type Decimal, decimal } from '../../model/decimal';
import { readState, writeState } from './appState';
import { addToSums } from './bookSums';
import { quoteAssetOf, readBooks } from './books';
import type { Database } from './database';

const WANTED = 'books/wantedAllocation';
/** All quote that was free when the books were opened. */
const WHOLE = '';

/** See `AccountingJournal.wantAllocation`. */
export function wantAllocation(database: Database, amountQuote: string | null, at: number): void {
  const wanted = amountQuote ?? WHOLE;
  if ((readState(database, WANTED) ?? WHOLE) === wanted) return;
  database.write(() => {
    writeState(database, WANTED, wanted, at);
    const change = applyAllocation(database, at);
    if (change === null || change.isZero()) return;
    const asset = quoteAssetOf(database);
    const transfer = new Map([
      [figure.transfer(asset), change],
      [figure.transfers, decimal('1')],
    ]);
    addToSums(database, { wallet: 'spot', symbol: '', owner: 'own' }, transfer, at);
  });
}

/**
 * Brings the allocation as near to the wanted one as the balance allows, by moving quote between
 * what is managed and what is foreign: the sum stays. Answers the change, or null when the books are
 * not open yet; they are then opened with it.
 */
export function applyAllocation(database: Database, at: number): Decimal | null {
  const books = readBooks(database);
  if (books === null) return null;
  const asset = quoteAssetOf(database);
  const wanted = readState(database, WANTED) ?? WHOLE;
  const change = allocationChange(books, asset, wanted === WHOLE ? null : decimal(wanted));
  if (change.isZero()) return change;
  const own = new Map([
    [figure.flow(asset), change],
    [figure.allocation(asset), change],
  ]);
  const foreign = new Map([[figure.flow(asset), change.negated()]]);
  addToSums(database, { wallet: 'spot', symbol: '', owner: 'own' }, own, at);
  addToSums(database, { wallet: 'spot', symbol: '', owner: 'foreign' }, foreign, at);
  return change;
}
