import { formatShort } from '../../engine/decimal';
import { ApiError } from '../../engine/errors';
import type { Order } from '../../engine/model';
import { openOrders } from '../../engine/model';
import { placeUsdm, admitUsdm, endUsdm } from '../../engine/usdm';
import { amendUsdm } from '../../engine/usdm-amend';
import { checkUsdmRules } from '../../engine/usdm-checks';
import { usdmError } from '../../engine/usdm-errors';
import type { SelfTradePrevention } from '../../engine/usdm-model';
import { usdmFields } from '../../engine/usdm-model';
import { setCountdown } from '../../engine/usdm-timers';
import { countOrders, ORDER_LIMITS } from '../limits';
import type { Params } from '../params';
import type { AccountRequest, AccountRoute } from '../route';
import { findOrder, noteDuplicate, restingOrder, sideOf } from './order-lookup';
import { contractOf, orderRequest, perContract } from './usdm-request';
import { orderRow, tradeRow, writtenRow } from './usdm-rows';

const WEEK_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;
/** Cancelled and expired orders without a fill are forgotten by queries after this time (reference D2). */
const UNFILLED_VISIBLE_MS = 3 * DAY_MS;
const VISIBLE_MS = 90 * DAY_MS;

/**
 * Places the order a request describes.
 * @param prevention mode when the order names none
 */
export function placeFrom(
  request: AccountRequest,
  prevention: SelfTradePrevention,
): Record<string, unknown> {
  const { state, view, params, now } = request;
  const rules = contractOf(request);
  const asked = orderRequest(request, prevention);
  checkUsdmRules(state, view, rules, asked, sentNumbers(params));
  const { order } = placeUsdm(state, view, rules, asked, now);
  noteDuplicate(request, 'usdm', asked.clientOrderId);
  return writtenRow(order, (params.text('newOrderRespType') ?? 'ACK') !== 'RESULT');
}

function sentNumbers(params: Params): {
  price?: string | undefined;
  quantity?: string | undefined;
} {
  return { price: params.text('price'), quantity: params.text('quantity') };
}

function testOrder(request: AccountRequest): unknown {
  const { state, view, params } = request;
  const rules = contractOf(request);
  const asked = orderRequest(request, 'NONE');
  checkUsdmRules(state, view, rules, asked, sentNumbers(params));
  admitUsdm(state, view, rules, asked);
  return {};
}

/** Amends the order a request names; the answer is the order as it is afterwards. */
export function amendFrom(request: AccountRequest): Record<string, unknown> {
  const { state, view, params, now } = request;
  const rules = contractOf(request);
  const side = sideOf(params);
  const qty = params.requiredDecimal('quantity');
  const price = params.requiredDecimal('price');
  const found = findOrder(request, 'usdm', rules.symbol);
  const order = openOrders(state, 'usdm').find((resting) => resting.orderId === found?.orderId);
  if (order === undefined) throw usdmError(-2013);
  if (order.side !== side) throw new ApiError(-1117, 'Invalid side.');
  amendUsdm(state, view, rules, order, { price, qty }, sentNumbers(params), now);
  return { ...writtenRow(order, false), pair: order.symbol };
}

function isVisible(order: Order, now: number): boolean {
  const age = now - order.createdAt;
  const ended = ['CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH'].includes(order.status);
  return age <= (ended && order.executedQty === 0n ? UNFILLED_VISIBLE_MS : VISIBLE_MS);
}

function queryOrder(request: AccountRequest): unknown {
  const found = findOrder(request, 'usdm', contractOf(request).symbol);
  if (found === undefined || !isVisible(found, request.now)) throw usdmError(-2013);
  return orderRow(found);
}

function queryOpenOrder(request: AccountRequest): unknown {
  const found = findOrder(request, 'usdm', contractOf(request).symbol);
  const resting = openOrders(request.state, 'usdm').find(
    (order) => order.orderId === found?.orderId,
  );
  if (resting === undefined) throw usdmError(-2013);
  return orderRow(resting);
}

/** Cancels the order a request names; -2011 when it does not rest. */
export function cancelFrom(request: AccountRequest): Record<string, unknown> {
  const order = restingOrder(request, 'usdm', contractOf(request).symbol);
  endUsdm(request.state, order, 'CANCELED', request.now);
  return writtenRow(order, false);
}

/** Ordinary orders only: conditional ones are left alone (reference D2). */
function cancelAll(request: AccountRequest): unknown {
  const { symbol } = contractOf(request);
  for (const order of openOrders(request.state, 'usdm', symbol)) {
    endUsdm(request.state, order, 'CANCELED', request.now);
  }
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

function countdown(request: AccountRequest): unknown {
  const { symbol } = contractOf(request);
  const ms = request.params.requiredInteger('countdownTime');
  setCountdown(request.state, symbol, ms, request.now);
  return { symbol, countdownTime: String(ms) };
}

/** -4165 for a window longer than seven days, -1130 for one that ends before it starts. */
export function checkWindow(startTime: number | undefined, endTime: number | undefined): void {
  if (startTime === undefined || endTime === undefined) return;
  if (endTime < startTime) {
    throw new ApiError(-1130, "Data sent for parameter 'endTime' is not valid.");
  }
  if (endTime - startTime > WEEK_MS) {
    throw new ApiError(-4165, 'Maximum time interval is 7 days.');
  }
}

function allOrders(request: AccountRequest): unknown {
  const { params, state, store, now } = request;
  const fromId = params.integer('orderId');
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  checkWindow(startTime, endTime);
  return store
    .orders(state.account.id, 'usdm', {
      symbol: contractOf(request).symbol,
      fromId,
      startTime,
      endTime: endTime ?? (startTime === undefined ? undefined : startTime + WEEK_MS),
      limit: params.limit(500, 1000),
    })
    .filter((order) => isVisible(order, now))
    .map(orderRow);
}

function userTrades(request: AccountRequest): unknown {
  const { params, state, store } = request;
  const fromId = params.integer('fromId');
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  if (fromId !== undefined && (startTime !== undefined || endTime !== undefined)) {
    throw usdmError(-1128);
  }
  checkWindow(startTime, endTime);
  return store
    .trades(state.account.id, 'usdm', {
      symbol: contractOf(request).symbol,
      fromId,
      startTime,
      endTime: endTime ?? (startTime === undefined ? undefined : startTime + WEEK_MS),
      orderId: params.integer('orderId'),
      limit: params.limit(500, 1000),
    })
    .map(tradeRow);
}

/** Amendments of one order, newest first. */
function amendments(request: AccountRequest): unknown {
  const { params } = request;
  const { symbol } = contractOf(request);
  const found = findOrder(request, 'usdm', symbol);
  if (found === undefined) return [];
  const startTime = params.integer('startTime') ?? 0;
  const endTime = params.integer('endTime') ?? Number.MAX_SAFE_INTEGER;
  const rows = usdmFields(found).amendments.map((row, i) => ({
    amendmentId: row.amendmentId,
    symbol,
    pair: symbol,
    orderId: found.orderId,
    clientOrderId: row.clientOrderId,
    time: row.time,
    amendment: {
      price: { before: formatShort(row.priceBefore), after: formatShort(row.priceAfter) },
      origQty: { before: formatShort(row.qtyBefore), after: formatShort(row.qtyAfter) },
      count: i + 1,
    },
  }));
  return rows
    .filter((row) => row.time >= startTime && row.time <= endTime)
    .reverse()
    .slice(0, params.limit(50, 100));
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

function openOrdersOf(request: AccountRequest): unknown {
  const one = request.params.text('symbol') === undefined ? undefined : contractOf(request).symbol;
  return openOrders(request.state, 'usdm', one).map(orderRow);
}

const base = { pool: 'usdm', security: 'signed' } as const;
const get = { ...base, method: 'GET' } as const;
const post = { ...base, method: 'POST' } as const;
const remove = { ...base, method: 'DELETE' } as const;

/** Signed USD-M order routes with the weights of reference B4. */
export const usdmOrderRoutes: readonly AccountRoute[] = [
  {
    ...post,
    path: '/fapi/v1/order',
    weight: 0,
    places: 'usdm',
    handle: (request) => placeFrom(request, 'EXPIRE_MAKER'),
  },
  {
    ...base,
    method: 'PUT',
    path: '/fapi/v1/order',
    weight: 0,
    places: 'usdm',
    handle: amendFrom,
  },
  { ...post, path: '/fapi/v1/order/test', weight: 1, handle: testOrder },
  { ...get, path: '/fapi/v1/order', weight: 1, handle: queryOrder },
  { ...remove, path: '/fapi/v1/order', weight: 1, handle: cancelFrom },
  { ...get, path: '/fapi/v1/openOrder', weight: 1, handle: queryOpenOrder },
  { ...get, path: '/fapi/v1/openOrders', weight: perContract(1, 40), handle: openOrdersOf },
  { ...get, path: '/fapi/v1/allOrders', weight: 5, handle: allOrders },
  { ...remove, path: '/fapi/v1/allOpenOrders', weight: 1, handle: cancelAll },
  { ...post, path: '/fapi/v1/countdownCancelAll', weight: 10, handle: countdown },
  { ...get, path: '/fapi/v1/userTrades', weight: 5, handle: userTrades },
  { ...get, path: '/fapi/v1/orderAmendment', weight: 1, handle: amendments },
  { ...get, path: '/fapi/v1/rateLimit/order', weight: 1, handle: orderCounts },
];
