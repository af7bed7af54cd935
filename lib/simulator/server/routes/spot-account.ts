import { checkSpot } from '../../engine/checks';
import { formatFixed } from '../../engine/decimal';
import { ApiError, invalidSymbol, missingParameter } from '../../engine/errors';
import type { Order, OrderType, TimeInForce, Trade } from '../../engine/model';
import { openOrders } from '../../engine/model';
import type { SpotRequest } from '../../engine/spot';
import { cancelSpot, placeSpot } from '../../engine/spot';
import type { SpotRules } from '../../engine/symbols';
import { FEES, spotRules } from '../../engine/symbols';
import { countOrders, ORDER_LIMITS } from '../limits';
import type { Params } from '../params';
import type { AccountRequest, AccountRoute } from '../route';
import { listedSymbol, optionalSymbol } from './market-data';
import { findOrder, generatedId, noteDuplicate, restingOrder, sideOf } from './order-lookup';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

function rulesFor(params: Params): SpotRules {
  const rules = spotRules(listedSymbol(params, 'spot'));
  if (rules === undefined) throw invalidSymbol();
  return rules;
}

function typeOf(params: Params): OrderType {
  const type = params.required('type');
  if (type === 'LIMIT' || type === 'MARKET' || type === 'LIMIT_MAKER') return type;
  if (/^(STOP_LOSS|TAKE_PROFIT)(_LIMIT)?$/.test(type)) {
    throw new ApiError(-1020, 'This operation is not supported.');
  }
  throw new ApiError(-1116, 'Invalid orderType.');
}

function timeInForceOf(params: Params, type: OrderType): TimeInForce {
  const sent = params.text('timeInForce');
  if (type !== 'LIMIT') {
    if (sent !== undefined)
      throw new ApiError(-1106, "Parameter 'timeInForce' sent when not required.");
    return 'GTC';
  }
  if (sent === undefined) throw missingParameter('timeInForce');
  if (sent === 'GTC' || sent === 'IOC' || sent === 'FOK') return sent;
  throw new ApiError(-1115, 'Invalid timeInForce.');
}

function parse(request: AccountRequest): SpotRequest {
  const { params } = request;
  const side = sideOf(params);
  const type = typeOf(params);
  const timeInForce = timeInForceOf(params, type);
  const clientOrderId = params.text('newClientOrderId') ?? generatedId(request, 'spot');
  if (!CLIENT_ID.test(clientOrderId)) {
    throw new ApiError(
      -1100,
      "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'.",
    );
  }
  const quoteOrderQty = params.decimal('quoteOrderQty') ?? 0n;
  const isMarket = type === 'MARKET';
  if (!isMarket && quoteOrderQty > 0n)
    throw new ApiError(-1106, "Parameter 'quoteOrderQty' sent when not required.");
  if (isMarket && params.text('price') !== undefined) {
    throw new ApiError(-1106, "Parameter 'price' sent when not required.");
  }
  const qty =
    isMarket && quoteOrderQty > 0n
      ? (params.decimal('quantity') ?? 0n)
      : params.requiredDecimal('quantity');
  if (isMarket && qty > 0n && quoteOrderQty > 0n) {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  const price = isMarket ? 0n : params.requiredDecimal('price');
  return { side, type, timeInForce, price, qty, quoteOrderQty, clientOrderId };
}

/** Fields every answer about an order shares. */
function shared(order: Order): Record<string, unknown> {
  return {
    price: formatFixed(order.price),
    origQty: formatFixed(order.origQty),
    executedQty: formatFixed(order.executedQty),
    origQuoteOrderQty: formatFixed(order.origQuoteOrderQty),
    cummulativeQuoteQty: formatFixed(order.cumQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

function orderRow(order: Order): Record<string, unknown> {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    ...shared(order),
    stopPrice: '0.00000000',
    icebergQty: '0.00000000',
    time: order.createdAt,
    updateTime: order.updatedAt,
    isWorking: true,
    workingTime: order.createdAt,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
}

function placed(
  order: Order,
  trades: readonly Trade[],
  responseType: string,
): Record<string, unknown> {
  const acknowledged = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    transactTime: order.createdAt,
  };
  if (responseType === 'ACK') return acknowledged;
  const result = {
    ...acknowledged,
    ...shared(order),
    workingTime: order.createdAt,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
  if (responseType === 'RESULT') return result;
  return {
    ...result,
    fills: trades.map((trade) => ({
      price: formatFixed(trade.price),
      qty: formatFixed(trade.qty),
      commission: formatFixed(trade.commission),
      commissionAsset: trade.commissionAsset,
      tradeId: trade.id,
    })),
  };
}

function placeOrder(request: AccountRequest): unknown {
  const { state, view, now, params } = request;
  const rules = rulesFor(params);
  const asked = parse(request);
  checkSpot(state, view, rules, asked);
  const { order, trades } = placeSpot(state, view, rules, asked, now);
  noteDuplicate(request, 'spot', asked.clientOrderId);
  // The first fill of an order gives its count back (reference B2).
  if (trades.length > 0) countOrders(state.account, 'spot', -1, now);
  const fallback = order.type === 'LIMIT_MAKER' ? 'ACK' : 'FULL';
  return placed(order, trades, params.text('newOrderRespType') ?? fallback);
}

function testOrder(request: AccountRequest): unknown {
  const rules = rulesFor(request.params);
  checkSpot(request.state, request.view, rules, parse(request));
  return {};
}

function queryOrder(request: AccountRequest): unknown {
  const found = findOrder(request, 'spot', rulesFor(request.params).symbol);
  if (found === undefined) throw new ApiError(-2013, 'Order does not exist.');
  return orderRow(found);
}

function cancelled(order: Order, cancelId: string, at: number): Record<string, unknown> {
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: cancelId,
    transactTime: at,
    ...shared(order),
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
}

function cancelOrder(request: AccountRequest): unknown {
  const rules = rulesFor(request.params);
  const order = restingOrder(request, 'spot', rules.symbol);
  const restriction = request.params.text('cancelRestrictions');
  if (
    (restriction === 'ONLY_NEW' && order.status !== 'NEW') ||
    (restriction === 'ONLY_PARTIALLY_FILLED' && order.status !== 'PARTIALLY_FILLED')
  ) {
    throw new ApiError(-2011, 'Order was not canceled due to cancel restrictions.');
  }
  cancelSpot(request.state, rules, order, request.now);
  const cancelId =
    request.params.text('newClientOrderId') ?? `cancel_${order.orderId.toString(36)}`;
  return cancelled(order, cancelId, request.now);
}

function cancelAll(request: AccountRequest): unknown {
  const rules = rulesFor(request.params);
  const resting = openOrders(request.state, 'spot', rules.symbol);
  if (resting.length === 0) throw new ApiError(-2011, 'Unknown order sent.');
  return resting.map((order) => {
    cancelSpot(request.state, rules, order, request.now);
    return cancelled(order, `cancel_${order.orderId.toString(36)}`, request.now);
  });
}

function allOrders(request: AccountRequest): unknown {
  const { params, state, store } = request;
  return store
    .orders(state.account.id, 'spot', {
      symbol: rulesFor(params).symbol,
      fromId: params.integer('orderId'),
      startTime: params.integer('startTime'),
      endTime: params.integer('endTime'),
      limit: params.limit(500, 1000),
    })
    .map(orderRow);
}

function myTrades(request: AccountRequest): unknown {
  const { params, state, store } = request;
  return store
    .trades(state.account.id, 'spot', {
      symbol: rulesFor(params).symbol,
      fromId: params.integer('fromId'),
      startTime: params.integer('startTime'),
      endTime: params.integer('endTime'),
      orderId: params.integer('orderId'),
      limit: params.limit(500, 1000),
    })
    .map((trade) => ({
      symbol: trade.symbol,
      id: trade.id,
      orderId: trade.orderId,
      orderListId: -1,
      price: formatFixed(trade.price),
      qty: formatFixed(trade.qty),
      quoteQty: formatFixed(trade.quoteQty),
      commission: formatFixed(trade.commission),
      commissionAsset: trade.commissionAsset,
      time: trade.time,
      isBuyer: trade.side === 'BUY',
      isMaker: trade.isMaker,
      isBestMatch: true,
    }));
}

function account({ state, params }: AccountRequest): unknown {
  const held = state.account;
  const omitZero = params.flag('omitZeroBalances');
  const rate = { maker: formatFixed(FEES.spot.maker), taker: formatFixed(FEES.spot.taker) };
  return {
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { ...rate, buyer: '0.00000000', seller: '0.00000000' },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: held.updatedAt,
    accountType: 'SPOT',
    balances: Object.entries(held.spot)
      .filter(([, balance]) => !omitZero || balance.free + balance.locked > 0n)
      .map(([asset, balance]) => ({
        asset,
        free: formatFixed(balance.free),
        locked: formatFixed(balance.locked),
      })),
    permissions: ['SPOT'],
    uid: held.uid,
  };
}

function commission({ params }: AccountRequest): unknown {
  const none = {
    maker: '0.00000000',
    taker: '0.00000000',
    buyer: '0.00000000',
    seller: '0.00000000',
  };
  return {
    symbol: rulesFor(params).symbol,
    standardCommission: {
      ...none,
      maker: formatFixed(FEES.spot.maker),
      taker: formatFixed(FEES.spot.taker),
    },
    specialCommission: none,
    taxCommission: none,
    discount: {
      enabledForAccount: false,
      enabledForSymbol: false,
      discountAsset: 'BNB',
      discount: '0.75000000',
    },
  };
}

function orderCounts({ state, now }: AccountRequest): unknown {
  countOrders(state.account, 'spot', 0, now);
  return ORDER_LIMITS.spot.map((rule) => ({
    rateLimitType: 'ORDERS',
    interval: rule.name === 'spot10s' ? 'SECOND' : 'DAY',
    intervalNum: rule.name === 'spot10s' ? 10 : 1,
    limit: rule.limit,
    count: state.account.orderCounts[rule.name].used,
  }));
}

const base = { pool: 'spot', security: 'signed' } as const;

/** Signed spot routes with the weights of reference B3. */
export const spotAccountRoutes: readonly AccountRoute[] = [
  {
    ...base,
    method: 'POST',
    path: '/api/v3/order',
    weight: 1,
    freeOnSuccess: true,
    places: 'spot',
    handle: placeOrder,
  },
  { ...base, method: 'POST', path: '/api/v3/order/test', weight: 1, handle: testOrder },
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
  { ...base, method: 'GET', path: '/api/v3/allOrders', weight: 20, handle: allOrders },
  { ...base, method: 'GET', path: '/api/v3/account', weight: 20, handle: account },
  {
    ...base,
    method: 'GET',
    path: '/api/v3/myTrades',
    weight: (params) => (params.text('orderId') === undefined ? 20 : 5),
    handle: myTrades,
  },
  { ...base, method: 'GET', path: '/api/v3/rateLimit/order', weight: 40, handle: orderCounts },
  { ...base, method: 'GET', path: '/api/v3/account/commission', weight: 20, handle: commission },
  {
    ...base,
    method: 'GET',
    path: '/sapi/v1/account/apiRestrictions',
    weight: 1,
    handle: ({ state }) => ({
      ipRestrict: true,
      createTime: state.account.createdAt,
      enableReading: true,
      enableWithdrawals: false,
      enableInternalTransfer: false,
      enableMargin: false,
      enableFutures: true,
      permitsUniversalTransfer: false,
      enableVanillaOptions: false,
      enableFixApiTrade: false,
      enableFixReadOnly: false,
      enableSpotAndMarginTrading: true,
      enablePortfolioMarginTrading: false,
    }),
  },
];
