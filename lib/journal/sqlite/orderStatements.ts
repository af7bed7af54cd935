import type BetterSqlite3 from 'better-sqlite3';
import type { OrderState } from '../../model/order';
import type { Market } from '../../model/terms';
import type { LadderContext, NewOrder } from '../port';
import { NOT_ENDED } from './notEnded';
import type { OrderRow } from './orderRows';

type Connection = BetterSqlite3.Database;

/**
 * The statements that run for every single order, prepared once: composing the same text anew for
 * each costs several times what running it does (`npm run bench -- orders`).
 */
export interface OrderStatements {
  /** Writes the intent, or its new quantity; answers its number and the highest attempt so far. */
  writeIntent(order: NewOrder, at: number): { number: number; attempt: number };
  /** Writes the order with what led to it: the row is the record of its first state. */
  writeOrder(
    order: NewOrder,
    named: { clientOrderId: string; attempt: number; instruction: string },
    context: LadderContext,
  ): void;
  writeEvent(
    clientOrderId: string,
    from: OrderState | null,
    to: OrderState,
    cause: string,
    context: string,
    at: number,
  ): void;
  readOrder(clientOrderId: string): OrderRow | undefined;
  /** Those that have not ended, in the order of their intents. */
  unfinished(market: Market, symbol: string): OrderRow[];
  /** Those with fills that are not booked. */
  unbooked(market: Market, symbol: string): OrderRow[];
  markSent(clientOrderId: string, at: number): void;
}

/** Prepared at first use: most openings of a journal place nothing. */
export function orderStatements(connection: Connection): OrderStatements {
  let prepared: Prepared | null = null;
  const statements = (): Prepared => (prepared ??= prepare(connection));
  return {
    writeIntent({ intent, scope, baseAsset, gridNumber }, at) {
      const { insertIntent, changeIntent } = statements();
      const added = insertIntent.run(
        intent.id,
        scope.strategy,
        scope.market,
        scope.symbol,
        baseAsset,
        intent.leg,
        intent.generation,
        intent.purpose,
        intent.effect,
        intent.side,
        gridNumber,
        intent.quantity,
        at,
      );
      // Most intents of a ladder are new, and a new one has no order yet.
      if (added.changes === 1) return { number: Number(added.lastInsertRowid), attempt: 0 };
      const known = changeIntent.get(intent.quantity, intent.id);
      if (!known) throw new Error(`intent ${intent.id} was not stored`);
      return known;
    },
    writeOrder(order, { clientOrderId, attempt, instruction }, { approvalId, planReason, at }) {
      statements().order.run(
        clientOrderId,
        order.intent.id,
        attempt,
        order.scope.market,
        order.scope.symbol,
        order.intent.side,
        instruction,
        order.quantity,
        order.reduceOnly ? 1 : 0,
        order.positionSide,
        approvalId,
        planReason,
        at,
      );
    },
    writeEvent(clientOrderId, from, to, cause, context, at) {
      statements().event.run(clientOrderId, from, to, cause, context, at);
    },
    readOrder: (clientOrderId) => statements().read.get(clientOrderId),
    unfinished: (market, symbol) => statements().unfinished.all(market, symbol),
    unbooked: (market, symbol) => statements().unbooked.all(market, symbol),
    markSent(clientOrderId, at) {
      statements().sent.run(at, at, clientOrderId);
    },
  };
}

type Text = string;

interface Prepared {
  insertIntent: BetterSqlite3.Statement<
    [
      ...[Text, Text, Text, Text, Text, Text, number, Text, Text, Text],
      ...[number | null, Text, number],
    ]
  >;
  changeIntent: BetterSqlite3.Statement<[Text, Text], { number: number; attempt: number }>;
  order: BetterSqlite3.Statement<
    [
      ...[Text, Text, number, Text, Text, Text, Text, Text, number, Text | null],
      ...[Text | null, Text, number],
    ]
  >;
  event: BetterSqlite3.Statement<[Text, Text | null, Text, Text, Text, number]>;
  read: BetterSqlite3.Statement<[Text], OrderRow>;
  unfinished: BetterSqlite3.Statement<[Market, Text], OrderRow>;
  unbooked: BetterSqlite3.Statement<[Market, Text], OrderRow>;
  sent: BetterSqlite3.Statement<[number, number, Text]>;
}

const SELECT_ORDERS = `
  select orders.*, intents.strategy, intents.base_asset, intents.purpose, intents.effect
  from orders join intents on intents.id = orders.intent_id`;

function prepare(connection: Connection): Prepared {
  return {
    insertIntent: connection.prepare(
      `insert into intents(id, strategy, market, symbol, base_asset, leg, generation, purpose,
         effect, side, grid_number, quantity, filled_quantity, net_base, net_quote, created_at)
       values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '0', '0', '0', ?)
       on conflict(id) do nothing`,
    ),
    changeIntent: connection.prepare(
      `update intents set quantity = ? where id = ? returning number,
         coalesce((select max(attempt) from orders where intent_id = intents.id), 0) as attempt`,
    ),
    order: connection.prepare(
      `insert into orders(client_order_id, intent_id, attempt, market, symbol, side, instruction,
         quantity, filled_quantity, booked_quantity, reduce_only, position_side, approval_id,
         plan_reason, state, acknowledged, resends, updated_at)
       values(?, ?, ?, ?, ?, ?, ?, ?, '0', '0', ?, ?, ?, ?, 'intended', 0, 0, ?)`,
    ),
    event: connection.prepare(
      `insert into order_events(client_order_id, from_state, to_state, cause, context, at)
       values(?, ?, ?, ?, ?, ?)`,
    ),
    read: connection.prepare(`${SELECT_ORDERS} where orders.client_order_id = ?`),
    unfinished: connection.prepare(
      `${SELECT_ORDERS} where orders.market = ? and orders.symbol = ? and ${NOT_ENDED}
       order by intents.number, orders.attempt`,
    ),
    unbooked: connection.prepare(
      `${SELECT_ORDERS} where orders.market = ? and orders.symbol = ?
         and orders.filled_quantity <> orders.booked_quantity
       order by intents.number`,
    ),
    sent: connection.prepare(
      `update orders set state = 'sent', sent_at = ?, updated_at = ? where client_order_id = ?`,
    ),
  };
}
