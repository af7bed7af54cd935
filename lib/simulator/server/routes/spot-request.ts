import { ApiError, invalidSymbol, missingParameter } from '../../engine/errors';
import type { OrderType, TimeInForce } from '../../engine/model';
import type { SpotRequest } from '../../engine/spot';
import { isConditional, isMarketLike } from '../../engine/spot';
import type { SelfTradePrevention } from '../../engine/spot-details';
import type { SpotRules } from '../../engine/symbols';
import { spotRules } from '../../engine/symbols';
import type { Params } from '../params';
import type { AccountRequest } from '../route';
import { listedSymbol } from './market-data';
import { generatedId, sideOf } from './order-lookup';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const PREVENTION: readonly SelfTradePrevention[] = [
  'NONE',
  'EXPIRE_TAKER',
  'EXPIRE_MAKER',
  'EXPIRE_BOTH',
  'DECREMENT',
  'TRANSFER',
];
const TYPES: readonly OrderType[] = [
  'LIMIT',
  'MARKET',
  'LIMIT_MAKER',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
];

/** Rules of the symbol a request names; -1102 or -1121 otherwise. */
export function rulesFor(params: Params): SpotRules {
  const rules = spotRules(listedSymbol(params, 'spot'));
  if (rules === undefined) throw invalidSymbol();
  return rules;
}

function notRequired(name: string): ApiError {
  return new ApiError(-1106, `Parameter '${name}' sent when not required.`);
}

function oneOf(first: string, second: string): ApiError {
  return new ApiError(
    -1102,
    `Param '${first}' or '${second}' must be sent, but both were empty/null!`,
  );
}

/** -1130. */
export function invalidData(name: string): ApiError {
  return new ApiError(-1130, `Data sent for parameter '${name}' is not valid.`);
}

function typeOf(params: Params): OrderType {
  const sent = params.required('type');
  const type = TYPES.find((known) => known === sent);
  if (type === undefined) throw new ApiError(-1116, 'Invalid orderType.');
  return type;
}

/** Types with a limit price need a time in force, except LIMIT_MAKER; the others must not have one (reference D1). */
function timeInForceOf(params: Params, type: OrderType): TimeInForce {
  const sent = params.text('timeInForce');
  if (type === 'LIMIT_MAKER' || isMarketLike(type)) {
    if (sent !== undefined) throw notRequired('timeInForce');
    return 'GTC';
  }
  if (sent === undefined) throw missingParameter('timeInForce');
  if (sent === 'GTC' || sent === 'IOC' || sent === 'FOK') return sent;
  throw new ApiError(-1115, 'Invalid timeInForce.');
}

/** A client order id as sent under `name`, or `fallback`; -1100 when it has characters or a length of its own. */
export function clientIdOf(params: Params, name: string, fallback: string): string {
  const id = params.text(name) ?? fallback;
  if (CLIENT_ID.test(id)) return id;
  throw new ApiError(
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'.`,
  );
}

function preventionOf(params: Params): SelfTradePrevention {
  const sent = params.text('selfTradePreventionMode');
  if (sent === undefined) return 'EXPIRE_MAKER';
  const mode = PREVENTION.find((known) => known === sent);
  if (mode === undefined) throw invalidData('selfTradePreventionMode');
  return mode;
}

function sizes(params: Params, type: OrderType): { qty: bigint; quoteOrderQty: bigint } {
  if (type !== 'MARKET') {
    if (params.text('quoteOrderQty') !== undefined) throw notRequired('quoteOrderQty');
    return { qty: params.requiredDecimal('quantity'), quoteOrderQty: 0n };
  }
  const qty = params.decimal('quantity');
  const quoteOrderQty = params.decimal('quoteOrderQty');
  if (qty === undefined && quoteOrderQty === undefined) throw oneOf('quantity', 'quoteOrderQty');
  if (qty !== undefined && quoteOrderQty !== undefined) {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  return { qty: qty ?? 0n, quoteOrderQty: quoteOrderQty ?? 0n };
}

function trigger(params: Params, type: OrderType): { stopPrice?: bigint; trailingDelta?: number } {
  const stopPrice = params.decimal('stopPrice');
  const trailingDelta = params.integer('trailingDelta');
  if (!isConditional(type)) {
    if (stopPrice !== undefined) throw notRequired('stopPrice');
    if (trailingDelta !== undefined) throw notRequired('trailingDelta');
    return {};
  }
  if (stopPrice === undefined && trailingDelta === undefined) {
    throw oneOf('stopPrice', 'trailingDelta');
  }
  return {
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(trailingDelta === undefined ? {} : { trailingDelta }),
  };
}

/** Only an order that can rest at a limit may show less than it is, and it must be GTC (reference D1). */
function icebergOf(params: Params, type: OrderType, timeInForce: TimeInForce): bigint {
  const icebergQty = params.decimal('icebergQty');
  if (icebergQty === undefined || icebergQty === 0n) return 0n;
  if (isMarketLike(type)) throw notRequired('icebergQty');
  if (timeInForce !== 'GTC') {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  return icebergQty;
}

/** The order a request asks for, by the mandatory and forbidden parameters of its type (reference D1). */
export function parseSpotOrder(request: AccountRequest): SpotRequest {
  const { params } = request;
  const side = sideOf(params);
  const type = typeOf(params);
  const timeInForce = timeInForceOf(params, type);
  const clientOrderId = clientIdOf(params, 'newClientOrderId', generatedId(request, 'spot'));
  const { qty, quoteOrderQty } = sizes(params, type);
  if (isMarketLike(type) && params.text('price') !== undefined) throw notRequired('price');
  const price = isMarketLike(type) ? 0n : params.requiredDecimal('price');
  const strategyId = params.integer('strategyId');
  const strategyType = params.integer('strategyType');
  return {
    side,
    type,
    timeInForce,
    price,
    qty,
    quoteOrderQty,
    clientOrderId,
    ...trigger(params, type),
    icebergQty: icebergOf(params, type, timeInForce),
    selfTradePreventionMode: preventionOf(params),
    ...(strategyId === undefined ? {} : { strategyId }),
    ...(strategyType === undefined ? {} : { strategyType }),
  };
}

export type ResponseType = 'ACK' | 'RESULT' | 'FULL';

/** What an answer to an order tells: MARKET and LIMIT default to FULL, the other types to ACK (reference D1). */
export function responseTypeOf(params: Params, type: OrderType): ResponseType {
  const sent = params.text('newOrderRespType');
  if (sent === undefined) return type === 'MARKET' || type === 'LIMIT' ? 'FULL' : 'ACK';
  if (sent === 'ACK' || sent === 'RESULT' || sent === 'FULL') return sent;
  throw invalidData('newOrderRespType');
}
