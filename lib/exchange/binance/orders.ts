import { DeltagridError } from '../../model/errors';
import type { Fill, OrderReport, OrderRequest } from '../../model/order';
import type { CancelOutcome, FindOutcome, NotSent, RejectionReason, SubmitOutcome } from '../port';
import type { PositionMode } from './accountConfig';
import type { RestRequest } from './client';
import { NO_SUCH_ORDER_CODE } from './codes';
import type { BinanceConnection } from './connection';
import { isUrgentOrder, type OrderDialect, type Placed } from './dialect';
import { outcomeOfCancel, outcomeOfSubmit } from './outcome';
import { errorOfRead } from './readErrors';
import {
  ANOTHER_ORDER,
  attempt,
  isAbout,
  type Read,
  signed,
  unexpected,
  unexpectedError,
} from './reply';

const MOST_TRADES = '1000';

/** What a placement needs to know of the account, and tells about it. */
export interface PlacementContext {
  /** The mode for the next order, or why it must not leave; `urgent` as the order itself. */
  positionMode(urgent: boolean): Promise<PositionMode | NotSent>;
  /** The exchange refused an order for this reason: what was remembered may be out of date. */
  refused(reason: RejectionReason): void;
}

/** Orders and fills of one market of one account. */
export class Orders {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly dialect: OrderDialect,
    private readonly context: PlacementContext,
  ) {}

  /** See `TradingAccount.submit`. Never throws. */
  async submit(order: OrderRequest): Promise<SubmitOutcome> {
    const mode = await this.context.positionMode(isUrgentOrder(order));
    if (typeof mode !== 'string') return mode;
    const placement = this.dialect.placement(order, mode);
    if (!placement.possible) return { kind: 'notSent', message: placement.reason, retryAt: null };
    const request: RestRequest = {
      ...this.request('POST', this.dialect.orderPath, placement.params),
      // In hedge mode nothing in the parameters says that it only reduces.
      ...(isUrgentOrder(order) ? { priority: 'urgent' } : {}),
    };
    const reply = await this.connection.write(request, 'order');
    if (!reply.ok) return this.noting(outcomeOfSubmit(reply.failure));
    return this.placed(order, reply.body, request);
  }

  /** What the body of a successful placement says about `order`. Never throws. */
  async placed(order: OrderRequest, body: unknown, request: RestRequest): Promise<SubmitOutcome> {
    const placed = this.readPlaced(order, body);
    if (!placed.ok) return { kind: 'unknown', message: unexpected(request, placed.fault) };
    const { report, fills } = placed.value;
    return {
      kind: 'accepted',
      report,
      fills: fills ?? (await this.fillsIfListed(order.symbol, report.exchangeOrderId)),
    };
  }

  /** Passes a refusal on to whoever remembers rules or modes. */
  noting(outcome: SubmitOutcome): SubmitOutcome {
    if (outcome.kind === 'rejected') this.context.refused(outcome.reason);
    return outcome;
  }

  /** See `TradingAccount.cancel`. Never throws. */
  async cancel(symbol: string, clientOrderId: string): Promise<CancelOutcome> {
    const params = { symbol, origClientOrderId: clientOrderId };
    const request = this.request('DELETE', this.dialect.orderPath, params);
    const reply = await this.connection.write(request, 'cancel');
    if (!reply.ok) return outcomeOfCancel(reply.failure);
    const cancelled = attempt(() => this.dialect.readCancelled(reply.body));
    if (!cancelled.ok) return { kind: 'unknown', message: unexpected(request, cancelled.fault) };
    return isAbout(cancelled.value, symbol, clientOrderId)
      ? { kind: 'cancelled', report: cancelled.value }
      : { kind: 'unknown', message: unexpected(request, ANOTHER_ORDER) };
  }

  /**
   * See `TradingAccount.findOrder`. Only -2013 means absent; just after a placement even that may
   * be premature (reference D1), which is for the caller to wait out.
   */
  find(symbol: string, clientOrderId: string): Promise<FindOutcome> {
    const params = { symbol, origClientOrderId: clientOrderId };
    return this.query(params, (report) => isAbout(report, symbol, clientOrderId));
  }

  /** See `TradingAccount.findOrderById`. */
  findById(symbol: string, exchangeOrderId: string): Promise<FindOutcome> {
    const params = { symbol, orderId: exchangeOrderId };
    return this.query(
      params,
      (report) => report.symbol === symbol && report.exchangeOrderId === exchangeOrderId,
    );
  }

  /** Open orders of a symbol, ours and foreign ones. */
  async open(symbol: string): Promise<OrderReport[]> {
    const request = this.request('GET', this.dialect.openOrdersPath, { symbol });
    const body = await this.body(request);
    return this.parsed(request, () => this.dialect.readOrders(body));
  }

  /** Fills with tradeId >= fromTradeId, ascending, at most 1,000. */
  async fills(symbol: string, fromTradeId: string | null): Promise<Fill[]> {
    const fromId = fromTradeId ?? this.dialect.oldestTradeId;
    const fills = await this.trades({ symbol, fromId, limit: MOST_TRADES });
    return fills.filter((fill) => BigInt(fill.tradeId) >= BigInt(fromId));
  }

  /** Fills of one order, ascending. */
  async fillsOfOrder(symbol: string, exchangeOrderId: string): Promise<Fill[]> {
    const fills = await this.trades({ symbol, orderId: exchangeOrderId, limit: MOST_TRADES });
    return fills.filter((fill) => fill.exchangeOrderId === exchangeOrderId);
  }

  private readPlaced(order: OrderRequest, body: unknown): Read<Placed> {
    const placed = attempt(() => this.dialect.readPlaced(body));
    if (!placed.ok) return placed;
    const { report } = placed.value;
    if (!isAbout(report, order.symbol, order.clientOrderId)) {
      return { ok: false, fault: ANOTHER_ORDER };
    }
    return placed;
  }

  private async query(
    params: Record<string, string>,
    isWanted: (report: OrderReport) => boolean,
  ): Promise<FindOutcome> {
    const request = this.request('GET', this.dialect.orderPath, params);
    const reply = await this.connection.ask(request);
    if (!reply.ok) {
      const { failure } = reply;
      const absent = failure.kind === 'refused' && failure.code === NO_SUCH_ORDER_CODE;
      if (absent && failure.status < 500) return { kind: 'absent' };
      throw errorOfRead(failure, request);
    }
    const report = this.parsed(request, () => this.dialect.readOrder(reply.body));
    if (isWanted(report)) return { kind: 'found', report };
    throw unexpectedError(request, ANOTHER_ORDER);
  }

  /** An accepted order stays accepted, whatever becomes of the question for its fills. */
  private async fillsIfListed(symbol: string, exchangeOrderId: string): Promise<Fill[]> {
    try {
      return await this.fillsOfOrder(symbol, exchangeOrderId);
    } catch (error) {
      if (error instanceof DeltagridError) return [];
      throw error;
    }
  }

  private async trades(params: Record<string, string>): Promise<Fill[]> {
    const request = this.request('GET', this.dialect.tradesPath, params);
    const body = await this.body(request);
    const fills = this.parsed(request, () => this.dialect.readFills(body));
    return fills.sort((a, b) => (BigInt(a.tradeId) < BigInt(b.tradeId) ? -1 : 1));
  }

  private async body(request: RestRequest): Promise<unknown> {
    const reply = await this.connection.ask(request);
    if (!reply.ok) throw errorOfRead(reply.failure, request);
    return reply.body;
  }

  private parsed<T>(request: RestRequest, read: () => T): T {
    const result = attempt(read);
    if (result.ok) return result.value;
    throw unexpectedError(request, result.fault);
  }

  private request(
    method: RestRequest['method'],
    path: string,
    params: Record<string, string>,
  ): RestRequest {
    return signed(method, this.dialect.market, path, params);
  }
}
