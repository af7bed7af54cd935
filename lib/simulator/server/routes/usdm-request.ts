import { ApiError, invalidSymbol, missingParameter } from '../../engine/errors';
import type { OrderType, TimeInForce } from '../../engine/model';
import type { UsdmRules } from '../../engine/symbols';
import { usdmRules } from '../../engine/symbols';
import type { UsdmRequest } from '../../engine/usdm';
import { matchedPrice } from '../../engine/usdm';
import { notRequired, usdmError } from '../../engine/usdm-errors';
import type { PositionSide, PriceMatch, SelfTradePrevention } from '../../engine/usdm-model';
import { PRICE_MATCHES, usdmAccount } from '../../engine/usdm-model';
import type { Params } from '../params';
import type { AccountRequest, PublicRequest } from '../route';
import { generatedId, sideOf } from './order-lookup';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const CONDITIONAL = /^(STOP|TAKE_PROFIT)(_MARKET)?$|^TRAILING_STOP_MARKET$/;
const LEAST_GOOD_TILL_MS = 600_000;
const LATEST_GOOD_TILL = 253_402_300_799_000;

/** Rules of the contract a request names; -1102 or -1121 when it names none this market lists. */
export function contractOf({ params, view }: Pick<PublicRequest, 'params' | 'view'>): UsdmRules {
  const symbol = params.required('symbol');
  const rules = usdmRules(symbol);
  if (rules === undefined || !view.symbols.includes(symbol)) throw invalidSymbol();
  return rules;
}

/** All contracts of the market, or the one a request names. */
export function contractsOf(request: Pick<PublicRequest, 'params' | 'view'>): UsdmRules[] {
  if (request.params.text('symbol') !== undefined) return [contractOf(request)];
  return request.view.symbols.flatMap((symbol) => usdmRules(symbol) ?? []);
}

/** A flag sent as true or false; undefined when absent; `refusal` for anything else. */
export function flagOf(params: Params, name: string, refusal: ApiError): boolean | undefined {
  const text = params.text(name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw refusal;
  return text === 'true';
}

/** BOTH in one-way mode, LONG or SHORT in hedge mode; -4060 for another word, -4061 for the wrong mode (reference D2). */
export function positionSideOfRequest({ params, state }: AccountRequest): PositionSide {
  const sent = params.text('positionSide') ?? 'BOTH';
  if (sent !== 'BOTH' && sent !== 'LONG' && sent !== 'SHORT') throw usdmError(-4060);
  const { dualSidePosition } = usdmAccount(state.account);
  if (dualSidePosition === (sent === 'BOTH')) throw usdmError(-4061);
  return sent;
}

/** `reduceOnly`; refused whatever its value in hedge mode (-1106), -4062 when it is neither true nor false. */
export function reduceOnlyOf({ params, state }: AccountRequest): boolean {
  const sent = flagOf(params, 'reduceOnly', usdmError(-4062));
  if (sent === undefined) return false;
  if (usdmAccount(state.account).dualSidePosition) throw notRequired('reduceonly');
  return sent;
}

/** Mode of self-trade prevention; -5039 for another word. */
export function preventionOf(params: Params, fallback: SelfTradePrevention): SelfTradePrevention {
  const sent = params.text('selfTradePreventionMode') ?? fallback;
  switch (sent) {
    case 'NONE':
    case 'EXPIRE_TAKER':
    case 'EXPIRE_MAKER':
    case 'EXPIRE_BOTH':
      return sent;
    default:
      throw usdmError(-5039);
  }
}

/** `priceMatch`; -5037 for an unknown one (OPPONENT_10 and _20 were removed), -1106 beside a price, -5038 without a limit. */
export function priceMatchOf(params: Params, isLimit: boolean): PriceMatch {
  const sent = params.text('priceMatch') ?? 'NONE';
  const match = PRICE_MATCHES.find((name) => name === sent);
  if (match === undefined) throw usdmError(-5037);
  if (match === 'NONE') return match;
  if (!isLimit) throw usdmError(-5038);
  if (params.text('price') !== undefined) throw notRequired('price');
  return match;
}

/** A client id, or the generated one; -4015 when it is too long or has other characters. */
export function clientIdOf(params: Params, name: string, generated: () => string): string {
  const sent = params.text(name);
  if (sent === undefined) return generated();
  if (sent.length > 36) {
    throw new ApiError(-4015, 'Client order id length should not be more than 36 chars');
  }
  if (!CLIENT_ID.test(sent)) throw usdmError(-4015);
  return sent;
}

/** GTD needs a goodTillDate more than 600 s ahead (-5040), kept to the second; others may not have one. */
export function goodTillDateOf(params: Params, timeInForce: TimeInForce, now: number): number {
  const sent = params.integer('goodTillDate') ?? 0;
  if (timeInForce !== 'GTD') {
    if (sent !== 0) throw notRequired('goodTillDate');
    return 0;
  }
  if (sent === 0) throw missingParameter('goodTillDate');
  const date = Math.floor(sent / 1000) * 1000;
  if (date <= now + LEAST_GOOD_TILL_MS || date >= LATEST_GOOD_TILL) throw usdmError(-5040);
  return date;
}

/** LIMIT or MARKET; -4120 for conditional types, which have their own route, -1116 for others. */
function typeOf(params: Params): OrderType {
  const type = params.required('type');
  if (type === 'LIMIT' || type === 'MARKET') return type;
  throw usdmError(CONDITIONAL.test(type) ? -4120 : -1116);
}

/** Time in force of a limit price; -1115 for another word. */
export function limitTimeInForce(sent: string): TimeInForce {
  switch (sent) {
    case 'GTC':
    case 'IOC':
    case 'FOK':
    case 'GTX':
    case 'GTD':
      return sent;
    default:
      throw usdmError(-1115);
  }
}

function timeInForceOf(params: Params, type: OrderType): TimeInForce {
  const sent = params.text('timeInForce');
  if (type === 'MARKET') {
    if (sent !== undefined) throw notRequired('timeInForce');
    return 'GTC';
  }
  if (sent === undefined) throw missingParameter('timeInForce');
  return limitTimeInForce(sent);
}

/**
 * An order of POST /order, /order/test or a batch, in the order of checks of reference D2.
 * @param prevention mode when none is sent: EXPIRE_MAKER for a single order, NONE for batch and test
 */
export function orderRequest(
  request: AccountRequest,
  prevention: SelfTradePrevention,
): UsdmRequest {
  const { params, view, now } = request;
  const side = sideOf(params);
  const type = typeOf(params);
  const positionSide = positionSideOfRequest(request);
  const timeInForce = timeInForceOf(params, type);
  const reduceOnly = reduceOnlyOf(request);
  if (params.flag('closePosition')) throw notRequired('closePosition');
  const clientOrderId = clientIdOf(params, 'newClientOrderId', () => generatedId(request, 'usdm'));
  if (type === 'MARKET' && params.text('price') !== undefined) throw notRequired('price');
  const priceMatch = priceMatchOf(params, type === 'LIMIT');
  const stp = preventionOf(params, prevention);
  const goodTillDate = goodTillDateOf(params, timeInForce, now);
  const respType = params.text('newOrderRespType') ?? 'ACK';
  if (respType !== 'ACK' && respType !== 'RESULT') {
    throw new ApiError(-1130, "Data sent for parameter 'newOrderRespType' is not valid.");
  }
  const qty = params.requiredDecimal('quantity');
  let price = 0n;
  if (priceMatch !== 'NONE') {
    price = matchedPrice(view, params.required('symbol'), side, priceMatch);
  } else if (type === 'LIMIT') {
    price = params.requiredDecimal('price');
  }
  return {
    side,
    type,
    timeInForce,
    price,
    qty,
    reduceOnly,
    clientOrderId,
    positionSide,
    stp,
    priceMatch,
    goodTillDate,
  };
}

/** Weight of a query for one contract, or for all of them. */
export const perContract =
  (one: number, all: number) =>
  (params: Params): number =>
    params.text('symbol') === undefined ? all : one;
