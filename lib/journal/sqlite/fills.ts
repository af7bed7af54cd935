import { decimal, Decimal } from '../../model/decimal';
import type { Fill } from '../../model/order';
import { isOfTrade, purposeSchema } from '../../model/plan';
import { type Market, signOf } from '../../model/terms';
import type { BookedFill, FillJournal } from '../port';
import { readState, writeState } from './appState';
import { bookForeignFill, bookOwnFill, type FilledIntent } from './bookFill';
import { type Database, sql } from './database';
import { toFill } from './fillRows';
import { addToTradePosition, tradePosition, tradePositions } from './trades';

/**
 * Books one fill; answers whose it is, or null when nothing changed. `forcedIntentId` is the intent
 * of a fill that no order of ours stands behind.
 *
 * A fill that was booked as foreign before its order's exchange id was known is taken over: it gets
 * a new sequence, so that plans made in between become stale.
 */
export function book(
  database: Database,
  fill: Fill,
  baseAsset: string,
  quoteAsset: string,
  at: number,
  forcedIntentId: string | null = null,
): 'own' | 'foreign' | null {
  const known = database.first(
    sql
      .selectFrom('fills')
      .select(['sequence', 'intent_id'])
      .where('market', '=', fill.market)
      .where('symbol', '=', fill.symbol)
      .where('trade_id', '=', fill.tradeId),
  );
  const order = database.first(
    sql
      .selectFrom('orders')
      .select(['intent_id', 'client_order_id', 'booked_quantity', 'filled_quantity'])
      .where('market', '=', fill.market)
      .where('symbol', '=', fill.symbol)
      .where(({ eb, or }) =>
        or([
          eb('exchange_order_id', '=', fill.exchangeOrderId),
          eb('child_order_id', '=', fill.exchangeOrderId),
        ]),
      ),
  );
  const intentId = order?.intent_id ?? forcedIntentId;
  if (known) {
    if (known.intent_id !== null || intentId === null) return null;
    database.run(sql.deleteFrom('fills').where('sequence', '=', known.sequence));
    bookForeignFill(database, { fill, baseAsset, quoteAsset }, -1);
  }
  const inserted = database.first(
    sql
      .insertInto('fills')
      .returning('sequence')
      .values({
        market: fill.market,
        symbol: fill.symbol,
        base_asset: baseAsset,
        quote_asset: quoteAsset,
        trade_id: fill.tradeId,
        exchange_order_id: fill.exchangeOrderId,
        intent_id: intentId,
        side: fill.side,
        price: fill.price,
        quantity: fill.quantity,
        quote_quantity: fill.quoteQuantity,
        fee_amount: fill.feeAmount,
        fee_asset: fill.feeAsset,
        realized_pnl_quote: fill.realizedPnlQuote ?? null,
        maker: fill.maker ? 1 : 0,
        filled_at: fill.filledAt,
        booked_at: at,
      }),
  );
  if (intentId === null) {
    bookForeignFill(database, { fill, baseAsset, quoteAsset }, 1);
    return 'foreign';
  }
  if (order) {
    const booked = decimal(order.booked_quantity).plus(decimal(fill.quantity));
    database.run(
      sql
        .updateTable('orders')
        .set({
          booked_quantity: booked.toString(),
          // The trade list may know of a fill before the order's own report does.
          filled_quantity: Decimal.max(booked, decimal(order.filled_quantity)).toString(),
        })
        .where('client_order_id', '=', order.client_order_id),
    );
  }
  const flow = flowOf(fill, baseAsset, quoteAsset);
  const intent = addToIntent(database, intentId, fill, flow);
  const sequence = inserted?.sequence ?? 0;
  bookOwnFill(database, { sequence, fill, baseAsset, quoteAsset }, intent);
  if (isOfTrade(intent.purpose)) {
    const { strategy } = intent;
    addToTradePosition(database, { strategy, symbol: fill.symbol, baseAsset }, flow.base);
  } else addToOwnQuantity(database, fill.market, baseAsset, flow.base);
  return 'own';
}

function addToIntent(
  database: Database,
  intentId: string,
  fill: Fill,
  flow: { base: Decimal; quote: Decimal },
): FilledIntent {
  const row = database.first(sql.selectFrom('intents').selectAll().where('id', '=', intentId));
  if (!row) throw new Error(`the journal has no intent ${intentId}`);
  database.run(
    sql
      .updateTable('intents')
      .set({
        filled_quantity: decimal(row.filled_quantity).plus(decimal(fill.quantity)).toString(),
        net_base: decimal(row.net_base).plus(flow.base).toString(),
        net_quote: decimal(row.net_quote).plus(flow.quote).toString(),
      })
      .where('id', '=', intentId),
  );
  const { strategy, quantity, filled_quantity: filledBefore } = row;
  return { strategy, quantity, filledBefore, purpose: purposeSchema.parse(row.purpose) };
}

function addToOwnQuantity(
  database: Database,
  market: Market,
  baseAsset: string,
  change: Decimal,
): void {
  const quantity = decimal(ownQuantity(database, market, baseAsset))
    .plus(change)
    .toString();
  database.run(
    sql
      .insertInto('own_quantities')
      .values({ market, base_asset: baseAsset, quantity })
      .onConflict((conflict) =>
        conflict.columns(['market', 'base_asset']).doUpdateSet({ quantity }),
      ),
  );
}

/**
 * Takes over fills that were booked as foreign while the order's exchange id was not known yet.
 * Called when the order learns it.
 */
export function adoptForeignFills(
  database: Database,
  order: { market: Market; symbol: string; exchangeOrderId: string },
  at: number,
): void {
  const foreign = database.rows(
    sql
      .selectFrom('fills')
      .selectAll()
      .where('market', '=', order.market)
      .where('symbol', '=', order.symbol)
      .where('exchange_order_id', '=', order.exchangeOrderId)
      .where('intent_id', 'is', null)
      .orderBy('sequence'),
  );
  for (const row of foreign) book(database, toFill(row), row.base_asset, row.quote_asset, at);
}

/** Fills, and the running sums that only a booking changes. */
export function fillJournal(database: Database): FillJournal {
  return {
    bookFills(fills, { baseAsset, quoteAsset, cursor, at }) {
      return database.write(() => {
        const booked = { own: 0, foreign: 0 };
        for (const fill of fills) {
          const whose = book(database, fill, baseAsset, quoteAsset, at);
          if (whose) booked[whose] += 1;
        }
        const last = fills.at(-1);
        if (last && cursor !== null) {
          writeState(database, cursorKey(last.market, last.symbol), cursor, at);
        }
        return booked;
      });
    },
    tradeCursor: (market, symbol) => readState(database, cursorKey(market, symbol)),
    revision(baseAsset) {
      const row = database.first(
        sql
          .selectFrom('fills')
          .select(({ fn }) => fn.max('sequence').as('sequence'))
          .where('base_asset', '=', baseAsset),
      );
      return row?.sequence ?? 0;
    },
    ownQuantity: (market, baseAsset) => ownQuantity(database, market, baseAsset),
    tradePosition: (strategy, symbol) => tradePosition(database, strategy, symbol),
    tradePositions: (symbol) => tradePositions(database, symbol),
    ownFills(market, symbol, after, limit) {
      return database
        .rows(
          sql
            .selectFrom('fills')
            .selectAll()
            .where('market', '=', market)
            .where('symbol', '=', symbol)
            .where('intent_id', 'is not', null)
            .where('sequence', '>', after)
            .orderBy('sequence')
            .limit(limit),
        )
        .map((row): BookedFill => {
          return { ...toFill(row), sequence: row.sequence, intentId: row.intent_id ?? '' };
        });
    },
  };
}

export function cursorKey(market: Market, symbol: string): string {
  return `tradeCursor/${market}/${symbol}`;
}

/** Base and quote that a fill moved, fees taken off where they were paid in that asset. */
function flowOf(fill: Fill, baseAsset: string, quoteAsset: string) {
  const sign = decimal(String(signOf(fill.side)));
  const fee = decimal(fill.feeAmount);
  const feeIn = (asset: string): Decimal => (fill.feeAsset === asset ? fee : Decimal.zero);
  return {
    base: decimal(fill.quantity)
      .times(sign)
      .minus(fill.market === 'spot' ? feeIn(baseAsset) : Decimal.zero),
    quote: decimal(fill.quoteQuantity).times(sign).negated().minus(feeIn(quoteAsset)),
  };
}

export function ownQuantity(database: Database, market: Market, baseAsset: string): string {
  const row = database.first(
    sql
      .selectFrom('own_quantities')
      .select('quantity')
      .where('market', '=', market)
      .where('base_asset', '=', baseAsset),
  );
  return row?.quantity ?? '0';
}

/** True when fills of the base asset came after the revision that none of the intents caused. */
export function changedSince(
  database: Database,
  baseAsset: string,
  revision: number,
  ownIntentIds: readonly string[],
): boolean {
  const own = new Set(ownIntentIds);
  return database
    .rows(
      sql
        .selectFrom('fills')
        .select('intent_id')
        .where('base_asset', '=', baseAsset)
        .where('sequence', '>', revision),
    )
    .some((row) => row.intent_id === null || !own.has(row.intent_id));
}
