import type { AlgoRequest } from '../../engine/algo';
import { cancelAlgo, placeAlgo, waitingAlgos } from '../../engine/algo';
import { decimal, multiply } from '../../engine/decimal';
import { ApiError, missingParameter } from '../../engine/errors';
import type { Order, TimeInForce } from '../../engine/model';
import { orderKey } from '../../engine/model';
import type { UsdmRules } from '../../engine/symbols';
import { checkPrecision, checkPriceFilter, checkQuantity } from '../../engine/usdm-checks';
import { notRequired, usdmError } from '../../engine/usdm-errors';
import type { AlgoOrder, ConditionalType, WorkingType } from '../../engine/usdm-model';
import { closingSide, usdmAccount } from '../../engine/usdm-model';
import type { AccountRequest, AccountRoute } from '../route';
import { sideOf } from './order-lookup';
import { checkWindow } from './usdm-orders';
import {
  clientIdOf,
  contractOf,
  flagOf,
  goodTillDateOf,
  limitTimeInForce,
  perContract,
  positionSideOfRequest,
  preventionOf,
  priceMatchOf,
  reduceOnlyOf,
} from './usdm-request';
import { algoQueryRow, algoRow } from './usdm-rows';

const LEAST_CALLBACK = decimal('0.1');
const MOST_CALLBACK = decimal('10');
const WEEK_MS = 7 * 86_400_000;

function typeOf(request: AccountRequest): ConditionalType {
  const type = request.params.required('type');
  switch (type) {
    case 'STOP':
    case 'STOP_MARKET':
    case 'TAKE_PROFIT':
    case 'TAKE_PROFIT_MARKET':
    case 'TRAILING_STOP_MARKET':
      return type;
    default:
      throw usdmError(-1116);
  }
}

function workingTypeOf(request: AccountRequest): WorkingType {
  const sent = request.params.text('workingType') ?? 'CONTRACT_PRICE';
  if (sent === 'CONTRACT_PRICE' || sent === 'MARK_PRICE') return sent;
  throw usdmError(-4031);
}

/** What an order says about how much: a quantity, or closePosition and then neither quantity nor reduceOnly. */
function sizeOf(
  request: AccountRequest,
  rules: UsdmRules,
  type: ConditionalType,
): { quantity: bigint; closePosition: boolean; reduceOnly: boolean } {
  const { params } = request;
  const closePosition = flagOf(params, 'closePosition', notRequired('closePosition')) ?? false;
  if (!closePosition) {
    const quantity = params.requiredDecimal('quantity');
    checkPrecision(rules, { quantity: params.text('quantity') });
    checkQuantity(rules, quantity, type.endsWith('MARKET'));
    return { quantity, closePosition, reduceOnly: reduceOnlyOf(request) };
  }
  if (type !== 'STOP_MARKET' && type !== 'TAKE_PROFIT_MARKET') {
    throw new ApiError(
      -4136,
      `Target strategy invalid for orderType '${type}',closePosition 'true'`,
    );
  }
  if ((params.decimal('quantity') ?? 0n) !== 0n) throw usdmError(-4137);
  // What closes a position reduces by itself; saying so, or denying it, is refused.
  if (params.text('reduceOnly') !== undefined) throw usdmError(-4138);
  return { quantity: 0n, closePosition, reduceOnly: false };
}

function trailingOf(
  { params }: AccountRequest,
  rules: UsdmRules,
  type: ConditionalType,
): { activatePrice: bigint; callbackRate: bigint } {
  if (type !== 'TRAILING_STOP_MARKET') {
    if (params.text('callbackRate') !== undefined) throw notRequired('callbackRate');
    return { activatePrice: 0n, callbackRate: 0n };
  }
  const callbackRate = params.requiredDecimal('callbackRate');
  if (callbackRate < LEAST_CALLBACK || callbackRate > MOST_CALLBACK) {
    throw new ApiError(-1130, "Data sent for parameter 'callbackRate' is not valid.");
  }
  const activatePrice = params.decimal('activatePrice') ?? 0n;
  if (params.text('activatePrice') !== undefined) {
    if (activatePrice <= 0n) throw usdmError(-4135);
    checkPrecision(rules, { price: params.text('activatePrice') });
    checkPriceFilter(rules, activatePrice);
  }
  return { activatePrice, callbackRate };
}

function timeInForceOf(request: AccountRequest, isLimit: boolean): TimeInForce {
  const sent = request.params.text('timeInForce');
  // Market types are stored as GTC; sending one with them is tolerated, as the exchange's own clients do.
  if (!isLimit) return 'GTC';
  return sent === undefined ? 'GTC' : limitTimeInForce(sent);
}

/** A conditional order as sent, checked as far as it can be without its trigger (reference E). */
function algoRequest(request: AccountRequest): AlgoRequest {
  const { params, now } = request;
  const algoType = params.required('algoType');
  if (algoType !== 'CONDITIONAL') {
    throw new ApiError(-1130, "Data sent for parameter 'algoType' is not valid.");
  }
  const rules = contractOf(request);
  const side = sideOf(request.params);
  const type = typeOf(request);
  const positionSide = positionSideOfRequest(request);
  const isLimit = type === 'STOP' || type === 'TAKE_PROFIT';
  const isTrailing = type === 'TRAILING_STOP_MARKET';
  const timeInForce = timeInForceOf(request, isLimit);
  const size = sizeOf(request, rules, type);
  const opening = closingSide(positionSide);
  // In hedge mode nothing closes a position with the side that opens it.
  if (size.closePosition && opening !== undefined && opening !== side) throw usdmError(-4061);
  const priceMatch = priceMatchOf(params, isLimit);
  let price = 0n;
  if (isLimit && priceMatch === 'NONE') {
    price = params.requiredDecimal('price');
    checkPrecision(rules, { price: params.text('price') });
    checkPriceFilter(rules, price);
  } else if (!isLimit && params.text('price') !== undefined) {
    throw notRequired('price');
  }
  let triggerPrice = 0n;
  if (!isTrailing) {
    triggerPrice = params.requiredDecimal('triggerPrice');
    checkPrecision(rules, { price: params.text('triggerPrice') });
    checkPriceFilter(rules, triggerPrice);
  }
  checkNotional(rules, size, multiply(isLimit ? price : triggerPrice, size.quantity), positionSide);
  return {
    clientAlgoId: clientIdOf(params, 'clientAlgoId', () => generatedAlgoId(request)),
    symbol: rules.symbol,
    side,
    positionSide,
    type,
    timeInForce,
    price,
    triggerPrice,
    workingType: workingTypeOf(request),
    priceMatch,
    priceProtect: flagOf(params, 'priceProtect', notRequired('priceProtect')) ?? false,
    ...size,
    ...trailingOf(request, rules, type),
    stp: preventionOf(params, 'NONE'),
    goodTillDate: goodTillDateOf(params, timeInForce, now),
  };
}

/** -4164 of an order that may open a position; a trailing one, or one priced later, is looked at when it triggers. */
function checkNotional(
  rules: UsdmRules,
  size: { reduceOnly: boolean; closePosition: boolean },
  notional: bigint,
  positionSide: string,
): void {
  if (size.reduceOnly || size.closePosition || positionSide !== 'BOTH' || notional === 0n) return;
  if (notional >= rules.minNotional) return;
  const least = Number(rules.minNotional) / 1e8;
  throw new ApiError(
    -4164,
    `Order's notional must be no smaller than ${least} (unless you choose reduce only).`,
  );
}

function generatedAlgoId({ state }: AccountRequest): string {
  const { uid } = state.account;
  return `algo_${uid.toString(36)}_${usdmAccount(state.account).next.algoId.toString(36)}`;
}

function place(request: AccountRequest): unknown {
  const asked = algoRequest(request);
  return algoRow(placeAlgo(request.state, request.view, asked, request.now));
}

/** The conditional order a request names by algoId or clientAlgoId; undefined when there is none. */
function findAlgo({ params, state, store }: AccountRequest): AlgoOrder | undefined {
  const algoId = params.integer('algoId');
  const clientAlgoId = params.text('clientAlgoId');
  if (algoId !== undefined) {
    return state.algos.get(algoId) ?? store.algo(state.account.id, { algoId });
  }
  if (clientAlgoId === undefined) throw missingParameter('algoId');
  return (
    waitingAlgos(state).find((algo) => algo.clientAlgoId === clientAlgoId) ??
    store.algo(state.account.id, { clientAlgoId })
  );
}

function childOf({ state, store }: AccountRequest, algo: AlgoOrder): Order | undefined {
  const { childOrderId } = algo;
  if (childOrderId === 0) return undefined;
  return (
    state.open.get(orderKey('usdm', childOrderId)) ??
    store.orderById(state.account.id, 'usdm', childOrderId)
  );
}

/** -2011 unless it waits; the code of the answer is a text (reference E). */
function cancel(request: AccountRequest): unknown {
  const algo = findAlgo(request);
  if (algo === undefined || algo.status !== 'NEW') throw usdmError(-2011);
  cancelAlgo(request.state, request.state.algos.get(algo.algoId) ?? algo, request.now);
  const { algoId, clientAlgoId } = algo;
  return { algoId, clientAlgoId, code: '200', msg: 'success' };
}

function cancelAll(request: AccountRequest): unknown {
  const { symbol } = contractOf(request);
  for (const algo of waitingAlgos(request.state, symbol)) {
    cancelAlgo(request.state, algo, request.now);
  }
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

function query(request: AccountRequest): unknown {
  const algo = findAlgo(request);
  if (algo === undefined) throw usdmError(-2013);
  return algoQueryRow(algo, childOf(request, algo));
}

function open(request: AccountRequest): unknown {
  const { params, state } = request;
  const symbol = params.text('symbol') === undefined ? undefined : contractOf(request).symbol;
  const algoId = params.integer('algoId');
  return waitingAlgos(state, symbol)
    .filter((algo) => algoId === undefined || algo.algoId === algoId)
    .map((algo) => algoQueryRow(algo, undefined));
}

function all(request: AccountRequest): unknown {
  const { params, state, store } = request;
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  checkWindow(startTime, endTime);
  return store
    .algos(state.account.id, {
      symbol: contractOf(request).symbol,
      fromId: params.integer('algoId'),
      startTime,
      endTime: endTime ?? (startTime === undefined ? undefined : startTime + WEEK_MS),
      limit: params.limit(500, 1000),
    })
    .map((algo) => algoQueryRow(algo, childOf(request, algo)));
}

const base = { pool: 'usdm', security: 'signed' } as const;

/** Conditional orders, kept apart from ordinary ones (reference E, weights of B4). */
export const usdmAlgoRoutes: readonly AccountRoute[] = [
  {
    ...base,
    method: 'POST',
    path: '/fapi/v1/algoOrder',
    weight: 0,
    places: 'usdm',
    handle: place,
  },
  { ...base, method: 'DELETE', path: '/fapi/v1/algoOrder', weight: 1, handle: cancel },
  { ...base, method: 'GET', path: '/fapi/v1/algoOrder', weight: 1, handle: query },
  { ...base, method: 'DELETE', path: '/fapi/v1/algoOpenOrders', weight: 1, handle: cancelAll },
  {
    ...base,
    method: 'GET',
    path: '/fapi/v1/openAlgoOrders',
    weight: perContract(1, 40),
    handle: open,
  },
  { ...base, method: 'GET', path: '/fapi/v1/allAlgoOrders', weight: 5, handle: all },
];
