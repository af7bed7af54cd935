import type { Books, OpeningBalances, WalletBalance } from '../../accounting/books';
import { type Additions, amountOf, byName, figure, type Sums } from '../../accounting/sums';
import { Decimal, decimal } from '../../model/decimal';
import { type Market, marketSchema } from '../../model/terms';
import { readState, readStateWithTime, writeState } from './appState';
import { type Account, addToSums, allTimeSums } from './bookSums';
import { type Database, sql } from './database';

const OPENED = 'books/openedAt';
/** Whether orders of ours were there when the books were opened. */
const IN_USE = 'inUse';
const FRESH = 'fresh';
/** The asset of the futures wallet that the books were opened with: that of the strategy's quote. */
const QUOTE_ASSET = 'books/quoteAsset';
/** When a margin asset was added to the open books. */
const addedKey = (asset: string): string => `books/addedAt/${asset}`;

/** When the books were opened (exchange time), or null. */
function openedAt(database: Database): number | null {
  return readStateWithTime(database, OPENED)?.at ?? null;
}

/**
 * Adds amounts to the books. What happened before they were opened was part of the balances they
 * were opened with and is taken off there, so that it does not count twice. A fill of ours can only
 * be that old where orders of ours were there already: clocks are not trusted to the millisecond.
 */
export function addToBooks(
  database: Database,
  account: Account,
  additions: Additions,
  at: number,
  isOwnFill = false,
): void {
  addToSums(database, account, additions, at);
  const opened = readStateWithTime(database, OPENED);
  if (opened === null) return;
  const isBefore = (asset: string): boolean => {
    const addedAt = account.wallet === 'usdm' ? addedAtOf(database, asset) : null;
    // Of what was added later no order of ours can be older.
    if (addedAt !== null) return at < addedAt && !isOwnFill;
    return at < opened.at && !(isOwnFill && opened.value !== IN_USE);
  };
  for (const [name, amount] of additions) {
    const prefix = figure.flow('');
    if (!name.startsWith(prefix)) continue;
    const asset = name.slice(prefix.length);
    if (isBefore(asset)) takeOffOpening(database, account.wallet, asset, amount);
  }
}

/** See `AccountingJournal.openBooks`. False when they were open already. */
export function openBooks(database: Database, held: OpeningBalances): boolean {
  return database.write(() => {
    if (openedAt(database) !== null) return false;
    // Where orders of ours may rest already, what is locked is ours too.
    const isInUse = database.first(sql.selectFrom('orders').select('intent_id').limit(1));
    for (const { asset, free, locked } of held.spot) {
      saveOpening(database, 'spot', asset, {
        free: isInUse ? decimal(free).plus(decimal(locked)) : decimal(free),
        locked: isInUse ? Decimal.zero : decimal(locked),
      });
    }
    for (const { asset, total } of held.futures) {
      saveOpening(database, 'usdm', asset, { free: decimal(total), locked: Decimal.zero });
    }
    for (const wallet of ['spot', 'usdm'] as const) {
      for (const owner of ['own', 'foreign'] as const) {
        for (const [asset, amount] of byName(allTimeSums(database, wallet, owner), figure.flow)) {
          takeOffOpening(database, wallet, asset, amount);
        }
      }
    }
    writeState(database, OPENED, isInUse ? IN_USE : FRESH, held.openedAt);
    const [first] = held.futures;
    if (first) writeState(database, QUOTE_ASSET, first.asset, held.openedAt);
    return true;
  });
}

/** The account's quote asset: that of the futures wallet with which the books were opened. */
export function quoteAssetOf(database: Database): string {
  // Books from before other wallets could be added have one row.
  const only = readBooks(database)?.opening.futures[0]?.asset;
  return readState(database, QUOTE_ASSET) ?? only ?? 'USDT';
}

/** See `AccountingJournal.openWallet`. */
export function openWallet(
  database: Database,
  { asset, total, addedAt }: WalletBalance & { addedAt: number },
): void {
  database.write(() => {
    const books = readBooks(database);
    if (!books || books.opening.futures.some((row) => row.asset === asset)) return;
    // What was booked of it before is part of the balance.
    const flow = figure.flow(asset);
    const booked = amountOf(books.own.usdm, flow).plus(amountOf(books.foreign.usdm, flow));
    const free = decimal(total).minus(booked);
    saveOpening(database, 'usdm', asset, { free, locked: Decimal.zero });
    writeState(database, addedKey(asset), '', addedAt);
  });
}

function addedAtOf(database: Database, asset: string): number | null {
  return readStateWithTime(database, addedKey(asset))?.at ?? null;
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
      futures: ofWallet('usdm').map(({ asset, free }): WalletBalance => {
        const addedAt = addedAtOf(database, asset);
        return addedAt === null ? { asset, total: free } : { asset, total: free, addedAt };
      }),
    },
    own: sums('own'),
    foreign: sums('foreign'),
  };
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
