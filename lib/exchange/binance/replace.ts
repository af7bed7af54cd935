import type { OrderReport, OrderRequest } from '../../model/order';
import type { ReplaceOutcome } from '../port';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
import type { Failure } from './failure';
import type { Orders, PlacementContext } from './orders';
import { outcomeOfCancel, outcomeOfSubmit } from './outcome';
import { ANOTHER_ORDER, attempt, isAbout, refusalInside, signed, unexpected } from './reply';
import { refusedHalfSchema, replacedSchema } from './schemas/order';
import { spotDialect } from './spot';

/** Reference F2: of the two halves one succeeded (HTTP 409), or none did. */
const PARTLY_REPLACED_CODE = -2021;
const NOT_REPLACED_CODE = -2022;

/** One spot order in the place of another, in one request. */
export class Replacements {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly orders: Orders,
    private readonly context: PlacementContext,
    private readonly redact: (text: string) => string,
  ) {}

  /**
   * See `TradingAccount.replaceOrder`. Never throws. Only an order without fills is replaced
   * (ONLY_NEW): the quantity of the new one was computed before the cancel, and a fill in between
   * would otherwise be bought twice.
   */
  async replace(
    symbol: string,
    clientOrderId: string,
    replacement: OrderRequest,
  ): Promise<ReplaceOutcome> {
    const placement = spotDialect.placement(replacement, 'oneWay');
    if (!placement.possible) return { kind: 'notSent', message: placement.reason, retryAt: null };
    if (replacement.market !== 'spot' || replacement.symbol !== symbol) {
      return { kind: 'notSent', message: 'only on one spot symbol', retryAt: null };
    }
    const request = signed('POST', 'spot', 'api/v3/order/cancelReplace', {
      ...placement.params,
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrigClientOrderId: clientOrderId,
      cancelRestrictions: 'ONLY_NEW',
    });
    const reply = await this.connection.write(request, 'order');
    if (!reply.ok) return this.failed(reply.failure, request, clientOrderId);
    const halves = attempt(() => replacedSchema.parse(reply.body));
    if (!halves.ok) return unknown(unexpected(request, halves.fault));
    const { cancelResult, newOrderResult, cancelResponse, newOrderResponse } = halves.value;
    if (cancelResult !== 'SUCCESS' || newOrderResult !== 'SUCCESS') {
      return unknown(unexpected(request, 'a success with a half that failed'));
    }
    const cancelled = readCancelled(cancelResponse, symbol, clientOrderId);
    const placed = await this.orders.placed(replacement, newOrderResponse, request);
    if (cancelled === null) return unknown(unexpected(request, ANOTHER_ORDER));
    return placed.kind === 'accepted'
      ? { kind: 'replaced', cancelled, placed }
      : unknown(unexpected(request, ANOTHER_ORDER));
  }

  private failed(failure: Failure, request: RestRequest, clientOrderId: string): ReplaceOutcome {
    if (failure.kind === 'refused' && failure.code === PARTLY_REPLACED_CODE) {
      return this.partly(failure.data, request, clientOrderId);
    }
    if (failure.kind === 'refused' && failure.code === NOT_REPLACED_CODE) {
      return notReplaced(failure.data, this.redact);
    }
    const outcome = outcomeOfSubmit(failure);
    if (outcome.kind !== 'rejected') return outcome;
    // Refused as a whole before anything was done: rules are checked before the cancel.
    this.context.refused(outcome.reason);
    return { kind: 'notCancelled', message: `${outcome.message} (code ${outcome.code})` };
  }

  /** Cancelled and not placed: the only way in which STOP_ON_FAILURE succeeds by half. */
  private partly(
    data: Readonly<Record<string, unknown>> | undefined,
    request: RestRequest,
    clientOrderId: string,
  ): ReplaceOutcome {
    const halves = attempt(() => replacedSchema.parse(data));
    if (!halves.ok) return unknown(unexpected(request, halves.fault));
    const { cancelResult, newOrderResult, cancelResponse, newOrderResponse } = halves.value;
    const refusal = refusedHalfSchema.safeParse(newOrderResponse);
    if (cancelResult !== 'SUCCESS' || newOrderResult !== 'FAILURE' || !refusal.success) {
      return unknown(unexpected(request, 'other halves than a cancel and a refusal'));
    }
    const symbol = request.params['symbol'] ?? '';
    const cancelled = readCancelled(cancelResponse, symbol, clientOrderId);
    if (cancelled === null) return unknown(unexpected(request, ANOTHER_ORDER));
    const { code } = refusal.data;
    const refused = outcomeOfSubmit(refusalInside('spot', refusal.data, this.redact));
    // Overloaded (class T) is a refusal as well: the order was surely not placed.
    if (refused.kind === 'unknown') return unknown(refused.message);
    if (refused.kind === 'rejected') this.context.refused(refused.reason);
    return { kind: 'cancelledOnly', cancelled, code, message: refused.message };
  }
}

/** Nothing happened, unless the cancel itself ended in doubt. */
function notReplaced(
  data: Readonly<Record<string, unknown>> | undefined,
  redact: (text: string) => string,
): ReplaceOutcome {
  const halves = replacedSchema.safeParse(data);
  if (!halves.success) return unknown('neither replaced nor said why');
  const { cancelResult, newOrderResult, cancelResponse } = halves.data;
  const refusal = refusedHalfSchema.safeParse(cancelResponse);
  if (cancelResult !== 'FAILURE' || newOrderResult === 'SUCCESS' || !refusal.success) {
    return unknown('neither replaced nor said why');
  }
  const failure = refusalInside('spot', refusal.data, redact);
  const outcome = outcomeOfCancel(failure);
  return outcome.kind === 'unknown'
    ? outcome
    : { kind: 'notCancelled', message: `${redact(refusal.data.msg)} (code ${refusal.data.code})` };
}

function readCancelled(body: unknown, symbol: string, clientOrderId: string): OrderReport | null {
  const read = attempt(() => spotDialect.readCancelled(body));
  return read.ok && isAbout(read.value, symbol, clientOrderId) ? read.value : null;
}

function unknown(message: string): ReplaceOutcome {
  return { kind: 'unknown', message };
}
