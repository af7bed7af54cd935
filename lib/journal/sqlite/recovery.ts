import { decimal } from '../../model/decimal';
import { type OrderReport, POSSIBLY_LIVE_STATES } from '../../model/order';
import { planSchema } from '../../model/plan';
import type { IntentRecord, OrderRecord, RecoveryJournal } from '../port';
import { readState, writeState } from './appState';
import { type Database, sql } from './database';
import { adoptForeignFills, cursorKey } from './fills';
import { bookForcedFill } from './forced';
import { selectOrders, toIntentRecord, toOrderRecord } from './orderRows';
import { writeRecovered } from './recovered';

/** dg, the journal's tag, the intent's number, the attempt. */
const CLIENT_ORDER_ID = /^dg[a-z0-9]{6}-([0-9a-z]+)-([0-9a-z]+)$/;

const memoryKey = (key: string): string => `seen/${key}`;

/** Repairs of the books that only reconciliation makes, and its memory between passes. */
export function recoveryJournal(database: Database): RecoveryJournal {
  function intentOf(report: OrderReport, number: number): IntentRecord | null {
    const row = database.first(sql.selectFrom('intents').selectAll().where('number', '=', number));
    const intent = row ? toIntentRecord(row) : null;
    const isSame =
      intent?.market === report.market &&
      intent.symbol === report.symbol &&
      intent.side === report.side;
    return isSame ? intent : null;
  }

  /** Base that the intent's orders have filled or may still fill. */
  function committed(intentId: string) {
    return database
      .rows(selectOrders().where('orders.intent_id', '=', intentId))
      .map(toOrderRecord)
      .map((order) => {
        const isOpen = order.state === 'intended' || POSSIBLY_LIVE_STATES.includes(order.state);
        return decimal(isOpen ? order.quantity : order.filledQuantity);
      });
  }

  function order(clientOrderId: string): OrderRecord | null {
    const row = database.first(selectOrders().where('orders.client_order_id', '=', clientOrderId));
    return row ? toOrderRecord(row) : null;
  }

  return {
    bookForcedFill: (fill, assets, at) =>
      database.write(() => bookForcedFill(database, fill, assets, at)?.toString() ?? null),
    adoptOrder(report, at) {
      return database.write(() => {
        const [, number, attempt] = CLIENT_ORDER_ID.exec(report.clientOrderId) ?? [];
        if (number === undefined || attempt === undefined) return null;
        const intent = intentOf(report, parseInt(number, 36));
        if (!intent || report.price === '0' || order(report.clientOrderId)) return null;
        const left = committed(intent.id).reduce(
          (rest, quantity) => rest.minus(quantity),
          decimal(intent.quantity),
        );
        if (left.isBelow(decimal(report.quantity))) return null;
        database.run(
          sql.insertInto('orders').values({
            client_order_id: report.clientOrderId,
            intent_id: intent.id,
            attempt: parseInt(attempt, 36),
            market: report.market,
            symbol: report.symbol,
            side: report.side,
            instruction: JSON.stringify({
              type: 'LIMIT',
              price: report.price,
              timeInForce: 'GTC',
            }),
            quantity: report.quantity,
            filled_quantity: report.filledQuantity,
            booked_quantity: '0',
            reduce_only: 0,
            position_side: null,
            child_order_id: null,
            approval_id: null,
            plan_reason: 'adopted: it rests at the exchange and the journal lacked it',
            state: report.state,
            exchange_order_id: report.exchangeOrderId,
            acknowledged: 1,
            resends: 0,
            sent_at: at,
            updated_at: at,
          }),
        );
        database.run(
          sql.insertInto('order_events').values({
            client_order_id: report.clientOrderId,
            from_state: null,
            to_state: report.state,
            cause: 'adopted: it rests at the exchange and the journal lacked it',
            context: '{}',
            at,
          }),
        );
        adoptForeignFills(database, report, at);
        return order(report.clientOrderId);
      });
    },
    recoverOrder(report, baseAsset, at) {
      return database.write(() => {
        const known = order(report.clientOrderId);
        if (known) return known;
        writeRecovered(database, report, baseAsset, at);
        adoptForeignFills(database, report, at);
        const recovered = order(report.clientOrderId);
        if (!recovered) throw new Error(`order ${report.clientOrderId} was not stored`);
        return recovered;
      });
    },
    lastPlans(market, symbol) {
      const newest = sql
        .selectFrom('plans')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('scope', 'like', `%/${market}/${symbol}`)
        .groupBy('scope');
      return database
        .rows(sql.selectFrom('plans').select('body').where('id', 'in', newest).orderBy('id'))
        .map(({ body }) => planSchema.parse(JSON.parse(body)));
    },
    lostSince(clientOrderId) {
      const row = database.first(
        sql
          .selectFrom('order_events')
          .select(({ fn }) => fn.max('at').as('at'))
          .where('client_order_id', '=', clientOrderId)
          .where('to_state', '=', 'lost'),
      );
      return row?.at ?? null;
    },
    moveTradeCursor(market, symbol, cursor, at) {
      const key = cursorKey(market, symbol);
      if (readState(database, key) !== cursor) writeState(database, key, cursor, at);
    },
    remembered: (key) => readState(database, memoryKey(key)),
    remember(key, value, at) {
      if (readState(database, memoryKey(key)) === value) return;
      writeState(database, memoryKey(key), value, at);
    },
  };
}
