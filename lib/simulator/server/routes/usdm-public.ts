import { formatFixed, formatShort } from '../../engine/decimal';
import { ApiError } from '../../engine/errors';
import { FUNDING_GRID_MS, fundingHoursOf, nextSettlementAt } from '../../engine/funding';
import { FUNDING_CAP } from '../../engine/market-view';
import type { UsdmRules } from '../../engine/symbols';
import { ORDER_LIMITS, WEIGHT_LIMIT } from '../limits';
import { Params } from '../params';
import type { PublicRequest, PublicRoute } from '../route';
import { bookTicker, dayTicker, depthLevels, klinesOf, updateId } from './market-data';
import { aggTradeRows, tradeRows } from './market-trades';
import { contractOf, contractsOf, perContract } from './usdm-request';
import { priceText } from './usdm-rows';

/** Answers for one contract as an object, for none as an array over all. */
function perSymbol(
  request: PublicRequest,
  row: (symbol: string) => Record<string, unknown>,
): unknown {
  const rows = contractsOf(request).map((rules) => row(rules.symbol));
  return request.params.text('symbol') === undefined ? rows : rows[0];
}

/** A contract's row of exchangeInfo (live row of 2026-09-15, reference C2). */
function symbolRow(rules: UsdmRules): Record<string, unknown> {
  const qty = (value: bigint): string => formatShort(value);
  return {
    symbol: rules.symbol,
    pair: rules.symbol,
    contractType: 'PERPETUAL',
    deliveryDate: 4133404800000,
    onboardDate: 1567965300000,
    status: rules.status ?? 'TRADING',
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: rules.baseAsset,
    quoteAsset: rules.marginAsset,
    marginAsset: rules.marginAsset,
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
        minPrice: formatFixed(rules.minPrice, rules.pricePrecision),
        maxPrice: formatShort(rules.maxPrice),
        tickSize: formatFixed(rules.tickSize, rules.pricePrecision),
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
      {
        filterType: 'POSITION_RISK_CONTROL',
        positionControlSide: rules.positionControlSide ?? 'NONE',
      },
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

const NONE = new Params(new URLSearchParams());

/** The assets the listed contracts are margined in. */
function marginAssets(view: PublicRequest['view']): Record<string, unknown>[] {
  const used = new Set(contractsOf({ params: NONE, view }).map((rules) => rules.marginAsset));
  return [...used].map((asset) => ({
    asset,
    marginAvailable: true,
    autoAssetExchange: '-10000',
  }));
}

function exchangeInfo({ now, view }: PublicRequest): unknown {
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
    assets: marginAssets(view),
    // The symbol parameter is ignored, as the exchange does (reference B4).
    symbols: contractsOf({ params: NONE, view }).map(symbolRow),
  };
}

function depth(request: PublicRequest): unknown {
  const symbol = contractOf(request).symbol;
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
  return perSymbol(request, (symbol) => {
    const hours = fundingHoursOf(symbol);
    return {
      symbol,
      markPrice: formatFixed(view.mark(symbol)),
      indexPrice: formatFixed(view.last(symbol, 'spot')),
      estimatedSettlePrice: formatFixed(view.last(symbol, 'spot')),
      lastFundingRate: formatFixed(view.predictedRate(symbol, hours * FUNDING_GRID_MS)),
      interestRate: '0.00010000',
      nextFundingTime: nextSettlementAt(view.at, hours),
      time: request.now,
    };
  });
}

/** Settlements of one contract up to now, ascending; without times the latest 200 at most (reference H). */
function settlementsOf(request: PublicRequest, symbol: string, limit: number): FundingRow[] {
  const { params, view } = request;
  const interval = fundingHoursOf(symbol) * FUNDING_GRID_MS;
  const startTime = params.integer('startTime');
  const endTime = Math.min(view.at, params.integer('endTime') ?? view.at);
  const newest = Math.floor(endTime / interval) * interval;
  const oldest = Math.ceil((view.feed.firstAt + 1) / interval) * interval;
  const first =
    startTime === undefined
      ? newest - (Math.min(limit, 200) - 1) * interval
      : Math.ceil(startTime / interval) * interval;
  const rows: FundingRow[] = [];
  for (let at = Math.max(first, oldest); at <= newest && rows.length < limit; at += interval) {
    rows.push({
      symbol,
      fundingTime: at,
      fundingRate: formatFixed(view.settledRate(symbol, at, interval)),
      markPrice: formatFixed(view.mark(symbol, at)),
      rateType: 'Regular',
    });
  }
  return rows;
}

interface FundingRow {
  symbol: string;
  fundingTime: number;
  fundingRate: string;
  markPrice: string;
  rateType: 'Regular';
}

function fundingRate(request: PublicRequest): unknown {
  const limit = request.params.limit(100, 1000);
  return contractsOf(request)
    .flatMap(({ symbol }) => settlementsOf(request, symbol, limit))
    .sort((a, b) => a.fundingTime - b.fundingTime)
    .slice(0, limit);
}

const fundingInfo = ({ view }: PublicRequest): unknown =>
  contractsOf({ params: NONE, view }).map(({ symbol }) => ({
    symbol,
    adjustedFundingRateCap: FUNDING_CAP.toFixed(5),
    adjustedFundingRateFloor: (-FUNDING_CAP).toFixed(5),
    fundingIntervalHours: fundingHoursOf(symbol),
    disclaimer: true,
    updateTime: null,
  }));

const base = { method: 'GET', pool: 'usdm', security: 'public' } as const;

function lastPrice(request: PublicRequest): unknown {
  return perSymbol(request, (symbol) => ({
    symbol,
    price: priceText(symbol, request.view.last(symbol, 'usdm')),
    time: request.now,
  }));
}

function futuresTrades(request: PublicRequest): unknown {
  contractOf(request);
  checkLimit(request);
  return tradeRows(request, 'usdm').map((row) => ({ ...asObject(row), isRPITrade: false }));
}

/** `nq` is the quantity without orders of the retail programme, of which there are none here. */
function futuresAggTrades(request: PublicRequest): unknown {
  contractOf(request);
  checkLimit(request);
  return aggTradeRows(request, 'usdm').map((row) => {
    const fields = asObject(row);
    return { ...fields, nq: fields.q };
  });
}

function asObject(row: unknown): Record<string, unknown> {
  return typeof row === 'object' && row !== null ? { ...row } : {};
}

/** A limit above 1000 is refused and not cut (live answer of 2026-09-15). */
function checkLimit({ params }: PublicRequest): void {
  if ((params.integer('limit') ?? 500) <= 1000) return;
  throw new ApiError(-1130, "Data sent for parameter 'limit' is not valid.");
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
  { ...base, path: '/fapi/v1/trades', weight: 5, handle: (request) => futuresTrades(request) },
  {
    ...base,
    path: '/fapi/v1/historicalTrades',
    weight: 200,
    handle: (request) => futuresTrades(request),
  },
  { ...base, path: '/fapi/v1/aggTrades', weight: 20, handle: futuresAggTrades },
  {
    ...base,
    path: '/fapi/v1/premiumIndex',
    weight: perContract(1, 10),
    handle: premiumIndex,
  },
  { ...base, path: '/fapi/v1/fundingRate', pool: 'funding', weight: 1, handle: fundingRate },
  { ...base, path: '/fapi/v1/fundingInfo', pool: 'funding', weight: 1, handle: fundingInfo },
  {
    ...base,
    path: '/fapi/v1/ticker/price',
    weight: perContract(1, 2),
    handle: lastPrice,
  },
  {
    ...base,
    path: '/fapi/v2/ticker/price',
    weight: perContract(1, 2),
    handle: lastPrice,
  },
  {
    ...base,
    path: '/fapi/v1/ticker/bookTicker',
    weight: perContract(2, 5),
    handle: (request) =>
      perSymbol(request, (symbol) => ({
        ...bookTicker(request, symbol, 'usdm'),
        time: request.now,
        lastUpdateId: updateId(request),
      })),
  },
  {
    ...base,
    path: '/fapi/v1/ticker/24hr',
    weight: perContract(1, 40),
    handle: (request) => perSymbol(request, (symbol) => dayTicker(request, symbol, 'usdm')),
  },
];
