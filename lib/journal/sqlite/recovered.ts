import type { OrderInstruction, OrderReport } from '../../model/order';
import type { Effect, Purpose } from '../../model/plan';
import { type Database, sql } from './database';
import { tradePositions } from './trades';

/** What an order was for that the journal does not remember. */
function purposeOf(
  database: Database,
  { market, symbol, side }: OrderReport,
): { strategy: string; purpose: Purpose; effect: Effect } {
  const strategy = 'recovered';
  if (market === 'spot') {
    return side === 'BUY'
      ? { strategy, purpose: 'openingInventory', effect: 'increase' }
      : { strategy, purpose: 'flatten', effect: 'reduce' };
  }
  const [trade] = tradePositions(database, symbol);
  if (!trade) return { strategy, purpose: 'hedge', effect: 'hedge' };
  const closes = trade.quantity.startsWith('-') === (side === 'BUY');
  return closes
    ? { strategy: trade.strategy, purpose: 'tradeExit', effect: 'reduce' }
    : { strategy: trade.strategy, purpose: 'tradeEntry', effect: 'increase' };
}

/** Writes intent and order of a recovered order, in the caller's transaction; once. */
export function writeRecovered(
  database: Database,
  report: OrderReport,
  baseAsset: string,
  at: number,
): void {
  const { market, symbol, side, clientOrderId, quantity } = report;
  const id = `recovered/${clientOrderId}`;
  const { strategy, purpose, effect } = purposeOf(database, report);
  const instruction: OrderInstruction = /[1-9]/.test(report.price)
    ? { type: 'LIMIT', price: report.price, timeInForce: 'IOC' }
    : { type: 'MARKET' };
  database.run(
    sql.insertInto('intents').values({
      id,
      strategy,
      market,
      symbol,
      base_asset: baseAsset,
      leg: 'recovered',
      generation: 0,
      purpose,
      effect,
      side,
      grid_number: null,
      quantity,
      filled_quantity: '0',
      net_base: '0',
      net_quote: '0',
      created_at: at,
    }),
  );
  database.run(
    sql.insertInto('orders').values({
      client_order_id: clientOrderId,
      intent_id: id,
      attempt: 1,
      market,
      symbol,
      side,
      instruction: JSON.stringify(instruction),
      quantity,
      filled_quantity: report.filledQuantity,
      booked_quantity: '0',
      reduce_only: 0,
      position_side: null,
      child_order_id: null,
      approval_id: null,
      plan_reason: 'recovered: it filled at the exchange and the journal lacked it',
      state: report.state,
      exchange_order_id: report.exchangeOrderId,
      acknowledged: 1,
      resends: 0,
      sent_at: at,
      updated_at: at,
    }),
  );
}
