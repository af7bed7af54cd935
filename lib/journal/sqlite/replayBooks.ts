import type { Selectable } from 'kysely';
import { decimal } from '../../model/decimal';
import { BrokenStateError } from '../../model/errors';
import { purposeSchema } from '../../model/plan';
import { readState } from './appState';
import { bookForeignFill, bookOwnFill } from './bookFill';
import { type Database, sql } from './database';
import { toFill } from './fillRows';
import { sumFunding } from './moneyMoved';
import { readRow } from './readRow';
import type { Tables } from './schema';

/** Set by the migration in journals that had fills before there were books. */
export const REPLAY_KEY = 'books/replay';

/**
 * Books what an older version had journaled without books: every fill in its order, then funding.
 * Does nothing in a journal that never lacked them. A row that cannot be read is left out and kept
 * as an error: what it moved shows as a difference of balances.
 */
export function replayBooks(database: Database): void {
  if (readState(database, REPLAY_KEY) === null) return;
  database.write(() => {
    if (readState(database, REPLAY_KEY) === null) return;
    const filled = new Map<string, string>();
    for (const row of database.rows(sql.selectFrom('fills').selectAll().orderBy('sequence'))) {
      try {
        replayFill(database, row, filled);
      } catch (error) {
        if (!(error instanceof BrokenStateError)) throw error;
        const { message } = error;
        database.run(
          sql
            .insertInto('errors')
            .values({ place: 'replayBooks', code: 'JOURNAL_BROKEN', message, at: row.booked_at }),
        );
      }
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

/** `filled` keeps how much of each intent the fills before this one had filled. */
function replayFill(
  database: Database,
  row: Selectable<Tables['fills']>,
  filled: Map<string, string>,
): void {
  const { sequence, intent_id: intentId } = row;
  const fill = toFill(row);
  const booking = { fill, baseAsset: row.base_asset, quoteAsset: row.quote_asset };
  if (intentId === null) {
    bookForeignFill(database, booking, 1);
    return;
  }
  const intent = database.first(
    sql
      .selectFrom('intents')
      .select(['strategy', 'purpose', 'quantity'])
      .where('id', '=', intentId),
  );
  if (!intent) throw new BrokenStateError(row.symbol, `the journal has no intent ${intentId}`);
  const filledBefore = filled.get(intentId) ?? '0';
  filled.set(intentId, decimal(filledBefore).plus(decimal(fill.quantity)).toString());
  const purpose = readRow(row.symbol, `Intent ${intentId}`, () =>
    purposeSchema.parse(intent.purpose),
  );
  bookOwnFill(database, { sequence, ...booking }, { ...intent, purpose, filledBefore });
}
