import { formatFixed, formatShort } from '../../engine/decimal';
import { ApiError } from '../../engine/errors';
import { FUNDING_CAP, FUNDING_MS, nextFundingAt } from '../../engine/market-view';
import type { UsdmRules } from '../../engine/symbols';
import { USDM_SYMBOLS, usdmRules } from '../../engine/symbols';
import { ORDER_LIMITS, WEIGHT_LIMIT } from '../limits';
import type { Params } from '../params';
import type { PublicRequest, PublicRoute } from '../route';
import {
  bookTicker,
  dayTicker,
  depthLevels,
  klinesOf,
  listedSymbol,
  perSymbol,
  updateId,
} from './market-data';

/** A contract's row of exchangeInfo (live row of 2026-09-15, reference C2). */
function symbolRow(rules: UsdmRules): Record<string, unknown> {
  const qty = (value: bigint): string => formatShort(value);
  return {
    symbol: rules.symbol,
    pair: rules.symbol,
    contractType: 'PERPETUAL',
    deliveryDate: 4133404800000,
    onboardDate: 1567965300000,
    status: 'TRADING',
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: rules.baseAsset,
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    pricePrecision: rules.pricePrecision,
    quantityPrecision: rules.quantityPrecision,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: ['PoW', 'Crypto'],
    triggerProtect: '0.0500',
    liquidationFee: formatFixed(rules.liquidationFee, 6),
    marketTakeBound: '0.05',
    maxMoveOrderLimit: 10000,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: formatFixed(rules.minPrice, 2),
        maxPrice: formatShort(rules.maxPrice),
        tickSize: formatFixed(rules.tickSize, 2),
      },
      {
        filterType: 'LOT_SIZE',
        minQty: qty(rules.minQty),
        maxQty: qty(rules.maxQty),
        stepSize: qty(rules.stepSize),
      },
      {
        filterType: 'MARKET_LOT_SIZE',
        minQty: qty(rules.minQty),
        maxQty: qty(rules.marketMaxQty),
        stepSize: qty(rules.stepSize),
      },
      { filterType: 'MAX_NUM_ORDERS', limit: rules.maxNumOrders },
      { filterType: 'MIN_NOTIONAL', notional: formatShort(rules.minNotional) },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: formatFixed(rules.multiplierUp, 4),
        multiplierDown: formatFixed(rules.multiplierDown, 4),
        multiplierDecimal: '4',
      },
      { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
    ],
    orderTypes: [
      'LIMIT',
      'MARKET',
      'STOP',
      'STOP_MARKET',
      'TAKE_PROFIT',
      'TAKE_PROFIT_MARKET',
      'TRAILING_STOP_MARKET',
    ],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
    permissionSets: ['GRID', 'COPY', 'DCA', 'PSB'],
  };
}

function exchangeInfo({ now }: PublicRequest): unknown {
  return {
    timezone: 'UTC',
    serverTime: now,
    futuresType: 'U_MARGINED',
    rateLimits: [
      {
        rateLimitType: 'REQUEST_WEIGHT',
        interval: 'MINUTE',
        intervalNum: 1,
        limit: WEIGHT_LIMIT.usdm,
      },
      {
        rateLimitType: 'ORDERS',
        interval: 'MINUTE',
        intervalNum: 1,
        limit: ORDER_LIMITS.usdm[1].limit,
      },
      {
        rateLimitType: 'ORDERS',
        interval: 'SECOND',
        intervalNum: 10,
        limit: ORDER_LIMITS.usdm[0].limit,
      },
    ],
    exchangeFilters: [],
    assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' }],
    symbols: USDM_SYMBOLS.flatMap((symbol) => {
      const rules = usdmRules(symbol);
      return rules === undefined ? [] : [symbolRow(rules)];
    }),
  };
}

function depth(request: PublicRequest): unknown {
  const symbol = listedSymbol(request.params, 'usdm');
  const limit = request.params.integer('limit') ?? 500;
  if (limit > 1000) throw new ApiError(-1130, "Data sent for parameter 'limit' is not valid.");
  if (![5, 10, 20, 50, 100, 500, 1000].includes(limit)) {
    throw new ApiError(-4021, `${limit} is not valid depth limit`);
  }
  const { now } = request;
  return {
    lastUpdateId: updateId(request),
    E: now,
    T: now,
    ...depthLevels(request, symbol, 'usdm', limit),
  };
}

function depthWeight(params: Params): number {
  const limit = params.integer('limit') ?? 500;
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
}

function klinesWeight(params: Params): number {
  const limit = params.integer('limit') ?? 500;
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
}

function premiumIndex(request: PublicRequest): unknown {
  const { view } = request;
  return perSymbol(request, 'usdm', (symbol) => ({
    symbol,
    markPrice: formatFixed(view.mark(symbol)),
    indexPrice: formatFixed(view.last(symbol, 'spot')),
    estimatedSettlePrice: formatFixed(view.last(symbol, 'spot')),
    lastFundingRate: formatFixed(view.predictedRate(symbol)),
    interestRate: '0.00010000',
    nextFundingTime: nextFundingAt(view.at),
    time: request.now,
  }));
}

/** Settlements up to now, ascending; without times the latest 200 at most (reference H). */
function fundingRate({ params, view }: PublicRequest): unknown {
  const symbols =
    params.text('symbol') === undefined ? USDM_SYMBOLS : [listedSymbol(params, 'usdm')];
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  const limit = params.limit(100, 1000);
  const newest = nextFundingAt(Math.min(view.at, endTime ?? view.at)) - FUNDING_MS;
  const oldest = nextFundingAt(view.feed.firstAt);
  const first =
    startTime === undefined
      ? newest - (Math.min(limit, 200) - 1) * FUNDING_MS
      : Math.ceil(startTime / FUNDING_MS) * FUNDING_MS;
  const rows: unknown[] = [];
  for (let at = Math.max(first, oldest); at <= newest && rows.length < limit; at += FUNDING_MS) {
    for (const symbol of symbols) {
      rows.push({
        symbol,
        fundingTime: at,
        fundingRate: formatFixed(view.settledRate(symbol, at)),
        markPrice: formatFixed(view.mark(symbol, at)),
        rateType: 'Regular',
      });
    }
  }
  return rows;
}

const fundingInfo = (): unknown =>
  USDM_SYMBOLS.map((symbol) => ({
    symbol,
    adjustedFundingRateCap: FUNDING_CAP.toFixed(5),
    adjustedFundingRateFloor: (-FUNDING_CAP).toFixed(5),
    fundingIntervalHours: FUNDING_MS / 3_600_000,
    disclaimer: true,
    updateTime: null,
  }));

const single = (params: Params, one: number, all: number): number =>
  params.text('symbol') === undefined ? all : one;

const base = { method: 'GET', pool: 'usdm', security: 'public' } as const;

function lastPrice(request: PublicRequest): unknown {
  return perSymbol(request, 'usdm', (symbol) => ({
    symbol,
    price: formatFixed(request.view.last(symbol, 'usdm'), 2),
    time: request.now,
  }));
}

/** Keyless USD-M routes with the weights of reference B4. */
export const usdmPublicRoutes: readonly PublicRoute[] = [
  { ...base, path: '/fapi/v1/ping', weight: 1, handle: () => ({}) },
  { ...base, path: '/fapi/v1/time', weight: 1, handle: ({ now }) => ({ serverTime: now }) },
  { ...base, path: '/fapi/v1/exchangeInfo', weight: 1, handle: exchangeInfo },
  { ...base, path: '/fapi/v1/depth', weight: depthWeight, handle: depth },
  {
    ...base,
    path: '/fapi/v1/klines',
    weight: klinesWeight,
    handle: (request) => klinesOf(request, 'usdm', 1500),
  },
  {
    ...base,
    path: '/fapi/v1/markPriceKlines',
    weight: klinesWeight,
    handle: (request) => klinesOf(request, 'usdm', 1500, true),
  },
  {
    ...base,
    path: '/fapi/v1/premiumIndex',
    weight: (params) => single(params, 1, 10),
    handle: premiumIndex,
  },
  { ...base, path: '/fapi/v1/fundingRate', pool: 'funding', weight: 1, handle: fundingRate },
  { ...base, path: '/fapi/v1/fundingInfo', pool: 'funding', weight: 1, handle: fundingInfo },
  {
    ...base,
    path: '/fapi/v1/ticker/price',
    weight: (params) => single(params, 1, 2),
    handle: lastPrice,
  },
  {
    ...base,
    path: '/fapi/v2/ticker/price',
    weight: (params) => single(params, 1, 2),
    handle: lastPrice,
  },
  {
    ...base,
    path: '/fapi/v1/ticker/bookTicker',
    weight: (params) => single(params, 2, 5),
    handle: (request) =>
      perSymbol(request, 'usdm', (symbol) => ({
        ...bookTicker(request, symbol, 'usdm'),
        time: request.now,
        lastUpdateId: updateId(request),
      })),
  },
  {
    ...base,
    path: '/fapi/v1/ticker/24hr',
    weight: (params) => single(params, 1, 40),
    handle: (request) => perSymbol(request, 'usdm', (symbol) => dayTicker(request, symbol, 'usdm')),
  },
];
