import type { Selectable } from 'kysely';
import { marketSchema, sideSchema } from '../../model/terms';
import { orderInstructionSchema, orderStateSchema, positionSideSchema } from '../../model/order';
import { effectSchema, purposeSchema } from '../../model/plan';
import type { IntentRecord, OrderRecord } from '../port';
import { sql } from './database';
import { readRow } from './readRow';
import type { Tables } from './schema';

/** Translates rows of orders and intents into the port's records, checking the closed unions. */

/** The query of orders with what their intent says. */
export function selectOrders() {
  return sql
    .selectFrom('orders')
    .innerJoin('intents', 'intents.id', 'orders.intent_id')
    .selectAll('orders')
    .select(['intents.strategy', 'intents.base_asset', 'intents.purpose', 'intents.effect']);
}

export type OrderRow = Selectable<Tables['orders']> & {
  strategy: string;
  base_asset: string;
  purpose: string;
  effect: string;
};

/** Throws BrokenStateError for a row that does not hold an order. */
export function toOrderRecord(row: OrderRow): OrderRecord {
  const figures = [row.quantity, row.filled_quantity, row.booked_quantity];
  return readRow(row.symbol, `Order ${row.client_order_id}`, () => orderRecord(row), figures);
}

function orderRecord(row: OrderRow): OrderRecord {
  return {
    clientOrderId: row.client_order_id,
    intentId: row.intent_id,
    strategy: row.strategy,
    baseAsset: row.base_asset,
    market: marketSchema.parse(row.market),
    symbol: row.symbol,
    side: sideSchema.parse(row.side),
    purpose: purposeSchema.parse(row.purpose),
    effect: effectSchema.parse(row.effect),
    quantity: row.quantity,
    filledQuantity: row.filled_quantity,
    bookedQuantity: row.booked_quantity,
    instruction: orderInstructionSchema.parse(JSON.parse(row.instruction)),
    reduceOnly: row.reduce_only === 1,
    positionSide: row.position_side === null ? null : positionSideSchema.parse(row.position_side),
    attempt: row.attempt,
    state: orderStateSchema.parse(row.state),
    exchangeOrderId: row.exchange_order_id,
    childOrderId: row.child_order_id,
    acknowledged: row.acknowledged === 1,
    resends: row.resends,
    sentAt: row.sent_at,
  };
}

/** Throws BrokenStateError for a row that does not hold an intent. */
export function toIntentRecord(row: Selectable<Tables['intents']>): IntentRecord {
  const figures = [row.quantity, row.filled_quantity, row.net_base, row.net_quote];
  return readRow(row.symbol, `Intent ${row.id}`, () => intentRecord(row), figures);
}

function intentRecord(row: Selectable<Tables['intents']>): IntentRecord {
  return {
    id: row.id,
    strategy: row.strategy,
    market: marketSchema.parse(row.market),
    symbol: row.symbol,
    baseAsset: row.base_asset,
    leg: row.leg,
    generation: row.generation,
    purpose: purposeSchema.parse(row.purpose),
    effect: effectSchema.parse(row.effect),
    side: sideSchema.parse(row.side),
    gridNumber: row.grid_number,
    quantity: row.quantity,
    filledQuantity: row.filled_quantity,
    netBase: row.net_base,
    netQuote: row.net_quote,
    number: row.number,
  };
}
