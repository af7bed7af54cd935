import { formatFixed, multiply } from '../../engine/decimal';
import { ApiError } from '../../engine/errors';
import type { Account } from '../../engine/model';
import type { PreventedMatch } from '../../engine/spot-details';
import { BNB_DISCOUNT, spotRates } from '../../engine/spot-fees';
import { SPOT_EXCHANGE_RULES } from '../../engine/symbols';
import { countOrders, ORDER_LIMITS } from '../limits';
import type { Params } from '../params';
import type { AccountRequest, AccountRoute } from '../route';
import { findOrder } from './order-lookup';
import { orderRow } from './spot-answers';
import { exchangeFilterRows, filterRows, spotRateLimits } from './spot-symbols';
import { rulesFor } from './spot-request';

const DAY_MS = 86_400_000;

/** Start and end of a query; -1127 when they are more than a day apart (reference F2). */
function windowOf(params: Params): {
  startTime?: number | undefined;
  endTime?: number | undefined;
} {
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  if (startTime !== undefined && endTime !== undefined) {
    if (endTime < startTime) {
      throw new ApiError(-1128, 'Combination of optional parameters invalid.');
    }
    if (endTime - startTime > DAY_MS) {
      throw new ApiError(
        -1127,
        'Lookup interval is too big. More than 24 hours between startTime and endTime.',
      );
    }
  }
  return { startTime, endTime };
}

function allOrders(request: AccountRequest): unknown {
  const { params, state, store } = request;
  return store
    .orders(state.account.id, 'spot', {
      symbol: rulesFor(params).symbol,
      fromId: params.integer('orderId'),
      ...windowOf(params),
      limit: params.limit(500, 1000),
    })
    .map(orderRow);
}

const hasWindow = (params: Params): boolean =>
  params.text('startTime') !== undefined || params.text('endTime') !== undefined;

function myTrades(request: AccountRequest): unknown {
  const { params, state, store } = request;
  if (params.text('fromId') !== undefined && hasWindow(params)) {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  return store
    .trades(state.account.id, 'spot', {
      symbol: rulesFor(params).symbol,
      fromId: params.integer('fromId'),
      ...windowOf(params),
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

const NO_RATES = {
  maker: '0.00000000',
  taker: '0.00000000',
  buyer: '0.00000000',
  seller: '0.00000000',
};

function rateTexts(held: Account): { maker: string; taker: string } {
  const { maker, taker } = spotRates(held);
  return { maker: formatFixed(maker), taker: formatFixed(taker) };
}

function discountOf(held: Account): Record<string, unknown> {
  return {
    enabledForAccount: held.bnbFees?.spot ?? false,
    enabledForSymbol: true,
    discountAsset: 'BNB',
    discount: formatFixed(BNB_DISCOUNT),
  };
}

function account({ state, params }: AccountRequest): unknown {
  const held = state.account;
  const omitZero = params.flag('omitZeroBalances');
  const { maker, taker } = spotRates(held);
  const basisPoints = (rate: bigint): number => Number(multiply(rate, 1_000_000_000_000n)) / 1e8;
  return {
    makerCommission: basisPoints(maker),
    takerCommission: basisPoints(taker),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { ...NO_RATES, ...rateTexts(held) },
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

function commission({ state, params }: AccountRequest): unknown {
  return {
    symbol: rulesFor(params).symbol,
    standardCommission: { ...NO_RATES, ...rateTexts(state.account) },
    specialCommission: NO_RATES,
    taxCommission: NO_RATES,
    discount: discountOf(state.account),
  };
}

/** Rates of order/test with computeCommissionRates. */
export function commissionPreview({ state }: AccountRequest): unknown {
  const none = { maker: NO_RATES.maker, taker: NO_RATES.taker };
  return {
    standardCommissionForOrder: rateTexts(state.account),
    specialCommissionForOrder: none,
    taxCommissionForOrder: none,
    discount: discountOf(state.account),
  };
}

function preventedRow(symbol: string, row: PreventedMatch): Record<string, unknown> {
  return {
    symbol,
    preventedMatchId: row.preventedMatchId,
    takerOrderId: row.takerOrderId,
    makerSymbol: symbol,
    makerOrderId: row.makerOrderId,
    tradeGroupId: -1,
    selfTradePreventionMode: row.selfTradePreventionMode,
    price: formatFixed(row.price),
    ...(row.takerPreventedQty > 0n
      ? { takerPreventedQuantity: formatFixed(row.takerPreventedQty) }
      : {}),
    ...(row.makerPreventedQty > 0n
      ? { makerPreventedQuantity: formatFixed(row.makerPreventedQty) }
      : {}),
    transactTime: row.time,
  };
}

/** By order or by match; every match is told by the order that took part in it. */
function preventedMatches(request: AccountRequest): unknown {
  const { params, state, store } = request;
  const { symbol } = rulesFor(params);
  const id = params.integer('preventedMatchId');
  const orderId = params.text('orderId');
  if (id === undefined && orderId === undefined) {
    throw new ApiError(
      -1102,
      "Param 'preventedMatchId' or 'orderId' must be sent, but both were empty/null!",
    );
  }
  const limit = params.limit(500, 1000);
  const orders =
    orderId === undefined
      ? store.orders(state.account.id, 'spot', { symbol, limit: Number.MAX_SAFE_INTEGER })
      : [findOrder(request, 'spot', symbol)];
  const from = params.integer('fromPreventedMatchId') ?? 0;
  const found = new Map<number, PreventedMatch>();
  for (const order of orders) {
    for (const row of order?.spot?.preventions ?? []) {
      if (id === undefined ? row.preventedMatchId >= from : row.preventedMatchId === id) {
        found.set(row.preventedMatchId, row);
      }
    }
  }
  return [...found.values()].slice(0, limit).map((row) => preventedRow(symbol, row));
}

function myFilters({ params }: AccountRequest): unknown {
  return {
    exchangeFilters: exchangeFilterRows(SPOT_EXCHANGE_RULES),
    symbolFilters: filterRows(rulesFor(params)),
    assetFilters: [],
    rateLimits: spotRateLimits(),
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

/** Signed spot routes besides orders, with the weights of reference B3. */
export const spotAccountRoutes: readonly AccountRoute[] = [
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
    path: '/api/v3/myPreventedMatches',
    weight: (params) => (params.text('preventedMatchId') === undefined ? 20 : 2),
    handle: preventedMatches,
  },
  { ...base, method: 'GET', path: '/api/v3/myFilters', weight: 40, handle: myFilters },
];
