import { type Lot, matchLots } from '../../accounting/lots';
import { Decimal, decimal } from '../../model/decimal';
import type { LotHolding, OpenLot } from '../port';
import { type Database, sql } from './database';

/** Open lots that are read at once; a fill seldom closes more. */
const LOTS_PER_READ = 32;

/**
 * Matches one fill against the open lots of its holding, oldest first, and keeps what it opened
 * and closed. Answers the realised profit in quote. Called inside the transaction that books.
 */
export function bookLots(
  database: Database,
  holding: string,
  fill: { sequence: number; symbol: string; quantity: Decimal; price: Decimal; filledAt: number },
): Decimal {
  const { sequence, symbol, quantity, price, filledAt } = fill;
  const matching = matchLots(openLots(database, holding), quantity, price);
  for (const closing of matching.closings) {
    const left = closing.left.toString();
    database.run(
      sql
        .updateTable('lots')
        .set({ quantity: left, closed_at: closing.left.isZero() ? filledAt : null })
        .where('id', '=', closing.lotId),
    );
    database.run(
      sql.insertInto('lot_closings').values({
        lot_id: closing.lotId,
        sequence,
        quantity: closing.quantity.toString(),
        price: price.toString(),
        realized_pnl_quote: closing.realizedPnlQuote.toString(),
        at: filledAt,
      }),
    );
  }
  const { opened } = matching;
  if (!opened.isZero()) {
    database.run(
      sql.insertInto('lots').values({
        id: sequence,
        holding,
        symbol,
        quantity: opened.toString(),
        opened_quantity: opened.toString(),
        price: price.toString(),
        opened_at: filledAt,
        closed_at: null,
      }),
    );
  }
  // What was closed leaves with its own cost, so that quantity x price - cost stays exact.
  const costOfClosed = Decimal.sum(
    matching.closings.map((closing) => {
      const cost = price.times(closing.quantity);
      const isLong = quantity.isNegative();
      return isLong
        ? cost.minus(closing.realizedPnlQuote)
        : cost.plus(closing.realizedPnlQuote).negated();
    }),
  );
  addToHolding(database, { holding, symbol }, quantity, opened.times(price).minus(costOfClosed));
  return matching.realizedPnlQuote;
}

function* openLots(database: Database, holding: string): Generator<Lot> {
  for (let after = 0; ; ) {
    const rows = database.rows(
      sql
        .selectFrom('lots')
        .select(['id', 'quantity', 'price'])
        .where('holding', '=', holding)
        .where('closed_at', 'is', null)
        .where('id', '>', after)
        .orderBy('id')
        .limit(LOTS_PER_READ),
    );
    for (const row of rows) {
      after = row.id;
      yield { id: row.id, quantity: decimal(row.quantity), price: decimal(row.price) };
    }
    if (rows.length < LOTS_PER_READ) return;
  }
}

function addToHolding(
  database: Database,
  { holding, symbol }: { holding: string; symbol: string },
  change: Decimal,
  costChange: Decimal,
): void {
  const row = database.first(sql.selectFrom('holdings').selectAll().where('holding', '=', holding));
  const values = {
    quantity: decimal(row?.quantity ?? '0')
      .plus(change)
      .toString(),
    cost_quote: decimal(row?.cost_quote ?? '0')
      .plus(costChange)
      .toString(),
  };
  database.run(
    sql
      .insertInto('holdings')
      .values({ holding, symbol, ...values })
      .onConflict((conflict) => conflict.column('holding').doUpdateSet(values)),
  );
}

/** Holdings that are not flat, of one symbol or of all. */
export function holdings(database: Database, symbol: string | null): LotHolding[] {
  let query = sql.selectFrom('holdings').selectAll();
  if (symbol !== null) query = query.where('symbol', '=', symbol);
  return database
    .rows(query.orderBy('holding'))
    .filter((row) => row.quantity !== '0')
    .map((row) => ({
      holding: row.holding,
      symbol: row.symbol,
      quantity: row.quantity,
      costQuote: row.cost_quote,
    }));
}

/** Open lots of a holding, oldest first, and how many there are in all. */
export function listOpenLots(
  database: Database,
  holding: string,
  limit: number,
): { count: number; lots: OpenLot[] } {
  const open = sql.selectFrom('lots').where('holding', '=', holding).where('closed_at', 'is', null);
  const counted = database.first(open.select(({ fn }) => fn.countAll<number>().as('count')));
  const rows = database.rows(open.selectAll().orderBy('id').limit(limit));
  return {
    count: counted?.count ?? 0,
    lots: rows.map((row) => ({
      quantity: row.quantity,
      price: row.price,
      openedAt: row.opened_at,
    })),
  };
}
