import { decimal } from '../../model/decimal';
import { purposeSchema } from '../../model/plan';
import { readState } from './appState';
import { bookForeignFill, bookOwnFill } from './bookFill';
import { type Database, sql } from './database';
import { toFill } from './fillRows';
import { sumFunding } from './moneyMoved';

/** Set by the migration in journals that had fills before there were books. */
export const REPLAY_KEY = 'books/replay';

/**
 * Books what an older version had journaled without books: every fill in its order, then funding.
 * Does nothing in a journal that never lacked them.
 */
export function replayBooks(database: Database): void {
  if (readState(database, REPLAY_KEY) === null) return;
  database.write(() => {
    if (readState(database, REPLAY_KEY) === null) return;
    const filled = new Map<string, string>();
    const rows = database.rows(sql.selectFrom('fills').selectAll().orderBy('sequence'));
    for (const row of rows) {
      const fill = toFill(row);
      const assets = { baseAsset: row.base_asset, quoteAsset: row.quote_asset };
      if (row.intent_id === null) {
        bookForeignFill(database, { fill, ...assets }, 1);
        continue;
      }
      const intent = database.first(
        sql
          .selectFrom('intents')
          .select(['strategy', 'purpose', 'quantity'])
          .where('id', '=', row.intent_id),
      );
      if (!intent) throw new Error(`the journal has no intent ${row.intent_id}`);
      const filledBefore = filled.get(row.intent_id) ?? '0';
      filled.set(row.intent_id, decimal(filledBefore).plus(decimal(fill.quantity)).toString());
      bookOwnFill(
        database,
        { sequence: row.sequence, fill, ...assets },
        { ...intent, purpose: purposeSchema.parse(intent.purpose), filledBefore },
      );
    }
    for (const row of database.rows(sql.selectFrom('funding_payments').selectAll())) {
      sumFunding(database, {
        symbol: row.symbol,
        asset: row.asset,
        amountQuote: row.amount_quote,
        paidAt: row.paid_at,
      });
    }
    database.run(sql.deleteFrom('app_state').where('key', '=', REPLAY_KEY));
  });
}
