import type { Market } from '../../../model/terms';
import type { RestRequest } from '../client';

type Params = RestRequest['params'];
type Weight = number | ((params: Params) => number);

/** How many orders a request counts, by the length of the window (reference B2, B4). */
export interface OrderCount {
  /** In windows of ten seconds and less. */
  short: number;
  /** In windows of a minute and more. */
  long: number;
}

/** What a request takes from the pools of the machine and of the account. */
export interface RequestCost {
  weight: number;
  /** The exchange takes the weight only when the request fails (spot orders, reference B2). */
  freeOnSuccess: boolean;
  /** Pools of their own, counted in requests; null for the ordinary one. */
  pool: 'funding' | 'futuresData' | null;
  orders: OrderCount;
  /** False when the path is not in the table. */
  known: boolean;
}

interface Row {
  market: Market;
  method: RestRequest['method'];
  path: string;
  weight: Weight;
  freeOnSuccess?: true;
  pool?: 'funding' | 'futuresData';
  orders?: OrderCount | ((params: Params) => OrderCount);
}

const ONE: OrderCount = { short: 1, long: 1 };
const NONE: OrderCount = { short: 0, long: 0 };
/** A path that is not in the table costs as much as a dear one. */
const UNKNOWN_PATH_WEIGHT = 50;

const bySymbol =
  (one: number, all: number) =>
  (params: Params): number =>
    'symbol' in params ? one : all;

/** Weight by `limit`: the first step whose end is not below it. */
const byLimit =
  (otherwise: number, steps: readonly (readonly [upTo: number, weight: number])[]) =>
  (params: Params): number => {
    const limit = Number(params['limit'] ?? otherwise);
    const step = steps.find(([upTo]) => limit <= upTo) ?? steps[steps.length - 1];
    return step?.[1] ?? UNKNOWN_PATH_WEIGHT;
  };

/** Weight by how many symbols are asked for: one, up to 20, up to 100, more or all. */
const byCount =
  (upTo20: number, upTo100: number, all: number) =>
  (params: Params): number => {
    if ('symbol' in params) return upTo20;
    const count = symbolsOf(params);
    if (count === 0 || count > 100) return all;
    return count <= 20 ? upTo20 : upTo100;
  };

const perSymbol =
  (each: number, most: number) =>
  (params: Params): number =>
    Math.min(most, each * Math.max(1, symbolsOf(params)));

function symbolsOf(params: Params): number {
  const list = params['symbols'];
  return list === undefined ? 0 : list.split(',').length;
}

const FUTURES_CANDLES = byLimit(500, [
  [99, 1],
  [499, 2],
  [1000, 5],
  [Infinity, 10],
]);

const spot = (
  method: RestRequest['method'],
  path: string,
  weight: Weight,
  more: Partial<Row> = {},
): Row => ({ market: 'spot', method, path: `api/v3/${path}`, weight, ...more });

const usdm = (
  method: RestRequest['method'],
  path: string,
  weight: Weight,
  more: Partial<Row> = {},
): Row => ({ market: 'usdm', method, path: `fapi/${path}`, weight, ...more });

/** Statistics cost no weight; they have a pool of requests of their own (reference B2). */
const futuresData = (name: string): Row => ({
  market: 'usdm',
  method: 'GET',
  path: `futures/data/${name}`,
  weight: 0,
  pool: 'futuresData',
});

const FREE = { freeOnSuccess: true } as const;

/** Every request that this project knows, with its weight (reference B3 and B4). */
export const REQUEST_COSTS: readonly Row[] = [
  spot('GET', 'ping', 1),
  spot('GET', 'time', 1),
  spot('GET', 'exchangeInfo', 20),
  spot(
    'GET',
    'depth',
    byLimit(100, [
      [100, 5],
      [500, 25],
      [1000, 50],
      [Infinity, 250],
    ]),
  ),
  spot('GET', 'klines', 2),
  spot('GET', 'uiKlines', 2),
  spot('GET', 'aggTrades', 4),
  spot('GET', 'trades', 25),
  spot('GET', 'historicalTrades', 25),
  spot('GET', 'avgPrice', 2),
  spot('GET', 'ticker/24hr', byCount(2, 40, 80)),
  spot('GET', 'ticker/price', bySymbol(2, 4)),
  spot('GET', 'ticker/bookTicker', bySymbol(2, 4)),
  spot('GET', 'ticker', perSymbol(4, 200)),
  spot('GET', 'ticker/tradingDay', perSymbol(4, 200)),
  spot('GET', 'referencePrice', 2),
  spot('GET', 'executionRules', bySymbol(2, 40)),
  spot('GET', 'order', 4),
  spot('POST', 'order', 1, { ...FREE, orders: ONE }),
  spot('POST', 'order/test', (params) => (params['computeCommissionRates'] === 'true' ? 20 : 1)),
  spot('DELETE', 'order', 1, FREE),
  spot('POST', 'order/cancelReplace', 1, { ...FREE, orders: ONE }),
  spot('PUT', 'order/amend/keepPriority', 4),
  spot('GET', 'order/amendments', 4),
  spot('GET', 'openOrders', bySymbol(6, 80)),
  spot('DELETE', 'openOrders', 1, FREE),
  spot('GET', 'allOrders', 20),
  spot('GET', 'account', 20),
  spot('GET', 'myTrades', (params) => ('orderId' in params ? 5 : 20)),
  spot('GET', 'rateLimit/order', 40),
  spot('GET', 'account/commission', 20),
  spot('GET', 'myFilters', 40),
  spot('GET', 'myPreventedMatches', (params) => ('preventedMatchId' in params ? 2 : 20)),
  // The wallet's routes have pools of their own, which are wide; one each keeps them in sight.
  { market: 'spot', method: 'GET', path: 'sapi/v1/account/apiRestrictions', weight: 1 },
  { market: 'spot', method: 'GET', path: 'sapi/v1/asset/tradeFee', weight: 1 },
  { market: 'spot', method: 'GET', path: 'sapi/v1/bnbBurn', weight: 1 },
  { market: 'spot', method: 'GET', path: 'sapi/v1/system/status', weight: 1 },

  usdm('GET', 'v1/ping', 1),
  usdm('GET', 'v1/time', 1),
  usdm('GET', 'v1/exchangeInfo', 1),
  usdm(
    'GET',
    'v1/depth',
    byLimit(500, [
      [50, 2],
      [100, 5],
      [500, 10],
      [Infinity, 20],
    ]),
  ),
  usdm('GET', 'v1/klines', FUTURES_CANDLES),
  usdm('GET', 'v1/continuousKlines', FUTURES_CANDLES),
  usdm('GET', 'v1/indexPriceKlines', FUTURES_CANDLES),
  usdm('GET', 'v1/markPriceKlines', FUTURES_CANDLES),
  usdm('GET', 'v1/premiumIndexKlines', FUTURES_CANDLES),
  usdm('GET', 'v1/ticker/24hr', bySymbol(1, 40)),
  usdm('GET', 'v1/ticker/price', bySymbol(1, 2)),
  usdm('GET', 'v2/ticker/price', bySymbol(1, 2)),
  usdm('GET', 'v1/ticker/bookTicker', bySymbol(2, 5)),
  usdm('GET', 'v1/premiumIndex', bySymbol(1, 10)),
  usdm('GET', 'v1/openInterest', 1),
  usdm('GET', 'v1/fundingRate', 0, { pool: 'funding' }),
  usdm('GET', 'v1/fundingInfo', 0, { pool: 'funding' }),
  usdm('GET', 'v1/trades', 5),
  usdm('GET', 'v1/aggTrades', 20),
  usdm('GET', 'v1/historicalTrades', 200),
  usdm('POST', 'v1/order', 0, { orders: ONE }),
  usdm('PUT', 'v1/order', 0, { orders: ONE }),
  usdm('POST', 'v1/order/test', 1),
  usdm('POST', 'v1/batchOrders', 5, { orders: { short: 5, long: 1 } }),
  usdm('PUT', 'v1/batchOrders', 5, { orders: { short: 5, long: 1 } }),
  usdm('DELETE', 'v1/order', 1),
  usdm('DELETE', 'v1/batchOrders', 1),
  usdm('DELETE', 'v1/allOpenOrders', 1),
  usdm('POST', 'v1/countdownCancelAll', 10),
  usdm('GET', 'v1/order', 1),
  usdm('GET', 'v1/openOrder', 1),
  usdm('GET', 'v1/openOrders', bySymbol(1, 40)),
  usdm('GET', 'v1/allOrders', 5),
  usdm('GET', 'v1/orderAmendment', 1),
  usdm('GET', 'v1/userTrades', 5),
  usdm('GET', 'v2/account', 5),
  usdm('GET', 'v3/account', 5),
  usdm('GET', 'v2/balance', 5),
  usdm('GET', 'v3/balance', 5),
  usdm('GET', 'v1/accountConfig', 5),
  usdm('GET', 'v1/symbolConfig', 5),
  // A notice of 2024-09 announced 10 for v2.
  usdm('GET', 'v2/positionRisk', 10),
  usdm('GET', 'v3/positionRisk', 5),
  usdm('GET', 'v1/commissionRate', 20),
  usdm('GET', 'v1/income', 30),
  usdm('GET', 'v1/leverageBracket', 1),
  usdm('GET', 'v1/positionSide/dual', 30),
  usdm('POST', 'v1/positionSide/dual', 1),
  usdm('GET', 'v1/multiAssetsMargin', 30),
  usdm('POST', 'v1/multiAssetsMargin', 1),
  usdm('GET', 'v1/feeBurn', 30),
  usdm('POST', 'v1/feeBurn', 1),
  usdm('POST', 'v1/leverage', 1),
  usdm('POST', 'v1/marginType', 1),
  usdm('POST', 'v1/positionMargin', 1),
  usdm('GET', 'v1/positionMargin/history', 1),
  usdm('GET', 'v1/forceOrders', bySymbol(20, 50)),
  usdm('GET', 'v1/adlQuantile', 5),
  usdm('GET', 'v1/apiTradingStatus', bySymbol(1, 10)),
  usdm('GET', 'v1/rateLimit/order', 1),
  usdm('POST', 'v1/listenKey', 1),
  usdm('PUT', 'v1/listenKey', 1),
  usdm('DELETE', 'v1/listenKey', 1),
  usdm('POST', 'v1/algoOrder', 0, { orders: ONE }),
  usdm('DELETE', 'v1/algoOrder', 1),
  usdm('GET', 'v1/algoOrder', 1),
  usdm('DELETE', 'v1/algoOpenOrders', 1),
  usdm('GET', 'v1/openAlgoOrders', bySymbol(1, 40)),
  usdm('GET', 'v1/allAlgoOrders', 5),
  ...[
    'openInterestHist',
    'globalLongShortAccountRatio',
    'topLongShortAccountRatio',
    'topLongShortPositionRatio',
    'takerlongshortRatio',
    'basis',
  ].map(futuresData),
];

const ROWS: ReadonlyMap<string, Row> = new Map(
  REQUEST_COSTS.map((row) => [`${row.market} ${row.method} ${row.path}`, row]),
);

/** What the request takes. A path that is not in the table costs a cautious weight. */
export function costOf(request: RestRequest): RequestCost {
  const row = ROWS.get(`${request.market} ${request.method} ${request.path}`);
  if (row === undefined) {
    const orders = request.method === 'POST' ? ONE : NONE;
    return {
      weight: UNKNOWN_PATH_WEIGHT,
      freeOnSuccess: false,
      pool: null,
      orders,
      known: false,
    };
  }
  const { weight, orders = NONE } = row;
  return {
    weight: typeof weight === 'number' ? weight : weight(request.params),
    freeOnSuccess: row.freeOnSuccess === true,
    pool: row.pool ?? null,
    orders: typeof orders === 'function' ? orders(request.params) : orders,
    known: true,
  };
}
