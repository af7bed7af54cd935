import type { AccountingJournal, EventJournal } from '../port';
import { readState, writeState } from './appState';
import { type Database, sql } from './database';

/** Funding, observed positions and equity. */
export function accountingJournal(database: Database): AccountingJournal {
  return {
    bookFunding(payments) {
      return database.write(() => {
        let added = 0;
        for (const payment of payments) {
          added += database.run(
            sql
              .insertInto('funding_payments')
              .values({
                transaction_id: payment.transactionId,
                symbol: payment.symbol,
                amount_quote: payment.amountQuote,
                asset: payment.asset,
                paid_at: payment.paidAt,
              })
              .onConflict((conflict) => conflict.doNothing()),
          );
        }
        return added;
      });
    },
    lastFundingAt(symbol) {
      const row = database.first(
        sql
          .selectFrom('funding_payments')
          .select(({ fn }) => fn.max('paid_at').as('paid_at'))
          .where('symbol', '=', symbol),
      );
      return row?.paid_at ?? null;
    },
    fundingBetween(symbol, from, to) {
      return database
        .rows(
          sql
            .selectFrom('funding_payments')
            .selectAll()
            .where('symbol', '=', symbol)
            .where('paid_at', '>=', from)
            .where('paid_at', '<=', to)
            .orderBy('paid_at'),
        )
        .map((row) => ({
          transactionId: row.transaction_id,
          symbol: row.symbol,
          amountQuote: row.amount_quote,
          asset: row.asset,
          paidAt: row.paid_at,
        }));
    },
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
