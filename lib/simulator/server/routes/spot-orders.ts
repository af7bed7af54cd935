import { checkSpot } from '../../engine/filters-spot';
import { formatFixed } from '../../engine/decimal';
import { ApiError, missingParameter } from '../../engine/errors';
import type { Order } from '../../engine/model';
import { openOrders, orderKey } from '../../engine/model';
import { cancelSpot, ownCancelId, placeSpot } from '../../engine/spot';
import { amendSpot } from '../../engine/spot-amend';
import { isWaiting } from '../../engine/spot-details';
import type { SpotRules } from '../../engine/symbols';
import { countOrders } from '../limits';
import type { AccountRequest, AccountRoute } from '../route';
import { optionalSymbol } from './market-data';
import { findOrder, noteDuplicate } from './order-lookup';
import { amendedOrder, cancelledAnswer, orderRow, placedAnswer } from './spot-answers';
import { commissionPreview } from './spot-account';
import { cancelIdOf, checkRestrictions, restingSpotOrder } from './spot-cancelling';
import { replaceOrder } from './spot-replace';
import { clientIdOf, parseSpotOrder, responseTypeOf, rulesFor } from './spot-request';

function placeOrder(request: AccountRequest): unknown {
  const { state, view, now, params } = request;
  const rules = rulesFor(params);
  const asked = parseSpotOrder(request);
  const responseType = responseTypeOf(params, asked.type);
  checkSpot(state, view, rules, asked);
  const { order, trades } = placeSpot(state, view, rules, asked, now);
  noteDuplicate(request, 'spot', asked.clientOrderId);
  // The first fill of an order gives its count back (reference B2).
  if (trades.length > 0) countOrders(state.account, 'spot', -1, now);
  return placedAnswer(order, trades, responseType);
}

function testOrder(request: AccountRequest): unknown {
  const { params, state, view } = request;
  const rules = rulesFor(params);
  const asked = parseSpotOrder(request);
  responseTypeOf(params, asked.type);
  checkSpot(state, view, rules, asked);
  return params.flag('computeCommissionRates') ? commissionPreview(request) : {};
}

function queryOrder(request: AccountRequest): unknown {
  const found = findOrder(request, 'spot', rulesFor(request.params).symbol);
  if (found === undefined) throw new ApiError(-2013, 'Order does not exist.');
  return orderRow(found);
}

function cancelOrder(request: AccountRequest): unknown {
  const rules = rulesFor(request.params);
  const order = restingSpotOrder(request, rules.symbol);
  checkRestrictions(request, order);
  const cancelId = cancelIdOf(request, order, 'newClientOrderId');
  cancelSpot(request.state, rules, order, request.now, cancelId);
  return cancelledAnswer(order, cancelId, request.now);
}

function cancelAll(request: AccountRequest): unknown {
  const rules = rulesFor(request.params);
  const resting = openOrders(request.state, 'spot', rules.symbol);
  if (resting.length === 0) throw new ApiError(-2011, 'Unknown order sent.');
  return resting.map((order) => {
    cancelSpot(request.state, rules, order, request.now);
    return cancelledAnswer(order, ownCancelId(order), request.now);
  });
}

function restingForAmend(request: AccountRequest, rules: SpotRules): Order {
  const found = findOrder(request, 'spot', rules.symbol);
  const resting = found && request.state.open.get(orderKey('spot', found.orderId));
  if (resting === undefined || isWaiting(resting)) {
    throw new ApiError(-2038, 'Unknown order sent.');
  }
  return resting;
}

function amendOrder(request: AccountRequest): unknown {
  const { params, state, now } = request;
  const rules = rulesFor(params);
  const newQty = params.requiredDecimal('newQty');
  const order = restingForAmend(request, rules);
  const count = (order.spot?.amendments.length ?? 0) + 1;
  const fallback = `amend_${order.orderId.toString(36)}_${count}`;
  const newId = clientIdOf(params, 'newClientOrderId', fallback);
  const amendment = amendSpot(state, rules, order, newQty, newId, now);
  return {
    transactTime: now,
    executionId: amendment.executionId,
    amendedOrder: amendedOrder(order, amendment.origClientOrderId),
  };
}

function amendments(request: AccountRequest): unknown {
  const { params } = request;
  const rules = rulesFor(params);
  if (params.text('orderId') === undefined) throw missingParameter('orderId');
  const order = findOrder(request, 'spot', rules.symbol);
  if (order === undefined) throw new ApiError(-2013, 'Order does not exist.');
  const from = params.integer('fromExecutionId') ?? 0;
  return (order.spot?.amendments ?? [])
    .filter((row) => row.executionId >= from)
    .slice(0, params.limit(500, 1000))
    .map((row) => ({
      symbol: rules.symbol,
      orderId: order.orderId,
      executionId: row.executionId,
      origClientOrderId: row.origClientOrderId,
      newClientOrderId: row.newClientOrderId,
      origQty: formatFixed(row.origQty),
      newQty: formatFixed(row.newQty),
      time: row.time,
    }));
}

const base = { pool: 'spot', security: 'signed' } as const;

/** Spot order routes with the weights of reference B3. */
export const spotOrderRoutes: readonly AccountRoute[] = [
  {
    ...base,
    method: 'POST',
    path: '/api/v3/order',
    weight: 1,
    freeOnSuccess: true,
    places: 'spot',
    handle: placeOrder,
  },
  {
    ...base,
    method: 'POST',
    path: '/api/v3/order/test',
    weight: (params) => (params.flag('computeCommissionRates') ? 20 : 1),
    handle: testOrder,
  },
  { ...base, method: 'GET', path: '/api/v3/order', weight: 4, handle: queryOrder },
  {
    ...base,
    method: 'DELETE',
    path: '/api/v3/order',
    weight: 1,
    freeOnSuccess: true,
    handle: cancelOrder,
  },
  {
    ...base,
    method: 'POST',
    path: '/api/v3/order/cancelReplace',
    weight: 1,
    freeOnSuccess: true,
    places: 'spot',
    countsItself: true,
    handle: replaceOrder,
  },
  {
    ...base,
    method: 'PUT',
    path: '/api/v3/order/amend/keepPriority',
    weight: 4,
    handle: amendOrder,
  },
  { ...base, method: 'GET', path: '/api/v3/order/amendments', weight: 4, handle: amendments },
  {
    ...base,
    method: 'GET',
    path: '/api/v3/openOrders',
    weight: (params) => (params.text('symbol') === undefined ? 80 : 6),
    handle: (request) =>
      openOrders(request.state, 'spot', optionalSymbol(request.params, 'spot')).map(orderRow),
  },
  {
    ...base,
    method: 'DELETE',
    path: '/api/v3/openOrders',
    weight: 1,
    freeOnSuccess: true,
    handle: cancelAll,
  },
];
