import { DeltagridError } from '../../model/errors';
import { Decimal } from '../../model/decimal';
import type { OrderChange, OrderReport } from '../../model/order';
import type { Market, Side } from '../../model/terms';
import type { AmendOutcome } from '../port';
import type { RestRequest } from './client';
import { isNotOpen } from './codes';
import type { BinanceConnection } from './connection';
import { reportOf } from './dialect';
import type { Failure } from './failure';
import type { Orders, PlacementContext } from './orders';
import { outcomeOfSubmit } from './outcome';
import { ANOTHER_ORDER, attempt, isAbout, signed, unexpected } from './reply';
import { spotAmendedSchema, usdmOrderSchema } from './schemas/order';

/** "No need to modify the order." */
const UNCHANGED_CODE = -5027;
/** Spot's refusal of an amendment; the reason is in its words (reference D1). */
const AMEND_REJECTED_CODE = -2038;

/** Changes of resting LIMIT orders in place. */
export class Amendments {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly orders: Readonly<Record<Market, Orders>>,
    private readonly context: PlacementContext,
  ) {}

  /**
   * See `TradingAccount.amendOrder`. Never throws. Without a reply the outcome is unknown: the order
   * stands as it was or as it was to be. A change that changes nothing is verified by asking.
   */
  async amend(
    market: Market,
    symbol: string,
    clientOrderId: string,
    side: Side,
    change: OrderChange,
  ): Promise<AmendOutcome> {
    const request = requestOf(market, symbol, clientOrderId, side, change);
    // A smaller spot quantity counts as no order (reference B2); a new place in the queue does.
    const reply = await this.connection.write(request, market === 'spot' ? 'cancel' : 'order');
    if (!reply.ok) return this.failed(reply.failure, market, symbol, clientOrderId, change);
    const read = attempt(() => readAmended(market, reply.body));
    if (!read.ok) return { kind: 'unknown', message: unexpected(request, read.fault) };
    const report = read.value;
    if (!isAbout(report, symbol, clientOrderId)) {
      return { kind: 'unknown', message: unexpected(request, ANOTHER_ORDER) };
    }
    return endedByIt(report) ? { kind: 'notOpen' } : { kind: 'amended', report };
  }

  private async failed(
    failure: Failure,
    market: Market,
    symbol: string,
    clientOrderId: string,
    change: OrderChange,
  ): Promise<AmendOutcome> {
    const refusal = sureRefusal(failure);
    if (refusal !== null && saysNotOpen(refusal)) return { kind: 'notOpen' };
    if (refusal !== null && changesNothing(refusal)) {
      const report = await this.asWanted(market, symbol, clientOrderId, change);
      if (report !== null) return { kind: 'amended', report };
      return { kind: 'rejected', code: refusal.code, message: refusal.message };
    }
    const outcome = outcomeOfSubmit(failure);
    if (outcome.kind === 'rejected') this.context.refused(outcome.reason);
    return outcome;
  }

  /** The resting order if it is already as it shall be; null otherwise, or when asking failed. */
  private async asWanted(
    market: Market,
    symbol: string,
    clientOrderId: string,
    change: OrderChange,
  ): Promise<OrderReport | null> {
    try {
      const found = await this.orders[market].find(symbol, clientOrderId);
      if (found.kind === 'absent' || endedByIt(found.report)) return null;
      return isSame(found.report.quantity, change.quantity) &&
        isSame(found.report.price, change.price)
        ? found.report
        : null;
    } catch (error) {
      if (error instanceof DeltagridError) return null;
      throw error;
    }
  }
}

function requestOf(
  market: Market,
  symbol: string,
  clientOrderId: string,
  side: Side,
  change: OrderChange,
): RestRequest {
  const named = { symbol, origClientOrderId: clientOrderId };
  if (market === 'usdm') {
    const { quantity, price } = change;
    return signed('PUT', 'usdm', 'fapi/v1/order', { ...named, side, quantity, price });
  }
  return signed('PUT', 'spot', 'api/v3/order/amend/keepPriority', {
    ...named,
    newQty: change.quantity,
    // Otherwise the exchange invents a new one, and the order would be foreign to us.
    newClientOrderId: clientOrderId,
  });
}

function readAmended(market: Market, body: unknown): OrderReport {
  if (market === 'usdm') return reportOf('usdm', usdmOrderSchema.parse(body));
  const { transactTime, amendedOrder } = spotAmendedSchema.parse(body);
  return reportOf('spot', { ...amendedOrder, origQty: amendedOrder.qty, updateTime: transactTime });
}

/** A quantity below what has filled, or a post-only price that would take, ends the order. */
function endedByIt({ state }: OrderReport): boolean {
  return state === 'cancelled' || state === 'expired' || state === 'rejected';
}

type Refusal = Extract<Failure, { kind: 'refused' }>;

/** A refusal whose status leaves no doubt that the exchange itself decided (reference F1). */
function sureRefusal(failure: Failure): Refusal | null {
  if (failure.kind !== 'refused') return null;
  return failure.status < 500 && failure.status !== 408 ? failure : null;
}

function saysNotOpen({ market, code, message }: Refusal): boolean {
  if (isNotOpen(market, code, message)) return true;
  return code === AMEND_REJECTED_CODE && /unknown order/i.test(message);
}

function changesNothing({ code, message }: Refusal): boolean {
  if (code === UNCHANGED_CODE) return true;
  return code === AMEND_REJECTED_CODE && /change no state/i.test(message);
}

function isSame(a: string, b: string): boolean {
  return Decimal.of(a).compare(Decimal.of(b)) === 0;
}
