import { z } from 'zod';
import { DeltagridError } from '../../model/errors';
import type { Fill, OrderReport, OrderRequest } from '../../model/order';
import type { CancelOutcome, FindOutcome, SubmitOutcome } from '../port';
import { algoIdOf, conditionalPlacement, conditionalReport, withChild } from './algoDialect';
import { NO_SUCH_ORDER_CODE } from './codes';
import type { BinanceConnection } from './connection';
import type { Orders, PlacementContext } from './orders';
import { outcomeOfCancel, outcomeOfSubmit } from './outcome';
import { errorOfRead } from './readErrors';
import { ANOTHER_ORDER, attempt, isAbout, signed, unexpected, unexpectedError } from './reply';
import { parseAnswer } from './schemas/common';
import { type AlgoOrder, algoCancelledSchema, algoOrderSchema } from './schemas/order';

const PATH = 'fapi/v1/algoOrder';

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
    const mode = await this.context.positionMode(true);
    if (typeof mode !== 'string') return mode;
    const terms = conditionalPlacement(order, mode);
    if (!terms.possible) return { kind: 'notSent', message: terms.reason, retryAt: null };
    const request = signed('POST', 'usdm', PATH, terms.params);
    const reply = await this.connection.write(request, 'order');
    if (!reply.ok) return this.ordinary.noting(outcomeOfSubmit(reply.failure));
    const placed = attempt(() => conditionalReport(algoOrderSchema.parse(reply.body)));
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
    const params = { algoId: algoIdOf(exchangeOrderId) };
    return this.found(
      params,
      (report) => report.symbol === symbol && report.exchangeOrderId === exchangeOrderId,
    );
  }

  /** Conditional orders of a symbol that wait for their trigger. */
  async open(symbol: string): Promise<OrderReport[]> {
    const request = signed('GET', 'usdm', 'fapi/v1/openAlgoOrders', { symbol });
    const rows = await this.connection.read(request, z.array(algoOrderSchema));
    return rows.map(conditionalReport);
  }

  /** Fills of the order that a conditional one became, under that order's id; none before. */
  async fills(symbol: string, exchangeOrderId: string): Promise<Fill[]> {
    const row = await this.query({ algoId: algoIdOf(exchangeOrderId) });
    const child = row === null ? undefined : conditionalReport(row).childOrderId;
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
    const report = conditionalReport(row);
    if (report.childOrderId === undefined) return report;
    const child = await this.ordinary.findById(row.symbol, report.childOrderId);
    // A child may be missing for a moment after the trigger (reference D1): until then it is open.
    if (child.kind === 'absent') return report;
    return withChild(report, child.report, row.algoStatus === 'FINISHED');
  }
}
