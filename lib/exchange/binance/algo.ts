import { z } from 'zod';
import { Decimal } from '../../model/decimal';
import { DeltagridError } from '../../model/errors';
import type { Fill, OrderReport, OrderRequest } from '../../model/order';
import type { CancelOutcome, FindOutcome, SubmitOutcome } from '../port';
import type { PositionMode } from './accountConfig';
import { NO_SUCH_ORDER_CODE } from './codes';
import type { BinanceConnection } from './connection';
import { type Placement, SELF_TRADE_PREVENTION } from './dialect';
import type { Orders, PlacementContext } from './orders';
import { outcomeOfCancel, outcomeOfSubmit } from './outcome';
import { errorOfRead } from './readErrors';
import { ANOTHER_ORDER, attempt, isAbout, signed, unexpected, unexpectedError } from './reply';
import { parseAnswer } from './schemas/common';
import { type AlgoOrder, algoCancelledSchema, algoOrderSchema } from './schemas/order';
import { positionTerms } from './usdm';

const PATH = 'fapi/v1/algoOrder';

/**
 * Conditional orders count their ids apart from ordinary ones, so both could have number 123. Inside
 * the project theirs is "algo-123"; the prefix is added and taken off here and nowhere else.
 */
const ID_PREFIX = 'algo-';

/**
 * Both stop and target look at the mark price: it is what unrealised profit, margin and liquidation
 * are computed from, a single print far from the index cannot touch it, and with one series for both
 * the two can never be passed in the same moment.
 */
const WORKING_TYPE = 'MARK_PRICE';

/** True for an exchangeOrderId of a conditional order. */
export function isConditionalId(exchangeOrderId: string): boolean {
  return exchangeOrderId.startsWith(ID_PREFIX);
}

/** Conditional USD-M orders of one account (reference E). */
export class ConditionalOrders {
  constructor(
    private readonly connection: BinanceConnection,
    /** Where the orders are found that conditional ones become. */
    private readonly ordinary: Orders,
    private readonly context: PlacementContext,
  ) {}

  /** See `TradingAccount.submit`. Never throws. */
  async submit(order: OrderRequest): Promise<SubmitOutcome> {
    const mode = await this.context.positionMode();
    if (typeof mode !== 'string') return mode;
    const terms = placement(order, mode);
    if (!terms.possible) return { kind: 'notSent', message: terms.reason, retryAt: null };
    const request = signed('POST', 'usdm', PATH, terms.params);
    const reply = await this.connection.write(request, 'order');
    if (!reply.ok) return this.ordinary.noting(outcomeOfSubmit(reply.failure));
    const placed = attempt(() => reportOf(algoOrderSchema.parse(reply.body)));
    if (!placed.ok) return { kind: 'unknown', message: unexpected(request, placed.fault) };
    return isAbout(placed.value, order.symbol, order.clientOrderId)
      ? { kind: 'accepted', report: placed.value, fills: [] }
      : { kind: 'unknown', message: unexpected(request, ANOTHER_ORDER) };
  }

  /**
   * See `TradingAccount.cancel`. Never throws. The reply of the cancel names no order, so the order
   * is asked for; when that fails the outcome is unknown, although it was cancelled.
   */
  async cancel(symbol: string, clientOrderId: string): Promise<CancelOutcome> {
    const request = signed('DELETE', 'usdm', PATH, { clientAlgoId: clientOrderId });
    const reply = await this.connection.write(request, 'cancel');
    if (!reply.ok) return outcomeOfCancel(reply.failure);
    const answer = attempt(() => algoCancelledSchema.parse(reply.body));
    if (!answer.ok) return { kind: 'unknown', message: unexpected(request, answer.fault) };
    if (answer.value.clientAlgoId !== clientOrderId) {
      return { kind: 'unknown', message: unexpected(request, ANOTHER_ORDER) };
    }
    try {
      const row = await this.query({ clientAlgoId: clientOrderId });
      if (row === null) return { kind: 'unknown', message: 'cancelled, but not found afterwards' };
      const report = await this.settled(row);
      if (!isAbout(report, symbol, clientOrderId)) {
        return { kind: 'unknown', message: unexpected(request, ANOTHER_ORDER) };
      }
      // Queries may lag behind: what was confirmed as cancelled before its trigger is cancelled.
      if (row.algoStatus === 'NEW') {
        return { kind: 'cancelled', report: { ...report, state: 'cancelled' } };
      }
      return row.algoStatus === 'CANCELED'
        ? { kind: 'cancelled', report }
        : { kind: 'unknown', message: `cancelled, but found ${row.algoStatus} afterwards` };
    } catch (error) {
      if (!(error instanceof DeltagridError)) throw error;
      return { kind: 'unknown', message: `cancelled, but not read back: ${error.message}` };
    }
  }

  /** See `TradingAccount.findOrder`. A triggered order is reported as far as its child got. */
  async find(symbol: string, clientOrderId: string): Promise<FindOutcome> {
    const params = { clientAlgoId: clientOrderId };
    return this.found(params, (report) => isAbout(report, symbol, clientOrderId));
  }

  /** See `TradingAccount.findOrderById`, for an id that begins with "algo-". */
  async findById(symbol: string, exchangeOrderId: string): Promise<FindOutcome> {
    const params = { algoId: exchangeOrderId.slice(ID_PREFIX.length) };
    return this.found(
      params,
      (report) => report.symbol === symbol && report.exchangeOrderId === exchangeOrderId,
    );
  }

  /** Conditional orders of a symbol that wait for their trigger. */
  async open(symbol: string): Promise<OrderReport[]> {
    const request = signed('GET', 'usdm', 'fapi/v1/openAlgoOrders', { symbol });
    const rows = await this.connection.read(request, z.array(algoOrderSchema));
    return rows.map(reportOf);
  }

  /** Fills of the order that a conditional one became, under that order's id; none before. */
  async fills(symbol: string, exchangeOrderId: string): Promise<Fill[]> {
    const row = await this.query({ algoId: exchangeOrderId.slice(ID_PREFIX.length) });
    const child = row === null ? undefined : reportOf(row).childOrderId;
    return child === undefined ? [] : this.ordinary.fillsOfOrder(symbol, child);
  }

  private async found(
    params: Record<string, string>,
    isWanted: (report: OrderReport) => boolean,
  ): Promise<FindOutcome> {
    const row = await this.query(params);
    if (row === null) return { kind: 'absent' };
    const report = await this.settled(row);
    if (isWanted(report)) return { kind: 'found', report };
    throw unexpectedError(signed('GET', 'usdm', PATH, params), ANOTHER_ORDER);
  }

  /** The order as the exchange lists it; null when it knows none. */
  private async query(params: Record<string, string>): Promise<AlgoOrder | null> {
    const request = signed('GET', 'usdm', PATH, params);
    const reply = await this.connection.ask(request);
    if (reply.ok) return parseAnswer(algoOrderSchema, reply.body, request);
    const { failure } = reply;
    const absent = failure.kind === 'refused' && failure.code === NO_SUCH_ORDER_CODE;
    if (absent && failure.status < 500) return null;
    throw errorOfRead(failure, request);
  }

  /**
   * The report of an order, with what the order that it became has executed. The child itself is
   * asked: the row's own figures of it are not documented well enough to book on.
   */
  private async settled(row: AlgoOrder): Promise<OrderReport> {
    const report = reportOf(row);
    if (report.childOrderId === undefined) return report;
    const child = await this.ordinary.findById(row.symbol, report.childOrderId);
    // A child may be missing for a moment after the trigger (reference D1): until then it is open.
    if (child.kind === 'absent') return report;
    return withChild(report, child.report, row.algoStatus === 'FINISHED');
  }
}

function placement(order: OrderRequest, mode: PositionMode): Placement {
  const { instruction } = order;
  if (order.market !== 'usdm') {
    return { possible: false, reason: 'conditional orders rest on USD-M only' };
  }
  if (instruction.type !== 'STOP_MARKET' && instruction.type !== 'TAKE_PROFIT_MARKET') {
    return { possible: false, reason: `${instruction.type} is not a conditional order` };
  }
  const terms = positionTerms(order, mode);
  if (!terms.possible) return terms;
  return {
    possible: true,
    // No closePosition: there is room for one in each direction only (-4130), and it is refused
    // without a position (-4509). No priceProtect: a protection must not wait for prices to agree.
    params: {
      algoType: 'CONDITIONAL',
      symbol: order.symbol,
      side: order.side,
      type: instruction.type,
      quantity: order.quantity,
      triggerPrice: instruction.triggerPrice,
      workingType: WORKING_TYPE,
      clientAlgoId: order.clientOrderId,
      selfTradePreventionMode: SELF_TRADE_PREVENTION,
      ...terms.params,
    },
  };
}

const STATES: Readonly<Record<AlgoOrder['algoStatus'], OrderReport['state']>> = {
  NEW: 'open',
  TRIGGERING: 'open',
  TRIGGERED: 'open',
  // Until the child says more: it rests, or its reading lags.
  FINISHED: 'open',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
};

function reportOf(row: AlgoOrder): OrderReport {
  const { actualOrderId: child, algoStatus } = row;
  // A trigger that was rejected may name an id that no order of ours ever got.
  const hasChild = algoStatus === 'TRIGGERED' || algoStatus === 'FINISHED';
  const isId = child !== undefined && child !== '' && child !== '0';
  return {
    market: 'usdm',
    symbol: row.symbol,
    exchangeOrderId: `${ID_PREFIX}${row.algoId}`,
    clientOrderId: row.clientAlgoId,
    side: row.side,
    state: STATES[algoStatus],
    quantity: row.quantity,
    filledQuantity: '0',
    price: row.price,
    updatedAt: row.updateTime,
    ...(hasChild && isId ? { childOrderId: child } : {}),
  };
}

/** A finished order that filled less than its quantity (its child was cut or ended) is cancelled. */
function withChild(report: OrderReport, child: OrderReport, finished: boolean): OrderReport {
  const { filledQuantity, selfTradePrevented } = child;
  const whole = !Decimal.of(filledQuantity).isBelow(Decimal.of(report.quantity));
  const childEnded = child.state !== 'open' && child.state !== 'partiallyFilled';
  const some = Decimal.of(filledQuantity).isPositive();
  const state =
    whole && some
      ? 'filled'
      : finished || childEnded
        ? 'cancelled'
        : some
          ? 'partiallyFilled'
          : 'open';
  return {
    ...report,
    state,
    filledQuantity,
    updatedAt: Math.max(report.updatedAt, child.updatedAt),
    ...(selfTradePrevented === undefined ? {} : { selfTradePrevented }),
  };
}
