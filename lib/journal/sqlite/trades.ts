import { decimal, type Decimal } from '../../model/decimal';
import type { TradePosition } from '../port';
import { type Database, sql } from './database';

/**
 * Positions of trades, kept with each booking like `own_quantities`, what conditional orders and
 * hedge mode add to an order, and why an order was written.
 */
export const TRADE_MIGRATION = `
create table trade_positions(
  strategy text not null, symbol text not null, base_asset text not null, quantity text not null,
  primary key(strategy, symbol)) without rowid;
alter table orders add column position_side text;
alter table orders add column child_order_id text;
alter table orders add column approval_id text;
alter table orders add column plan_reason text not null default '';
create index orders_by_child on orders(market, symbol, child_order_id)
  where child_order_id is not null;
`;

/** Signed base position of one trade scope. */
export function tradePosition(database: Database, strategy: string, symbol: string): string {
  const row = database.first(
    sql
      .selectFrom('trade_positions')
      .select('quantity')
      .where('strategy', '=', strategy)
      .where('symbol', '=', symbol),
  );
  return row?.quantity ?? '0';
}

/** Every trade scope of a symbol whose position is not zero. */
export function tradePositions(database: Database, symbol: string): TradePosition[] {
  return database
    .rows(sql.selectFrom('trade_positions').selectAll().where('symbol', '=', symbol))
    .filter((row) => !decimal(row.quantity).isZero())
    .map((row) => ({
      strategy: row.strategy,
      symbol: row.symbol,
      baseAsset: row.base_asset,
      quantity: row.quantity,
    }));
}

/** Adds a fill of a trade to its scope's position. */
export function addToTradePosition(
  database: Database,
  scope: { strategy: string; symbol: string; baseAsset: string },
  change: Decimal,
): void {
  const { strategy, symbol, baseAsset } = scope;
  const quantity = decimal(tradePosition(database, strategy, symbol))
    .plus(change)
    .toString();
  database.run(
    sql
      .insertInto('trade_positions')
      .values({ strategy, symbol, base_asset: baseAsset, quantity })
      .onConflict((conflict) => conflict.columns(['strategy', 'symbol']).doUpdateSet({ quantity })),
  );
}
