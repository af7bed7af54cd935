import { ZodError } from 'zod';
import { ConfigurationError, DeltagridError } from '../../model/errors';
import type { Fill, OrderReport, OrderRequest } from '../../model/order';
import type { CancelOutcome, FindOutcome, SubmitOutcome } from '../port';
import type { RestRequest } from './client';
import { NO_SUCH_ORDER_CODE } from './codes';
import type { BinanceConnection } from './connection';
import type { OrderDialect } from './dialect';
import { outcomeOfCancel, outcomeOfSubmit } from './outcome';
import { errorOfRead } from './readErrors';
import { faultOf } from './schemas/common';

const MOST_TRADES = '1000';

/** Orders and fills of one market of one account. */
export class Orders {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly dialect: OrderDialect,
  ) {}

  /** See `TradingAccount.submit`. Never throws. */
  async submit(order: OrderRequest): Promise<SubmitOutcome> {
    const params = this.dialect.placement(order);
    if ('impossible' in params) {
      return { kind: 'notSent', message: String(params['impossible']), retryAt: null };
    }
    const request = this.request('POST', this.dialect.orderPath, params);
    const reply = await this.connection.write(request, 'order');
    if (!reply.ok) return outcomeOfSubmit(reply.failure, this.dialect.market);
    const placed = attempt(() => this.dialect.readPlaced(reply.body));
    if (!placed.ok) return { kind: 'unknown', message: unexpected(request, placed.fault) };
    const { report, fills } = placed.value;
    if (!isAbout(report, order.symbol, order.clientOrderId)) {
      return { kind: 'unknown', message: unexpected(request, 'it is about another order') };
    }
    return {
      kind: 'accepted',
      report,
      fills: fills ?? (await this.fillsIfListed(order.symbol, report.exchangeOrderId)),
    };
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
      : { kind: 'unknown', message: unexpected(request, 'it is about another order') };
  }

  /**
   * See `TradingAccount.findOrder`. Only -2013 means absent; just after a placement even that may
   * be premature (reference D1), which is for the caller to wait out.
   */
  async find(symbol: string, clientOrderId: string): Promise<FindOutcome> {
    const params = { symbol, origClientOrderId: clientOrderId };
    const request = this.request('GET', this.dialect.orderPath, params);
    const reply = await this.connection.ask(request);
    if (!reply.ok) {
      const { failure } = reply;
      const absent = failure.kind === 'refused' && failure.code === NO_SUCH_ORDER_CODE;
      if (absent && failure.status < 500) return { kind: 'absent' };
      throw errorOfRead(failure, request);
    }
    const report = this.parsed(request, () => this.dialect.readOrder(reply.body));
    if (isAbout(report, symbol, clientOrderId)) return { kind: 'found', report };
    throw unexpectedError(request, 'it is about another order');
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
    return { market: this.dialect.market, method, path, params, signed: true };
  }
}

function attempt<T>(read: () => T): { ok: true; value: T } | { ok: false; fault: string } {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof ZodError) return { ok: false, fault: faultOf(error) };
    throw error;
  }
}

/** A reply about another order than the one asked for says nothing about ours. */
function isAbout(report: OrderReport, symbol: string, clientOrderId: string): boolean {
  return report.symbol === symbol && report.clientOrderId === clientOrderId;
}

function unexpected(request: RestRequest, fault: string): string {
  return `${request.method} ${request.path} answered something unexpected: ${fault}`;
}

function unexpectedError(request: RestRequest, fault: string): ConfigurationError {
  return new ConfigurationError(
    `${unexpected(request, fault)}.`,
    'Check the address of the exchange; if it is right, this version does not know its answers.',
  );
}
