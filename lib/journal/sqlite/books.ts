import type { Books, OpeningBalances } from '../../accounting/books';
import { type Additions, byName, figure, type Sums } from '../../accounting/sums';
import { Decimal, decimal } from '../../model/decimal';
import { type Market, marketSchema } from '../../model/terms';
import { readStateWithTime, writeState } from './appState';
import { type Account, addToSums, allTimeSums } from './bookSums';
import { type Database, sql } from './database';

const OPENED = 'books/openedAt';

/** When the books were opened (exchange time), or null. */
function openedAt(database: Database): number | null {
  return readStateWithTime(database, OPENED)?.at ?? null;
}

/**
 * Adds amounts to the books. What happened before they were opened was part of the balances they
 * were opened with and is taken off there, so that it does not count twice.
 */
export function addToBooks(
  database: Database,
  account: Account,
  additions: Additions,
  at: number,
): void {
  addToSums(database, account, additions, at);
  const opened = openedAt(database);
  if (opened === null || at > opened) return;
  for (const [name, amount] of additions) {
    const prefix = figure.flow('');
    if (!name.startsWith(prefix)) continue;
    takeOffOpening(database, account.wallet, name.slice(prefix.length), amount);
  }
}

/** See `AccountingJournal.openBooks`. */
export function openBooks(database: Database, held: OpeningBalances): void {
  database.write(() => {
    if (openedAt(database) !== null) return;
    for (const { asset, free, locked } of held.spot) {
      saveOpening(database, 'spot', asset, { free: decimal(free), locked: decimal(locked) });
    }
    for (const { asset, total } of held.futures) {
      saveOpening(database, 'usdm', asset, { free: decimal(total), locked: Decimal.zero });
    }
    for (const wallet of ['spot', 'usdm'] as const) {
      const booked = new Map<string, Decimal>();
      for (const sums of [
        allTimeSums(database, wallet, 'own'),
        allTimeSums(database, wallet, 'foreign'),
      ]) {
        for (const [asset, amount] of byName(sums, figure.flow)) {
          booked.set(asset, (booked.get(asset) ?? Decimal.zero).plus(amount));
        }
      }
      // With orders of ours at work, what they lock is ours too.
      if (wallet === 'spot' && booked.size > 0) freeLocked(database);
      for (const [asset, amount] of booked) takeOffOpening(database, wallet, asset, amount);
    }
    writeState(database, OPENED, '1', held.openedAt);
  });
}

/** See `AccountingJournal.books`. */
export function readBooks(database: Database): Books | null {
  const opened = openedAt(database);
  if (opened === null) return null;
  const rows = database.rows(sql.selectFrom('opening_balances').selectAll());
  const ofWallet = (wallet: Market) =>
    rows.filter((row) => marketSchema.parse(row.wallet) === wallet);
  const sums = (owner: 'own' | 'foreign'): Record<Market, Sums> => ({
    spot: allTimeSums(database, 'spot', owner),
    usdm: allTimeSums(database, 'usdm', owner),
  });
  return {
    opening: {
      openedAt: opened,
      spot: ofWallet('spot').map(({ asset, free, locked }) => ({ asset, free, locked })),
      futures: ofWallet('usdm').map(({ asset, free }) => ({ asset, total: free })),
    },
    own: sums('own'),
    foreign: sums('foreign'),
  };
}

function freeLocked(database: Database): void {
  for (const row of database.rows(sql.selectFrom('opening_balances').selectAll())) {
    if (row.wallet !== 'spot') continue;
    saveOpening(database, 'spot', row.asset, {
      free: decimal(row.free).plus(decimal(row.locked)),
      locked: Decimal.zero,
    });
  }
}

function takeOffOpening(database: Database, wallet: Market, asset: string, flow: Decimal): void {
  const row = database.first(
    sql
      .selectFrom('opening_balances')
      .selectAll()
      .where('wallet', '=', wallet)
      .where('asset', '=', asset),
  );
  // Of the futures wallet only what it was opened with can be told.
  if (!row && wallet === 'usdm') return;
  saveOpening(database, wallet, asset, {
    free: decimal(row?.free ?? '0').minus(flow),
    locked: decimal(row?.locked ?? '0'),
  });
}

function saveOpening(
  database: Database,
  wallet: Market,
  asset: string,
  amounts: { free: Decimal; locked: Decimal },
): void {
  const values = { free: amounts.free.toString(), locked: amounts.locked.toString() };
  database.run(
    sql
      .insertInto('opening_balances')
      .values({ wallet, asset, ...values })
      .onConflict((conflict) => conflict.columns(['wallet', 'asset']).doUpdateSet(values)),
  );
}

/** See `AccountingJournal.bookDifference`. */
export function bookDifference(
  database: Database,
  difference: { wallet: Market; asset: string; own: string; foreign: string },
  at: number,
): void {
  const { wallet, asset } = difference;
  const own = decimal(difference.own);
  const foreign = decimal(difference.foreign);
  database.write(() => {
    if (!own.isZero()) {
      addToSums(
        database,
        { wallet, symbol: '', owner: 'own' },
        new Map([
          [figure.flow(asset), own],
          [figure.transfer(asset), own],
          [figure.transfers, decimal('1')],
        ]),
        at,
      );
    }
    if (!foreign.isZero()) {
      const account = { wallet, symbol: '', owner: 'foreign' } as const;
      addToSums(database, account, new Map([[figure.flow(asset), foreign]]), at);
    }
  });
}
