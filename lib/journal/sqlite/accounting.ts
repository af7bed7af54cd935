import type { AccountingJournal, EventJournal } from '../port';
import { applyAllocation, wantAllocation } from './allocation';
import { readState, writeState } from './appState';
import { sumsSince } from './bookSums';
import { bookDifference, openBooks, openWallet, readBooks } from './books';
import { type Database, sql } from './database';
import { unvaluedFees, valueFees } from './feeValues';
import {
  fundingBetween,
  fundingChecksSince,
  saveFundingChecks,
  uncheckedFunding,
} from './fundingChecks';
import { holdings, listOpenLots } from './lots';
import { bookFunding, bookTransfers } from './moneyMoved';
import { positionBefore } from './positionBefore';

/** Books, funding, transfers, observed positions and equity. */
export function accountingJournal(database: Database): AccountingJournal {
  return {
    bookFunding: (payments) => bookFunding(database, payments),
    lastFundingAt(symbol) {
      const row = database.first(
        sql
          .selectFrom('funding_payments')
          .select(({ fn }) => fn.max('paid_at').as('paid_at'))
          .where('symbol', '=', symbol),
      );
      return row?.paid_at ?? null;
    },
    fundingBetween: (symbol, from, to) => fundingBetween(database, symbol, from, to),
    uncheckedFunding: (symbol, limit) => uncheckedFunding(database, symbol, limit),
    saveFundingChecks: (checks) => saveFundingChecks(database, checks),
    fundingChecksSince: (symbol, since) => fundingChecksSince(database, symbol, since),
    positionBefore: (symbol, at) => positionBefore(database, symbol, at),
    bookTransfers: (transfers) => bookTransfers(database, transfers),
    transfersBetween(from, to) {
      return database
        .rows(
          sql
            .selectFrom('transfers')
            .selectAll()
            .where('at', '>=', from)
            .where('at', '<=', to)
            .orderBy('at')
            .orderBy('key'),
        )
        .map(({ key, type, amount, asset, at }) => {
          return { transactionId: key.split('/')[1] ?? '', type, amount, asset, at };
        });
    },
    openBooks(held) {
      database.write(() => {
        if (!openBooks(database, held)) return;
        applyAllocation(database, held.openedAt);
      });
    },
    openWallet: (held) => openWallet(database, held),
    wantAllocation: (amountQuote, at) => wantAllocation(database, amountQuote, at),
    books: () => readBooks(database),
    bookDifference: (difference, at) => bookDifference(database, difference, at),
    sumsSince: (symbol, since) => ({
      spot: sumsSince(database, 'spot', symbol, since),
      usdm: sumsSince(database, 'usdm', symbol, since),
    }),
    holdings: (symbol) => holdings(database, symbol),
    openLots: (holding, limit) => listOpenLots(database, holding, limit),
    unvaluedFees: (symbol, limit) => unvaluedFees(database, symbol, limit),
    valueFees: (values) => valueFees(database, values),
    preparedLeverage(symbol) {
      const value = readState(database, `leverage/${symbol}`);
      return value === null ? null : Number(value);
    },
    savePreparedLeverage(symbol, leverage, at) {
      writeState(database, `leverage/${symbol}`, String(leverage), at);
    },
    savePosition(symbol, quantity, entryPrice, at) {
      const values = { quantity, entry_price: entryPrice, at };
      database.run(
        sql
          .insertInto('positions')
          .values({ symbol, ...values })
          .onConflict((conflict) => conflict.column('symbol').doUpdateSet(values)),
      );
    },
    saveEquity({ at, equityQuote, ...body }) {
      const values = { equity_quote: equityQuote, body: JSON.stringify(body) };
      database.writeRecord(() => {
        database.run(
          sql
            .insertInto('equity_snapshots')
            .values({ at, ...values })
            .onConflict((conflict) => conflict.column('at').doUpdateSet(values)),
        );
      });
    },
    firstEquitySince(since) {
      const row = database.first(
        sql
          .selectFrom('equity_snapshots')
          .select(['at', 'equity_quote'])
          .where('at', '>=', since)
          .orderBy('at')
          .limit(1),
      );
      return row ? { at: row.at, equityQuote: row.equity_quote } : null;
    },
  };
}

/** What happened beside trading: errors and system events, for the reader of the journal. */
export function eventJournal(database: Database): EventJournal {
  return {
    recordEvent(kind, body, at) {
      database.run(
        sql.insertInto('system_events').values({ kind, body: JSON.stringify(body), at }),
      );
    },
    recordError(place, code, message, at) {
      database.run(sql.insertInto('errors').values({ place, code, message, at }));
    },
  };
}
