import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { costOf } from '../../../lib/exchange/binance/limits/weights';
import { type BinanceExchange, createBinanceExchange } from '../../../lib/exchange/binance';
import type { StatisticsQuery } from '../../../lib/exchange/port';
import {
  answers,
  API_KEY,
  API_SECRET,
  gatewayTo,
  startStubServer,
  type StubServer,
  text,
} from './stubServer';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-02T00:00:00Z');
const QUERY: StatisticsQuery = { symbol: 'BTCUSDT', period: '1h', count: 24 };

let stub: StubServer;
let exchange: BinanceExchange;
beforeEach(async () => {
  stub = await startStubServer();
  exchange = gatewayTo(stub);
});
afterEach(() => stub.close());

const kline = (minute: number, close = '100.5', volume = '3'): unknown[] => {
  const openAt = START + minute * MINUTE_MS;
  return [openAt, '100', '101', '99', close, volume, openAt + MINUTE_MS - 1, '0', 1, '0', '0', '0'];
};

describe('candles', () => {
  const range = {
    symbol: 'BTCUSDT',
    interval: '1m' as const,
    from: START,
    to: START + 9 * MINUTE_MS,
  };

  it('come ascending and each once, whatever the order of the answer', async () => {
    const rows = [kline(3, '103'), kline(2), kline(1), kline(1), kline(3, '104'), kline(11)];
    stub.on('GET /api/v3/klines', answers(200, rows));
    const candles = await exchange.candles({ market: 'spot', ...range });
    const minutes = candles.map(({ openAt }) => (openAt - START) / MINUTE_MS);
    expect(minutes).toEqual([1, 2, 3]);
    expect(candles[2]?.close).toBe(104);
  });

  it('of the mark price come from its own route, without volume', async () => {
    stub.on('GET /fapi/v1/markPriceKlines', answers(200, [kline(0, '100', '0')]));
    const [candle] = await exchange.candles({ market: 'mark', ...range });
    expect(candle).toMatchObject({ openAt: START, volume: 0 });
  });

  it('ask for no more rows than they want, which is cheaper', async () => {
    stub.on('GET /fapi/v1/klines', answers(200, []));
    await exchange.candles({ market: 'usdm', ...range });
    await exchange.candles({ market: 'usdm', ...range, to: START + 5_000 * MINUTE_MS });
    const limits = stub.seenOn('GET /fapi/v1/klines').map(({ params }) => params['limit']);
    expect(limits).toEqual(['10', '1000']);
  });
});

describe('trades', () => {
  const trade = (id: number, isBuyerMaker: boolean) => ({
    id,
    price: '80000.10',
    qty: '0.010',
    quoteQty: '800.00',
    time: START + Math.floor(id / 2),
    isBuyerMaker,
  });

  it('come ascending and each once, and say who took', async () => {
    const rows = [trade(3, true), trade(2, false), trade(1, false), trade(2, false)];
    stub.on('GET /fapi/v1/trades', answers(200, rows));
    expect(await exchange.recentTrades('usdm', 'BTCUSDT', 2)).toEqual([
      { id: '2', price: '80000.1', quantity: '0.01', at: START + 1, takerSide: 'BUY' },
      { id: '3', price: '80000.1', quantity: '0.01', at: START + 1, takerSide: 'SELL' },
    ]);
    await expect(exchange.recentTrades('spot', 'BTCUSDT', 1_001)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });
});

describe('statistics', () => {
  const ROUTE = 'GET /futures/data/openInterestHist';
  const row = (hour: number) => ({
    symbol: 'BTCUSDT',
    sumOpenInterest: '20403.12345678',
    sumOpenInterestValue: '176196512.12345678',
    CMCCirculatingSupply: '165880.538',
    timestamp: START + hour * 60 * MINUTE_MS,
  });
  const asks: Readonly<Record<string, (from: BinanceExchange) => Promise<unknown>>> = {
    openInterestHist: (from) => from.openInterestHistory(QUERY),
    globalLongShortAccountRatio: (from) => from.longShortRatios('globalAccounts', QUERY),
    topLongShortAccountRatio: (from) => from.longShortRatios('topAccounts', QUERY),
    topLongShortPositionRatio: (from) => from.longShortRatios('topPositions', QUERY),
    takerlongshortRatio: (from) => from.takerFlow(QUERY),
  };

  it('come ascending and each once', async () => {
    stub.on(ROUTE, answers(200, [row(2), row(1), row(0), row(1)]));
    const points = await exchange.openInterestHistory(QUERY);
    expect(points).toHaveLength(3);
    expect(points).toMatchObject([{ at: START }, {}, { openInterestBase: '20403.12345678' }]);
    expect(stub.seenOn(ROUTE)[0]?.params).toEqual({ symbol: 'BTCUSDT', period: '1h', limit: '24' });
  });

  it.each(Object.entries(asks))(
    '%s is unavailable on Testnet, which is not asked',
    async (name, ask) => {
      const testnet = createBinanceExchange({
        environment: 'testnet',
        apiKey: API_KEY,
        apiSecret: API_SECRET,
        hostNow: () => Date.now(),
        adapter: () => Promise.reject(new Error('asked')),
      });
      expect(await ask(testnet)).toEqual({
        status: 'unavailable',
        reason: 'testnet has no futures statistics',
      });
      expect(
        costOf({
          market: 'usdm',
          method: 'GET',
          path: `futures/data/${name}`,
          params: {},
          signed: false,
        }),
      ).toMatchObject({ known: true, weight: 0, pool: 'futuresData' });
    },
  );

  it.each(Object.entries(asks))(
    '%s is unavailable where the route is not known',
    async (name, ask) => {
      const reason = `the exchange does not serve futures/data/${name}`;
      stub.on(`GET /futures/data/${name}`, (_request, response) => text(response, 404, '<html/>'));
      expect(await ask(exchange)).toEqual({ status: 'unavailable', reason });
    },
  );

  it('throws where the exchange fails or answers something else: that is not unavailable', async () => {
    stub.on(ROUTE, answers(200, [{ ...row(0), sumOpenInterest: 5 }]));
    await expect(exchange.openInterestHistory(QUERY)).rejects.toThrow(/0\.sumOpenInterest/);
    stub.on(ROUTE, answers(400, { code: -1121, msg: 'Invalid symbol.' }));
    await expect(exchange.openInterestHistory(QUERY)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
    stub.on(ROUTE, answers(503, { code: 0, msg: 'Service Unavailable.' }));
    await expect(exchange.openInterestHistory(QUERY)).rejects.toMatchObject({
      name: 'TransientError',
    });
  });

  it('refuses an open interest of another symbol', async () => {
    const answer = { symbol: 'ETHUSDT', openInterest: '1', time: START };
    stub.on('GET /fapi/v1/openInterest', answers(200, answer));
    await expect(exchange.openInterest('BTCUSDT')).rejects.toThrow(/another symbol/);
  });
});

it('refuses a mark price and funding of another symbol', async () => {
  const answer = {
    symbol: 'ETHUSDT',
    markPrice: '3000',
    indexPrice: '3000',
    lastFundingRate: '0.0001',
    nextFundingTime: START,
    time: START,
  };
  stub.on('GET /fapi/v1/premiumIndex', answers(200, answer));
  await expect(exchange.mark('BTCUSDT')).rejects.toThrow(/another symbol/);
});

describe('fees', () => {
  it('of spot are standard, special and tax commission together, with the discount beside', async () => {
    const rates = (maker: string, taker: string) => ({ maker, taker, buyer: '0', seller: '0' });
    const answer = {
      symbol: 'BTCUSDT',
      standardCommission: rates('0.00100000', '0.00100000'),
      specialCommission: rates('0.00000000', '0.00020000'),
      taxCommission: rates('0.00000112', '0.00000114'),
      discount: {
        enabledForAccount: true,
        enabledForSymbol: true,
        discountAsset: 'BNB',
        discount: '0.75000000',
      },
    };
    stub.on('GET /api/v3/account/commission', answers(200, answer));
    expect(await exchange.spotFees('BTCUSDT')).toEqual({
      makerFraction: '0.00100112',
      takerFraction: '0.00120114',
      discountFactor: '0.75',
      discountAsset: 'BNB',
    });
    const off = { ...answer, discount: { ...answer.discount, enabledForAccount: false } };
    stub.on('GET /api/v3/account/commission', answers(200, off));
    expect(await exchange.spotFees('BTCUSDT')).toMatchObject({ discountFactor: null });
  });
});

const FIXTURES = join(__dirname, '../../../../shared/fixtures');
const present = existsSync(FIXTURES);
if (!present) process.stdout.write('../shared/fixtures is absent: its test is skipped\n');
const MOCKS = 'official-connector-js-mocks';

(present ? describe : describe.skip)(
  'documented and recorded answers (skipped where ../shared is absent)',
  () => {
    type Ask = (from: BinanceExchange) => Promise<unknown>;
    it.each<[string, string, Ask]>([
      [
        `${MOCKS}/usdm/rest-api/recentTradesList`,
        '/fapi/v1/trades',
        (from) => from.recentTrades('usdm', 'BTCUSDT', 10),
      ],
      [
        `${MOCKS}/spot/rest-api/getTrades`,
        '/api/v3/trades',
        (from) => from.recentTrades('spot', 'BTCUSDT', 10),
      ],
      [
        `${MOCKS}/usdm/rest-api/ticker24hrPriceChangeStatistics`,
        '/fapi/v1/ticker/24hr',
        (from) => from.dayStatistics('usdm', 'BTCUSDT'),
      ],
      [
        'live-fapi-2026-09-15/ticker24hr',
        '/fapi/v1/ticker/24hr',
        (from) => from.dayStatistics('usdm', 'BTCUSDT'),
      ],
      [
        `${MOCKS}/usdm/rest-api/getFundingRateInfo`,
        '/fapi/v1/fundingInfo',
        (from) => from.fundingTerms(),
      ],
      [
        'live-fapi-2026-09-15/fundingInfo_excerpt',
        '/fapi/v1/fundingInfo',
        (from) => from.fundingTerms(),
      ],
      [
        `${MOCKS}/usdm/rest-api/openInterest`,
        '/fapi/v1/openInterest',
        (from) => from.openInterest('BTCUSDT'),
      ],
      [
        'live-fapi-2026-09-15/openInterest',
        '/fapi/v1/openInterest',
        (from) => from.openInterest('BTCUSDT'),
      ],
      [
        `${MOCKS}/usdm/rest-api/openInterestStatistics`,
        '/futures/data/openInterestHist',
        (from) => from.openInterestHistory(QUERY),
      ],
      [
        `${MOCKS}/usdm/rest-api/longShortRatio`,
        '/futures/data/globalLongShortAccountRatio',
        (from) => from.longShortRatios('globalAccounts', QUERY),
      ],
      [
        `${MOCKS}/usdm/rest-api/topTraderLongShortRatioAccounts`,
        '/futures/data/topLongShortAccountRatio',
        (from) => from.longShortRatios('topAccounts', QUERY),
      ],
      [
        `${MOCKS}/usdm/rest-api/topTraderLongShortRatioPositions`,
        '/futures/data/topLongShortPositionRatio',
        (from) => from.longShortRatios('topPositions', QUERY),
      ],
      [
        `${MOCKS}/usdm/rest-api/takerBuySellVolume`,
        '/futures/data/takerlongshortRatio',
        (from) => from.takerFlow(QUERY),
      ],
      [
        `${MOCKS}/usdm/rest-api/userCommissionRate`,
        '/fapi/v1/commissionRate',
        (from) => from.futuresFees('BTCUSDT'),
      ],
      [
        `${MOCKS}/spot/rest-api/accountCommission`,
        '/api/v3/account/commission',
        (from) => from.spotFees('BTCUSDT'),
      ],
      [
        'live-fapi-2026-09-15/klines_1m',
        '/fapi/v1/klines',
        (from) =>
          from.candles({
            market: 'usdm',
            symbol: 'BTCUSDT',
            interval: '1m',
            from: 1_789_478_160_000,
            to: 1_789_478_280_000,
          }),
      ],
    ])('%s can be read', async (file, route, ask) => {
      const parsed: unknown = JSON.parse(readFileSync(join(FIXTURES, `${file}.json`), 'utf8'));
      const isWrapped = typeof parsed === 'object' && parsed !== null && 'body' in parsed;
      stub.on('GET /fapi/v1/time', answers(200, { serverTime: Date.now() }));
      stub.on(`GET ${route}`, answers(200, isWrapped ? parsed.body : parsed));
      const read = await ask(exchange);
      expect(read).not.toHaveProperty('status');
      if (Array.isArray(read)) expect(read.length).toBeGreaterThan(0);
      else expect(read).toBeTruthy();
    });
  },
);

it('asks for nothing whose weight is not known', async () => {
  stub.on('GET /fapi/v1/time', answers(200, { serverTime: Date.now() }));
  const range = { symbol: 'BTCUSDT', interval: '1m' as const, from: START, to: START };
  const asked = [
    exchange.candles({ market: 'spot', ...range }),
    exchange.candles({ market: 'usdm', ...range }),
    exchange.candles({ market: 'mark', ...range }),
    exchange.recentTrades('spot', 'BTCUSDT', 5),
    exchange.recentTrades('usdm', 'BTCUSDT', 5),
    exchange.dayStatistics('spot', 'BTCUSDT'),
    exchange.dayStatistics('usdm', 'BTCUSDT'),
    exchange.fundingTerms(),
    exchange.openInterest('BTCUSDT'),
    exchange.openInterestHistory(QUERY),
    exchange.longShortRatios('topAccounts', QUERY),
    exchange.takerFlow(QUERY),
    exchange.spotFees('BTCUSDT'),
    exchange.futuresFees('BTCUSDT'),
  ];
  await Promise.allSettled(asked);
  const routes = new Set(stub.seen.map(({ route }) => route));
  expect(routes.size).toBeGreaterThanOrEqual(asked.length);
  for (const route of routes) {
    const path = route.replace('GET /', '');
    const market = path.startsWith('api/') ? 'spot' : 'usdm';
    const cost = costOf({ market, method: 'GET', path, params: {}, signed: false });
    expect([route, cost.known]).toEqual([route, true]);
  }
});
