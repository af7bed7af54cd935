import { canonicalHash } from '../../model/canonical';
import { decimal, Decimal } from '../../model/decimal';
import { type GridDefinition, gridDefinitionSchema } from '../../model/grid';
import { type OrderReport, type OrderState, POSSIBLY_LIVE_STATES } from '../../model/order';
import { scopeKey } from '../../model/plan';
import { BrokenStateError, DeniedError } from '../../model/errors';
import { type Denial, denied } from '../../model/verdict';
import type { NewOrder, OrderJournal, OrderRecord, SendGuard } from '../port';
import type { Database } from './database';
import { sql } from './database';
import { adoptForeignFills } from './fills';
import { selectOrders, toIntentRecord, toOrderRecord } from './orderRows';
import { hasNotEnded } from './notEnded';
import { orderStatements } from './orderStatements';
import { isTerminal, mayMove } from './orderTransitions';
import { readRow } from './readRow';
import { attemptFloor } from './restored';
import { guardRefuses, prolongLease } from './sendGuard';

function readGrid(symbol: string, body: string): GridDefinition {
  return readRow(symbol, 'A grid', () => gridDefinitionSchema.parse(JSON.parse(body)));
}

/** Of several symbols' rows, the ones that can be read. */
function unlessBroken<T>(read: () => T): T[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof BrokenStateError) return [];
    throw error;
  }
}

const UNFINISHED: OrderState[] = ['intended', ...POSSIBLY_LIVE_STATES];

/** Price and quantity that a resting LIMIT order has at the exchange, where they changed there. */
function termsOf(
  record: OrderRecord,
  report: OrderReport,
): { instruction?: string; quantity?: string } {
  const { instruction, quantity } = record;
  if (instruction.type !== 'LIMIT' || !decimal(report.quantity).isPositive()) return {};
  const isRepriced = !decimal(instruction.price).equals(decimal(report.price));
  return {
    ...(isRepriced ? { instruction: JSON.stringify({ ...instruction, price: report.price }) } : {}),
    ...(decimal(quantity).equals(decimal(report.quantity)) ? {} : { quantity: report.quantity }),
  };
}

/** What a sending adds to the order's event: the row itself says the rest. */
const SENDING = '{}';

/** A new order as it stands in the journal. */
function intendedRecord(order: NewOrder, clientOrderId: string, attempt: number): OrderRecord {
  const { intent, scope, baseAsset, quantity, instruction, reduceOnly, positionSide } = order;
  return {
    clientOrderId,
    intentId: intent.id,
    strategy: scope.strategy,
    baseAsset,
    market: scope.market,
    symbol: scope.symbol,
    side: intent.side,
    purpose: intent.purpose,
    effect: intent.effect,
    quantity,
    filledQuantity: '0',
    bookedQuantity: '0',
    instruction,
    reduceOnly,
    positionSide,
    attempt,
    state: 'intended',
    exchangeOrderId: null,
    childOrderId: null,
    acknowledged: false,
    resends: 0,
    sentAt: null,
  };
}

/** What an order has filled, or all of it while it is in one of the states. */
function committedPart(
  row: { state: string; quantity: string; filled_quantity: string },
  wholeStates: readonly OrderState[],
): Decimal {
  const isWhole = wholeStates.some((state) => state === row.state);
  return decimal(isWhole ? row.quantity : row.filled_quantity);
}

/**
 * Plans, grids, intents, orders and their events.
 *
 * Invariants: an order row exists before its request leaves; a client order id (journal tag,
 * number of the intent, attempt) is never given twice; an order only moves along the transitions.
 */
export function orderJournal(database: Database, tag: () => string): OrderJournal {
  const statements = orderStatements(database.connection);

  function order(clientOrderId: string): OrderRecord | null {
    const row = database.translated(() => statements.readOrder(clientOrderId));
    return row ? toOrderRecord(row) : null;
  }

  function existing(clientOrderId: string): OrderRecord {
    const record = order(clientOrderId);
    if (!record) throw new Error(`the journal has no order ${clientOrderId}`);
    return record;
  }

  function addEvent(
    clientOrderId: string,
    from: OrderState | null,
    to: OrderState,
    cause: string,
    context: Readonly<Record<string, unknown>>,
    at: number,
  ): void {
    statements.writeEvent(clientOrderId, from, to, cause, JSON.stringify(context), at);
  }

  function move(
    record: OrderRecord,
    to: OrderState,
    change: { cause: string; at: number; context?: Readonly<Record<string, unknown>> },
    columns: {
      intent_id?: string;
      attempt?: number;
      instruction?: string;
      quantity?: string;
      filled_quantity?: string;
      exchange_order_id?: string;
      child_order_id?: string;
      acknowledged?: number;
      resends?: number;
      sent_at?: number;
    } = {},
  ): OrderRecord {
    if (!mayMove(record.state, to)) {
      throw new Error(
        `order ${record.clientOrderId} cannot move from ${record.state} to ${to} (${change.cause})`,
      );
    }
    database.run(
      sql
        .updateTable('orders')
        .set({ state: to, updated_at: change.at, ...columns })
        .where('client_order_id', '=', record.clientOrderId),
    );
    if (record.state !== to || columns.filled_quantity !== undefined) {
      addEvent(
        record.clientOrderId,
        record.state,
        to,
        change.cause,
        { ...change.context, ...columns },
        change.at,
      );
    }
    return existing(record.clientOrderId);
  }

  /** Orders in these states count whole, the others as far as they filled. */
  function quantityIn(intentId: string, wholeStates: readonly OrderState[]): string {
    const orders = database.rows(
      sql
        .selectFrom('orders')
        .select(['state', 'quantity', 'filled_quantity'])
        .where('intent_id', '=', intentId),
    );
    return Decimal.sum(orders.map((row) => committedPart(row, wholeStates))).toString();
  }

  /**
   * G1: what an intent's orders have filled or may still fill never exceeds what it wants. Checked
   * in the transaction that lets the order go, whatever led there.
   */
  function overcommits(record: OrderRecord, guard: SendGuard): Denial | null {
    const rows = database.rows(
      sql
        .selectFrom('orders')
        .select(['client_order_id', 'state', 'quantity', 'filled_quantity'])
        .where('intent_id', '=', record.intentId),
    );
    const intent = database.first(
      sql.selectFrom('intents').select('quantity').where('id', '=', record.intentId),
    );
    const others = rows.filter(
      (row) =>
        row.client_order_id !== record.clientOrderId && row.client_order_id !== guard.replaces,
    );
    const committed = Decimal.sum(others.map((row) => committedPart(row, POSSIBLY_LIVE_STATES)));
    const wanted = decimal(intent?.quantity ?? '0');
    if (!committed.plus(decimal(record.quantity)).isAbove(wanted)) return null;
    return denied('INTENT_COVERED', 'other orders of the intent may still fill what is wanted', {
      limit: wanted.toString(),
      actual: committed.plus(decimal(record.quantity)).toString(),
    });
  }

  /**
   * Writes what must be written before a request leaves. On a full disk nothing is: an order stays
   * as it is (`intended` ones are put aside by the next run).
   */
  function letGo(guard: SendGuard, work: () => Denial | null): Denial | null {
    try {
      return database.write(work, guard.isIncrease ? 'increase' : 'protection');
    } catch (error) {
      if (error instanceof DeniedError) return denied('JOURNAL_FULL', error.message);
      throw error;
    }
  }

  return {
    acceptGrid(grid, at) {
      const known = database.first(
        sql
          .selectFrom('grids')
          .select(['body', 'closed_at'])
          .where('strategy', '=', grid.strategy)
          .where('symbol', '=', grid.symbol)
          .where('number', '=', grid.number),
      );
      if (known) {
        if (known.closed_at !== null) return 'closed';
        const accepted = readGrid(grid.symbol, known.body);
        return canonicalHash(accepted) === canonicalHash(grid) ? 'current' : 'different';
      }
      database.run(
        sql.insertInto('grids').values({
          strategy: grid.strategy,
          symbol: grid.symbol,
          number: grid.number,
          body: JSON.stringify(grid),
          accepted_at: at,
          closed_at: null,
        }),
        'increase',
      );
      return 'accepted';
    },
    currentGrid(strategy, symbol) {
      const row = database.first(
        sql
          .selectFrom('grids')
          .select('body')
          .where('strategy', '=', strategy)
          .where('symbol', '=', symbol)
          .where('closed_at', 'is', null)
          .orderBy('number', 'desc')
          .limit(1),
      );
      return row ? readGrid(symbol, row.body) : null;
    },
    nextGridNumber(strategy, symbol) {
      const row = database.first(
        sql
          .selectFrom('grids')
          .select(({ fn }) => fn.max('number').as('number'))
          .where('strategy', '=', strategy)
          .where('symbol', '=', symbol),
      );
      return (row?.number ?? 0) + 1;
    },
    closeGrids(symbol, at) {
      database.run(
        sql
          .updateTable('grids')
          .set({ closed_at: at })
          .where('symbol', '=', symbol)
          .where('closed_at', 'is', null),
      );
    },
    savePlan(plan, at) {
      // Neither when it was made nor what it may earn is wanted: both differ every time.
      const { madeAt, journalRevision, expectedEdge, ...wanted } = plan;
      const contentHash = canonicalHash(wanted);
      const scope = scopeKey(plan.scope);
      const last = database.first(
        sql
          .selectFrom('plans')
          .select('content_hash')
          .where('scope', '=', scope)
          .orderBy('id', 'desc')
          .limit(1),
      );
      if (last?.content_hash === contentHash) return;
      database.writeRecord(() => {
        database.run(
          sql.insertInto('plans').values({
            scope,
            content_hash: contentHash,
            journal_revision: plan.journalRevision,
            body: JSON.stringify(plan),
            at,
          }),
        );
      });
    },
    intendOrders(orders, context) {
      const isIncrease = orders.some(({ intent }) => intent.effect === 'increase');
      const intend = (): OrderRecord[] => {
        const prefix = `dg${tag()}`;
        const floor = attemptFloor(database);
        return orders.map((order) => {
          const { number, attempt: last } = statements.writeIntent(order, context.at);
          const attempt = Math.max(last, floor) + 1;
          const clientOrderId = `${prefix}-${number.toString(36)}-${attempt.toString(36)}`;
          const instruction = JSON.stringify(order.instruction);
          statements.writeOrder(order, { clientOrderId, attempt, instruction }, context);
          return intendedRecord(order, clientOrderId, attempt);
        });
      };
      return database.write(intend, isIncrease ? 'increase' : 'protection');
    },
    markSent(clientOrderId, guard, at) {
      const mark = (): Denial | null => {
        const record = existing(clientOrderId);
        if (record.state !== 'intended') {
          throw new Error(`order ${clientOrderId} is ${record.state}: it cannot be sent again`);
        }
        const refusal = guardRefuses(database, guard, record.symbol) ?? overcommits(record, guard);
        if (refusal) {
          move(record, 'denied', { cause: refusal.code, at });
          return { ...refusal, intentId: record.intentId };
        }
        prolongLease(database, guard, at);
        statements.markSent(clientOrderId, at);
        statements.writeEvent(clientOrderId, record.state, 'sent', 'sending', SENDING, at);
        return null;
      };
      return letGo(guard, mark);
    },
    beginChange(clientOrderId, change, guard, at) {
      return letGo(guard, () => {
        const record = existing(clientOrderId);
        const refusal = guardRefuses(database, guard, record.symbol);
        if (refusal) return { ...refusal, intentId: record.intentId };
        prolongLease(database, guard, at);
        const quantity = Decimal.max(decimal(record.quantity), decimal(change.quantity)).toString();
        const cause = { cause: 'changing', at, context: { change } };
        move(record, 'unknown', cause, { quantity, sent_at: at });
        return null;
      });
    },
    reassignOrder(clientOrderId, wanted, context) {
      return database.write(() => {
        const record = existing(clientOrderId);
        if (!decimal(record.filledQuantity).isZero() || !decimal(record.bookedQuantity).isZero()) {
          throw new Error(`order ${clientOrderId} has filled: it stays with its intent`);
        }
        const { attempt } = statements.writeIntent(wanted, context.at);
        const intentId = wanted.intent.id;
        const next = Math.max(attempt, attemptFloor(database)) + 1;
        database.run(
          sql
            .updateTable('orders')
            .set({ intent_id: intentId, attempt: next, updated_at: context.at })
            .where('client_order_id', '=', clientOrderId),
        );
        const { approvalId, planReason } = context;
        const note = { approvalId, planReason, from: record.intentId, to: intentId };
        addEvent(clientOrderId, record.state, record.state, 'kept for', note, context.at);
        return existing(clientOrderId);
      });
    },
    transition(clientOrderId, to, cause, at) {
      return database.write(() => move(existing(clientOrderId), to, { cause, at }));
    },
    applyReport(clientOrderId, report: OrderReport, cause, at) {
      return database.write(() => {
        const record = existing(clientOrderId);
        const filled = Decimal.max(decimal(record.filledQuantity), decimal(report.filledQuantity));
        const columns = {
          ...termsOf(record, report),
          exchange_order_id: report.exchangeOrderId,
          acknowledged: 1,
          ...(report.childOrderId === undefined ? {} : { child_order_id: report.childOrderId }),
          ...(filled.equals(decimal(record.filledQuantity))
            ? {}
            : { filled_quantity: filled.toString() }),
        };
        // A terminal order stays what it is; a late report may still tell of more fills.
        const to = isTerminal(record.state) ? record.state : report.state;
        const moved = move(record, to, { cause, at }, columns);
        if (record.exchangeOrderId === null) {
          adoptForeignFills(database, { ...moved, exchangeOrderId: report.exchangeOrderId }, at);
        }
        const { childOrderId } = report;
        if (childOrderId !== undefined && record.childOrderId === null) {
          adoptForeignFills(database, { ...moved, exchangeOrderId: childOrderId }, at);
        }
        return existing(clientOrderId);
      });
    },
    correctSentAt(clientOrderId, at) {
      database.write(() => {
        const record = existing(clientOrderId);
        const cause = 'sent by a clock that was ahead';
        addEvent(clientOrderId, record.state, record.state, cause, { sentAt: record.sentAt }, at);
        database.run(
          sql
            .updateTable('orders')
            .set({ sent_at: at, updated_at: at })
            .where('client_order_id', '=', clientOrderId),
        );
      });
    },
    allowResend(clientOrderId, cause, at) {
      return database.write(() => {
        const record = existing(clientOrderId);
        return move(record, 'intended', { cause, at }, { resends: record.resends + 1 });
      });
    },
    order,
    knowsExchangeOrder(market, symbol, exchangeOrderId) {
      const row = database.first(
        sql
          .selectFrom('orders')
          .select('client_order_id')
          .where('market', '=', market)
          .where('symbol', '=', symbol)
          .where(({ eb, or }) =>
            or([
              eb('exchange_order_id', '=', exchangeOrderId),
              eb('child_order_id', '=', exchangeOrderId),
            ]),
          ),
      );
      return row !== undefined;
    },
    unfinishedOrders(market, symbol) {
      return database.translated(() => statements.unfinished(market, symbol)).map(toOrderRecord);
    },
    unbookedOrders(market, symbol) {
      return database.translated(() => statements.unbooked(market, symbol)).map(toOrderRecord);
    },
    unbookedSymbols() {
      return database
        .rows(
          sql
            .selectFrom('orders')
            .select('symbol')
            .distinct()
            .whereRef('filled_quantity', '<>', 'booked_quantity')
            .orderBy('symbol'),
        )
        .map(({ symbol }) => symbol);
    },
    allUnfinishedOrders() {
      return database
        .rows(selectOrders().where(hasNotEnded).orderBy('intents.number').orderBy('orders.attempt'))
        .flatMap((row) => unlessBroken(() => toOrderRecord(row)));
    },
    brokenSymbols() {
      const rows = database.rows(selectOrders().where(hasNotEnded));
      const broken = rows.filter((row) => unlessBroken(() => toOrderRecord(row)).length === 0);
      return [...new Set(broken.map(({ symbol }) => symbol))].sort();
    },
    committedQuantity: (intentId) => quantityIn(intentId, UNFINISHED),
    sentQuantity: (intentId) => quantityIn(intentId, POSSIBLY_LIVE_STATES),
    intentsOf(strategy, market, symbol) {
      return database
        .rows(
          sql
            .selectFrom('intents')
            .selectAll()
            .where('strategy', '=', strategy)
            .where('market', '=', market)
            .where('symbol', '=', symbol)
            .orderBy('number'),
        )
        .map(toIntentRecord);
    },
    intent(id) {
      const row = database.first(sql.selectFrom('intents').selectAll().where('id', '=', id));
      return row ? toIntentRecord(row) : null;
    },
  };
}
