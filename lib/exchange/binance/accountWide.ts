import type { OrderReport } from '../../model/order';
import type { Market } from '../../model/terms';
import type { NotSent } from '../port';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
import { outcomeOfCancel } from './outcome';
import { notSentBecause, signed } from './reply';

/** What became of a request that touches every order of a symbol, whoever placed it. */
export type AccountWideOutcome =
  | { kind: 'done' }
  /** We refused: it is switched off, or orders that are not ours rest on the symbol. */
  | { kind: 'denied'; message: string; foreign: OrderReport[] }
  | NotSent
  | { kind: 'unknown'; message: string };

/** Tells our orders from foreign ones by their client order ids. */
export type IsOurs = (clientOrderId: string) => boolean;

/** Reads of what rests on a symbol. */
export interface RestingOrders {
  openOrders(market: Market, symbol: string): Promise<OrderReport[]>;
  openConditionalOrders(symbol: string): Promise<OrderReport[]>;
}

/** Countdowns of less than this would end between two refreshes of a loop. */
const SHORTEST_COUNTDOWN_MS = 10_000;

/**
 * The requests that cancel every order of a symbol at once or after a countdown. They cannot tell
 * ours from foreign orders, so they are off unless `allowed`, and denied while any foreign order
 * rests there. One that is placed between that look and the request would be cancelled too.
 */
export class AccountWideCancels {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly resting: RestingOrders,
    private readonly allowed: boolean,
  ) {}

  /** Cancels all orders of a symbol, on USD-M the conditional ones too. Never throws. */
  async cancelAll(market: Market, symbol: string, isOurs: IsOurs): Promise<AccountWideOutcome> {
    const obstacle = await this.obstacle(market, symbol, isOurs);
    if (obstacle !== null) return obstacle;
    if (market === 'spot')
      return this.send(signed('DELETE', 'spot', 'api/v3/openOrders', { symbol }));
    // Ordinary and conditional orders are two lists, and either route leaves the other one alone.
    const ordinary = await this.send(signed('DELETE', 'usdm', 'fapi/v1/allOpenOrders', { symbol }));
    if (ordinary.kind !== 'done') return ordinary;
    const waiting = await this.send(signed('DELETE', 'usdm', 'fapi/v1/algoOpenOrders', { symbol }));
    if (waiting.kind === 'done') return waiting;
    // Something has happened already, so that it was not sent says too little.
    const message = `the ordinary orders are cancelled, the conditional ones not: ${waiting.message}`;
    return { kind: 'unknown', message };
  }

  /**
   * Lets the exchange cancel the ordinary USD-M orders of a symbol after `ms` without another call;
   * 0 switches that off. Conditional orders are not covered for certain (reference D2). Never throws.
   */
  async setCountdown(symbol: string, ms: number, isOurs: IsOurs): Promise<AccountWideOutcome> {
    if (!Number.isSafeInteger(ms) || ms < 0 || (ms > 0 && ms < SHORTEST_COUNTDOWN_MS)) {
      const message = `a countdown is 0 or at least ${SHORTEST_COUNTDOWN_MS} ms, not ${ms}`;
      return { kind: 'denied', message, foreign: [] };
    }
    // Switching it off cancels nothing, so it needs no leave.
    const obstacle = ms === 0 ? null : await this.obstacle('usdm', symbol, isOurs);
    if (obstacle !== null) return obstacle;
    const params = { symbol, countdownTime: String(ms) };
    return this.send(signed('POST', 'usdm', 'fapi/v1/countdownCancelAll', params));
  }

  private async obstacle(
    market: Market,
    symbol: string,
    isOurs: IsOurs,
  ): Promise<AccountWideOutcome | null> {
    if (!this.allowed) {
      const message = 'requests that cancel every order of a symbol are switched off';
      return { kind: 'denied', message, foreign: [] };
    }
    try {
      const open = await this.resting.openOrders(market, symbol);
      const waiting = market === 'usdm' ? await this.resting.openConditionalOrders(symbol) : [];
      const foreign = [...open, ...waiting].filter((order) => !isOurs(order.clientOrderId));
      if (foreign.length === 0) return null;
      const message = `${foreign.length} orders on ${symbol} are not ours and would be cancelled`;
      return { kind: 'denied', message, foreign };
    } catch (error) {
      return notSentBecause(error);
    }
  }

  private async send(request: RestRequest): Promise<AccountWideOutcome> {
    const reply = await this.connection.write(request, 'cancel');
    if (reply.ok) return { kind: 'done' };
    const outcome = outcomeOfCancel(reply.failure);
    // Nothing rests there, which is what was wanted.
    return outcome.kind === 'notOpen' ? { kind: 'done' } : outcome;
  }
}
