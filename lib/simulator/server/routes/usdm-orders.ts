import { checkUsdm } from '../../engine/checks';
import { divide, formatFixed, formatShort } from '../../engine/decimal';
import { ApiError, invalidSymbol, missingParameter } from '../../engine/errors';
import type { Order, OrderType, TimeInForce } from '../../engine/model';
import { openOrders } from '../../engine/model';
import type { UsdmRules } from '../../engine/symbols';
import { usdmRules } from '../../engine/symbols';
import type { UsdmRequest } from '../../engine/usdm';
import { endUsdm, placeUsdm } from '../../engine/usdm';
import { countOrders, ORDER_LIMITS } from '../limits';
import type { Params } from '../params';
import type { AccountRequest, AccountRoute } from '../route';
import { listedSymbol, optionalSymbol } from './market-data';
import { findOrder, generatedId, noteDuplicate, restingOrder, sideOf } from './order-lookup';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const WEEK_MS = 7 * 86_400_000;

function rulesFor(params: Params): UsdmRules {
  const rules = usdmRules(listedSymbol(params, 'usdm'));
  if (rules === undefined) throw invalidSymbol();
  return rules;
}

function typeOf(params: Params): OrderType {
  const type = params.required('type');
  if (type === 'LIMIT' || type === 'MARKET') return type;
  if (/^(STOP|TAKE_PROFIT)(_MARKET)?$/.test(type) || type === 'TRAILING_STOP_MARKET') {
    throw new ApiError(
      -4120,
      'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
    );
  }
  throw new ApiError(-1116, 'Invalid orderType.');
}

function timeInForceOf(params: Params, type: OrderType): TimeInForce {
  const sent = params.text('timeInForce');
  if (type === 'MARKET') {
    if (sent !== undefined)
      throw new ApiError(-1106, "Parameter 'timeInForce' sent when not required.");
    return 'GTC';
  }
  if (sent === undefined) throw missingParameter('timeInForce');
  if (sent === 'GTC' || sent === 'IOC' || sent === 'FOK' || sent === 'GTX') return sent;
  throw new ApiError(-1115, 'Invalid timeInForce.');
}

function parse(request: AccountRequest): UsdmRequest {
  const { params } = request;
  const side = sideOf(params);
  const type = typeOf(params);
  const positionSide = params.text('positionSide') ?? 'BOTH';
  if (positionSide !== 'BOTH') {
    if (positionSide !== 'LONG' && positionSide !== 'SHORT') {
      throw new ApiError(-4060, 'Invalid position side.');
    }
    throw new ApiError(-4061, "Order's position side does not match user's setting.");
  }
  const timeInForce = timeInForceOf(params, type);
  const reduceOnlyText = params.text('reduceOnly')?.toLowerCase();
  if (reduceOnlyText !== undefined && reduceOnlyText !== 'true' && reduceOnlyText !== 'false') {
    throw new ApiError(-4062, 'Invalid or improper reduceOnly value.');
  }
  if (params.flag('closePosition')) {
    throw new ApiError(-1106, "Parameter 'closePosition' sent when not required.");
  }
  const clientOrderId = params.text('newClientOrderId') ?? generatedId(request, 'usdm');
  if (clientOrderId.length > 36) {
    throw new ApiError(-4015, 'Client order id length should not be more than 36 chars');
  }
  if (!CLIENT_ID.test(clientOrderId)) throw new ApiError(-4015, 'Client order id is not valid.');
  if (type === 'MARKET' && params.text('price') !== undefined) {
    throw new ApiError(-1106, "Parameter 'price' sent when not required.");
  }
  const qty = params.requiredDecimal('quantity');
  const price = type === 'MARKET' ? 0n : params.requiredDecimal('price');
  return {
    side,
    type,
    timeInForce,
    price,
    qty,
    reduceOnly: reduceOnlyText === 'true',
    clientOrderId,
  };
}

/** Liquidation orders show as LIMIT, as the exchange's own do. */
function wireType(order: Order): string {
  return order.type === 'LIQUIDATION' ? 'LIMIT' : order.type;
}

function tail(order: Order): Record<string, unknown> {
  return {
    origQty: formatFixed(order.origQty, 3),
    price: formatFixed(order.price, 2),
    reduceOnly: order.reduceOnly,
    side: order.side,
    positionSide: 'BOTH',
    stopPrice: '0.00',
    closePosition: false,
    symbol: order.symbol,
    timeInForce: order.timeInForce,
    type: wireType(order),
    origType: wireType(order),
    updateTime: order.updatedAt,
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: 0,
  };
}

/** Answer to a write; no avgPrice and no cumQuote since 2026-07-15 (D2). */
function written(order: Order, acknowledgeOnly: boolean): Record<string, unknown> {
  const executed = formatFixed(acknowledgeOnly ? 0n : order.executedQty, 3);
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    status: acknowledgeOnly ? 'NEW' : order.status,
    executedQty: executed,
    cumQty: executed,
    ...tail(order),
  };
}

/** Answer to a query. */
function orderRow(order: Order): Record<string, unknown> {
  const average = order.executedQty === 0n ? 0n : divide(order.cumQuote, order.executedQty);
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    status: order.status,
    avgPrice: formatFixed(average, 5),
    executedQty: formatFixed(order.executedQty, 3),
    cumQuote: formatFixed(order.cumQuote, 5),
    time: order.createdAt,
    ...tail(order),
  };
}

function placeOrder(request: AccountRequest): unknown {
  const { state, view, params, now } = request;
  const rules = rulesFor(params);
  const asked = parse(request);
  checkUsdm(state, view, rules, asked, {
    price: params.text('price'),
    quantity: params.text('quantity'),
  });
  const { order } = placeUsdm(state, view, rules, asked, now);
  noteDuplicate(request, 'usdm', asked.clientOrderId);
  return written(order, (params.text('newOrderRespType') ?? 'ACK') !== 'RESULT');
}

function testOrder(request: AccountRequest): unknown {
  const { state, view, params } = request;
  checkUsdm(state, view, rulesFor(params), parse(request), {
    price: params.text('price'),
    quantity: params.text('quantity'),
  });
  return {};
}

function queryOrder(request: AccountRequest): unknown {
  const found = findOrder(request, 'usdm', rulesFor(request.params).symbol);
  if (found === undefined) throw new ApiError(-2013, 'Order does not exist.');
  return orderRow(found);
}

function queryOpenOrder(request: AccountRequest): unknown {
  const found = findOrder(request, 'usdm', rulesFor(request.params).symbol);
  const resting = openOrders(request.state, 'usdm').find(
    (order) => order.orderId === found?.orderId,
  );
  if (resting === undefined) throw new ApiError(-2013, 'Order does not exist.');
  return orderRow(resting);
}

function cancelOrder(request: AccountRequest): unknown {
  const order = restingOrder(request, 'usdm', rulesFor(request.params).symbol);
  endUsdm(request.state, order, 'CANCELED', request.now);
  return written(order, false);
}

function cancelAll(request: AccountRequest): unknown {
  const { symbol } = rulesFor(request.params);
  for (const order of openOrders(request.state, 'usdm', symbol)) {
    endUsdm(request.state, order, 'CANCELED', request.now);
  }
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

function allOrders({ params, state, store, now }: AccountRequest): unknown {
  const fromId = params.integer('orderId');
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  checkWindow(startTime, endTime, now);
  return store
    .orders(state.account.id, 'usdm', {
      symbol: rulesFor(params).symbol,
      fromId,
      startTime,
      endTime,
      limit: params.limit(500, 1000),
    })
    .map(orderRow);
}

function checkWindow(
  startTime: number | undefined,
  endTime: number | undefined,
  now: number,
): void {
  if (startTime !== undefined && (endTime ?? now) - startTime > WEEK_MS && endTime !== undefined) {
    throw new ApiError(-4165, 'Maximum time interval is 7 days.');
  }
}

function userTrades({ params, state, store, now }: AccountRequest): unknown {
  const fromId = params.integer('fromId');
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  if (fromId !== undefined && (startTime !== undefined || endTime !== undefined)) {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  checkWindow(startTime, endTime, now);
  return store
    .trades(state.account.id, 'usdm', {
      symbol: rulesFor(params).symbol,
      fromId,
      startTime,
      endTime: endTime ?? (startTime === undefined ? undefined : startTime + WEEK_MS),
      orderId: params.integer('orderId'),
      limit: params.limit(500, 1000),
    })
    .map((trade) => ({
      buyer: trade.side === 'BUY',
      commission: formatFixed(trade.commission),
      commissionAsset: trade.commissionAsset,
      id: trade.id,
      maker: trade.isMaker,
      orderId: trade.orderId,
      price: formatFixed(trade.price, 2),
      qty: formatFixed(trade.qty, 3),
      quoteQty: formatShort(trade.quoteQty),
      realizedPnl: formatFixed(trade.realizedPnl),
      side: trade.side,
      positionSide: 'BOTH',
      symbol: trade.symbol,
      time: trade.time,
    }));
}

function orderCounts({ state, now }: AccountRequest): unknown {
  countOrders(state.account, 'usdm', 0, now);
  return ORDER_LIMITS.usdm.map((rule) => ({
    rateLimitType: 'ORDERS',
    interval: rule.name === 'usdm10s' ? 'SECOND' : 'MINUTE',
    intervalNum: rule.name === 'usdm10s' ? 10 : 1,
    limit: rule.limit,
  }));
}

const base = { pool: 'usdm', security: 'signed' } as const;
const perSymbol =
  (one: number, all: number) =>
  (params: Params): number =>
    params.text('symbol') === undefined ? all : one;

/** Signed USD-M order routes with the weights of reference B4. */
export const usdmOrderRoutes: readonly AccountRoute[] = [
  {
    ...base,
    method: 'POST',
    path: '/fapi/v1/order',
    weight: 0,
    places: 'usdm',
    handle: placeOrder,
  },
  { ...base, method: 'POST', path: '/fapi/v1/order/test', weight: 1, handle: testOrder },
  { ...base, method: 'GET', path: '/fapi/v1/order', weight: 1, handle: queryOrder },
  { ...base, method: 'DELETE', path: '/fapi/v1/order', weight: 1, handle: cancelOrder },
  { ...base, method: 'GET', path: '/fapi/v1/openOrder', weight: 1, handle: queryOpenOrder },
  {
    ...base,
    method: 'GET',
    path: '/fapi/v1/openOrders',
    weight: perSymbol(1, 40),
    handle: (request) =>
      openOrders(request.state, 'usdm', optionalSymbol(request.params, 'usdm')).map(orderRow),
  },
  {
    ...base,
    method: 'GET',
    path: '/fapi/v1/openAlgoOrders',
    weight: perSymbol(1, 40),
    handle: () => [],
  },
  { ...base, method: 'GET', path: '/fapi/v1/allOrders', weight: 5, handle: allOrders },
  { ...base, method: 'DELETE', path: '/fapi/v1/allOpenOrders', weight: 1, handle: cancelAll },
  { ...base, method: 'GET', path: '/fapi/v1/userTrades', weight: 5, handle: userTrades },
  { ...base, method: 'GET', path: '/fapi/v1/rateLimit/order', weight: 1, handle: orderCounts },
];
