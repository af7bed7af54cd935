import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RestRequest } from '../../../../lib/exchange/binance/client';
import { readUsage } from '../../../../lib/exchange/binance/headers';
import {
  budgetsOf,
  LIMITS_AS_OF_2026,
  readReportedLimits,
} from '../../../../lib/exchange/binance/limits/tables';
import { isUrgent } from '../../../../lib/exchange/binance/limits/urgency';
import { costOf, REQUEST_COSTS } from '../../../../lib/exchange/binance/limits/weights';
import { limitsDocument } from '../../../../scripts/docs/limits';

type Method = RestRequest['method'];

function request(
  method: Method,
  path: string,
  params: Record<string, string> = {},
  priority?: 'urgent' | 'normal',
): RestRequest {
  const market = path.startsWith('api') || path.startsWith('sapi') ? 'spot' : 'usdm';
  return { market, method, path, params, signed: true, ...(priority ? { priority } : {}) };
}

const ONE = { symbol: 'BTCUSDT' };

describe('weights', () => {
  it.each<[Method, string, Record<string, string>, number]>([
    ['GET', 'api/v3/time', {}, 1],
    ['GET', 'api/v3/exchangeInfo', ONE, 20],
    ['GET', 'api/v3/depth', { ...ONE, limit: '5' }, 5],
    ['GET', 'api/v3/depth', { ...ONE, limit: '500' }, 25],
    ['GET', 'api/v3/depth', { ...ONE, limit: '1000' }, 50],
    ['GET', 'api/v3/depth', { ...ONE, limit: '5000' }, 250],
    ['GET', 'api/v3/klines', ONE, 2],
    ['GET', 'api/v3/order', ONE, 4],
    ['GET', 'api/v3/openOrders', ONE, 6],
    ['GET', 'api/v3/openOrders', {}, 80],
    ['GET', 'api/v3/myTrades', ONE, 20],
    ['GET', 'api/v3/myTrades', { ...ONE, orderId: '1' }, 5],
    ['GET', 'api/v3/account', {}, 20],
    ['GET', 'api/v3/rateLimit/order', {}, 40],
    ['GET', 'api/v3/ticker/24hr', {}, 80],
    ['GET', 'api/v3/ticker/24hr', { symbols: '["A","B"]' }, 2],
    ['PUT', 'api/v3/order/amend/keepPriority', ONE, 4],
    ['GET', 'fapi/v1/depth', { ...ONE, limit: '50' }, 2],
    ['GET', 'fapi/v1/depth', { ...ONE, limit: '100' }, 5],
    ['GET', 'fapi/v1/depth', { ...ONE, limit: '1000' }, 20],
    ['GET', 'fapi/v1/klines', { ...ONE, limit: '99' }, 1],
    ['GET', 'fapi/v1/klines', { ...ONE, limit: '100' }, 2],
    ['GET', 'fapi/v1/klines', { ...ONE, limit: '1000' }, 5],
    ['GET', 'fapi/v1/klines', { ...ONE, limit: '1001' }, 10],
    ['GET', 'fapi/v1/openOrders', ONE, 1],
    ['GET', 'fapi/v1/openOrders', {}, 40],
    ['GET', 'fapi/v1/openAlgoOrders', {}, 40],
    ['GET', 'fapi/v1/income', {}, 30],
    ['GET', 'fapi/v1/positionSide/dual', {}, 30],
    ['POST', 'fapi/v1/order', ONE, 0],
    ['PUT', 'fapi/v1/order', ONE, 0],
    ['POST', 'fapi/v1/batchOrders', {}, 5],
    ['DELETE', 'fapi/v1/order', ONE, 1],
    ['POST', 'fapi/v1/algoOrder', ONE, 0],
  ])('%s %s %j weighs %i', (method, path, params, weight) => {
    expect(costOf(request(method, path, params))).toMatchObject({ weight, known: true });
  });

  it.each<[Method, string, { short: number; long: number }]>([
    ['POST', 'api/v3/order', { short: 1, long: 1 }],
    ['POST', 'api/v3/order/cancelReplace', { short: 1, long: 1 }],
    ['PUT', 'api/v3/order/amend/keepPriority', { short: 0, long: 0 }],
    ['DELETE', 'api/v3/order', { short: 0, long: 0 }],
    ['POST', 'fapi/v1/order', { short: 1, long: 1 }],
    ['POST', 'fapi/v1/batchOrders', { short: 5, long: 1 }],
    ['POST', 'fapi/v1/algoOrder', { short: 1, long: 1 }],
    ['DELETE', 'fapi/v1/batchOrders', { short: 0, long: 0 }],
  ])('%s %s counts %j orders', (method, path, orders) => {
    expect(costOf(request(method, path)).orders).toEqual(orders);
  });

  it('asks nothing of the ordinary pool for funding, and is cautious with what it does not know', () => {
    expect(costOf(request('GET', 'fapi/v1/fundingRate'))).toMatchObject({
      weight: 0,
      pool: 'funding',
    });
    expect(costOf(request('GET', 'fapi/v9/new'))).toMatchObject({ weight: 50, known: false });
  });

  it('gives back the weight of spot orders that succeed, and of nothing else', () => {
    const free = REQUEST_COSTS.filter((row) => row.freeOnSuccess === true);
    expect(free.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST api/v3/order',
      'DELETE api/v3/order',
      'POST api/v3/order/cancelReplace',
      'DELETE api/v3/openOrders',
    ]);
  });

  it('knows every path that the gateway names', () => {
    const folder = join(__dirname, '../../../../lib/exchange/binance');
    const text = readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const named = [...text.matchAll(/'((?:api\/v3|fapi\/v[123]|sapi\/v1)\/[A-Za-z0-9/]+)'/g)];
    // The routes of market data are composed of a prefix and a name.
    const composed = [...text.matchAll(/publicRequest\(\s*(?:[a-z.]+|'usdm'),\s*'(\w+)'/g)];
    const known = new Set(REQUEST_COSTS.map(({ path }) => path));
    expect(named.length).toBeGreaterThan(10);
    expect(composed.length).toBeGreaterThan(2);
    const missing = [
      ...named.map(([, path = '']) => path),
      ...composed.map(([, name = '']) => `fapi/v1/${name}`),
    ].filter((path) => !known.has(path));
    expect(missing).toEqual([]);
  });
});

describe('urgency', () => {
  it.each<[string, RestRequest, boolean]>([
    ['a cancel', request('DELETE', 'api/v3/order'), true],
    ['a stop', request('POST', 'fapi/v1/algoOrder'), true],
    ['a reduction', request('POST', 'fapi/v1/order', { reduceOnly: 'true' }), true],
    ['a hedge that says so', request('POST', 'fapi/v1/order', {}, 'urgent'), true],
    ['an entry', request('POST', 'fapi/v1/order'), false],
    ['a read', request('GET', 'api/v3/account'), false],
    ['a cancel that can wait', request('DELETE', 'api/v3/order', {}, 'normal'), false],
  ])('%s', (_name, given, urgent) => {
    expect(isUrgent(given)).toBe(urgent);
  });
});

describe('budgets', () => {
  const ceilings = (...args: Parameters<typeof budgetsOf>): Record<string, number> =>
    Object.fromEntries(
      budgetsOf(...args).map(({ name, windowMs, ceiling }) => [`${name} ${windowMs}`, ceiling]),
    );

  it('uses the share of what is reported, and the figure of the user where nothing is', () => {
    expect(ceilings('spot', LIMITS_AS_OF_2026.spot, 'reported', 0.7)).toEqual({
      'weight 60000': 4_200,
      'raw 300000': 210_000,
      'orders 1000': 10,
      'orders 10000': 70,
      'orders 86400000': 140_000,
    });
  });

  it('never exceeds the table of the user in Strict', () => {
    expect(ceilings('spot', LIMITS_AS_OF_2026.spot, 'strict', 0.7)).toEqual({
      'weight 60000': 1_200,
      'raw 300000': 6_000,
      'orders 1000': 10,
      'orders 10000': 70,
      'orders 86400000': 200,
    });
  });

  it('takes the share of the table of the user before anything is known', () => {
    expect(ceilings('usdm', null, 'reported', 0.7)).toEqual({
      'weight 60000': 1_680,
      'orders 10000': 210,
      'funding 300000': 350,
      'futuresData 300000': 700,
    });
  });

  it('keeps at most a tenth of a limit in reserve, inside the share', () => {
    for (const market of ['spot', 'usdm'] as const) {
      for (const { limit, ceiling, reserve } of budgetsOf(
        market,
        LIMITS_AS_OF_2026[market],
        'reported',
        0.7,
      )) {
        expect(reserve).toBeGreaterThan(0);
        expect(reserve).toBeLessThanOrEqual(limit / 10);
        expect(reserve).toBeLessThan(ceiling);
      }
    }
  });

  it('reads the limits of an answer, leaving out what it does not know', () => {
    const row = { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 };
    const rows = [row, { ...row, rateLimitType: 'CONNECTIONS' }, { ...row, limit: 'many' }, 7];
    expect(readReportedLimits(rows)).toEqual([{ name: 'orders', windowMs: 10_000, limit: 300 }]);
    expect(readReportedLimits('no list')).toEqual([]);
  });
});

it('reads the counters in headers', () => {
  const headers = {
    'x-mbx-used-weight-1m': '312',
    'x-mbx-order-count-10s': '7',
    'x-mbx-order-count-1d': '1200',
    'x-mbx-order-count-1m': 'many',
  };
  expect(readUsage(headers)).toEqual({
    weight: 312,
    orders: [
      { windowMs: 10_000, used: 7 },
      { windowMs: 86_400_000, used: 1_200 },
    ],
  });
  expect(readUsage(undefined)).toEqual({ weight: null, orders: [] });
});

it('is what the document says', () => {
  const file = join(__dirname, '../../../../docs/limits.md');
  // Written by `npm run docs`.
  expect(readFileSync(file, 'utf8')).toBe(limitsDocument());
});
