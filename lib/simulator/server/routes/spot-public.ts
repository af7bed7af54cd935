import { formatFixed, formatShort } from '../../engine/decimal';
import { invalidSymbol, missingParameter } from '../../engine/errors';
import type { SpotRules } from '../../engine/symbols';
import { SPOT_SYMBOLS, spotRules } from '../../engine/symbols';
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

const full = (value: bigint): string => formatFixed(value);

/** A symbol's row of exchangeInfo, keys and encodings of reference C1. */
function symbolRow(rules: SpotRules): Record<string, unknown> {
  return {
    symbol: rules.symbol,
    status: 'TRADING',
    baseAsset: rules.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: rules.quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    amendAllowed: false,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: full(rules.minPrice),
        maxPrice: full(rules.maxPrice),
        tickSize: full(rules.tickSize),
      },
      {
        filterType: 'LOT_SIZE',
        minQty: full(rules.minQty),
        maxQty: full(rules.maxQty),
        stepSize: full(rules.stepSize),
      },
      { filterType: 'ICEBERG_PARTS', limit: 100 },
      {
        filterType: 'MARKET_LOT_SIZE',
        minQty: full(0n),
        maxQty: full(rules.marketMaxQty),
        stepSize: full(0n),
      },
      {
        filterType: 'TRAILING_DELTA',
        minTrailingAboveDelta: 10,
        maxTrailingAboveDelta: 2000,
        minTrailingBelowDelta: 10,
        maxTrailingBelowDelta: 2000,
      },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: formatShort(rules.multiplierUp),
        bidMultiplierDown: formatShort(rules.multiplierDown),
        askMultiplierUp: formatShort(rules.multiplierUp),
        askMultiplierDown: formatShort(rules.multiplierDown),
        avgPriceMins: rules.avgPriceMins,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: full(rules.minNotional),
        applyMinToMarket: true,
        maxNotional: full(rules.maxNotional),
        applyMaxToMarket: false,
        avgPriceMins: rules.avgPriceMins,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: rules.maxNumOrders },
      { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 20 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
      { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 10 },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: [
      'EXPIRE_TAKER',
      'EXPIRE_MAKER',
      'EXPIRE_BOTH',
      'DECREMENT',
      'TRANSFER',
    ],
  };
}

function wantedSymbols(params: Params): readonly string[] {
  const one = params.text('symbol');
  const many = params.text('symbols');
  if (one !== undefined) return [one];
  if (many === undefined) return SPOT_SYMBOLS;
  let parsed: unknown;
  try {
    parsed = JSON.parse(many);
  } catch {
    throw missingParameter('symbols');
  }
  if (!Array.isArray(parsed)) throw missingParameter('symbols');
  return parsed.map(String);
}

function exchangeInfo({ params, now }: PublicRequest): unknown {
  const symbols = wantedSymbols(params).map((symbol) => {
    const rules = spotRules(symbol);
    if (rules === undefined) throw invalidSymbol();
    return symbolRow(rules);
  });
  return {
    timezone: 'UTC',
    serverTime: now,
    rateLimits: [
      {
        rateLimitType: 'REQUEST_WEIGHT',
        interval: 'MINUTE',
        intervalNum: 1,
        limit: WEIGHT_LIMIT.spot,
      },
      {
        rateLimitType: 'ORDERS',
        interval: 'SECOND',
        intervalNum: 10,
        limit: ORDER_LIMITS.spot[0].limit,
      },
      {
        rateLimitType: 'ORDERS',
        interval: 'DAY',
        intervalNum: 1,
        limit: ORDER_LIMITS.spot[1].limit,
      },
      { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
    ],
    exchangeFilters: [],
    symbols,
  };
}

function depth(request: PublicRequest): unknown {
  const symbol = listedSymbol(request.params, 'spot');
  const limit = request.params.limit(100, 5000);
  return { lastUpdateId: updateId(request), ...depthLevels(request, symbol, 'spot', limit) };
}

function depthWeight(params: Params): number {
  const limit = params.integer('limit') ?? 100;
  if (limit <= 100) return 5;
  if (limit <= 500) return 25;
  return limit <= 1000 ? 50 : 250;
}

const single = (params: Params, one: number, all: number): number =>
  params.text('symbol') === undefined ? all : one;

const base = { method: 'GET', pool: 'spot', security: 'public' } as const;

/** Keyless spot routes with the weights of reference B3. */
export const spotPublicRoutes: readonly PublicRoute[] = [
  { ...base, path: '/api/v3/ping', weight: 1, handle: () => ({}) },
  { ...base, path: '/api/v3/time', weight: 1, handle: ({ now }) => ({ serverTime: now }) },
  { ...base, path: '/api/v3/exchangeInfo', weight: 20, handle: exchangeInfo },
  { ...base, path: '/api/v3/depth', weight: depthWeight, handle: depth },
  {
    ...base,
    path: '/api/v3/klines',
    weight: 2,
    handle: (request) => klinesOf(request, 'spot', 1000),
  },
  {
    ...base,
    path: '/api/v3/uiKlines',
    weight: 2,
    handle: (request) => klinesOf(request, 'spot', 1000),
  },
  {
    ...base,
    path: '/api/v3/avgPrice',
    weight: 2,
    handle: ({ params, view }) => ({
      mins: 5,
      price: formatFixed(view.averagePrice(listedSymbol(params, 'spot'), 5)),
      closeTime: view.at - (view.at % 60_000) - 1,
    }),
  },
  {
    ...base,
    path: '/api/v3/ticker/price',
    weight: (params) => single(params, 2, 4),
    handle: (request) =>
      perSymbol(request, 'spot', (symbol) => ({
        symbol,
        price: full(request.view.last(symbol, 'spot')),
      })),
  },
  {
    ...base,
    path: '/api/v3/ticker/bookTicker',
    weight: (params) => single(params, 2, 4),
    handle: (request) =>
      perSymbol(request, 'spot', (symbol) => bookTicker(request, symbol, 'spot')),
  },
  {
    ...base,
    path: '/api/v3/ticker/24hr',
    weight: (params) => single(params, 2, 80),
    handle: (request) => perSymbol(request, 'spot', (symbol) => dayTicker(request, symbol, 'spot')),
  },
];
