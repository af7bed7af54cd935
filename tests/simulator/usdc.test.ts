import { openFeed } from '../../lib/simulator/feeds/settings';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { ownSymbols, UsdcMarkets } from '../../lib/simulator/feeds/usdc-markets';
import type { Client, Json } from './support';
import { at, list, MINUTE_MS, start, stopAll, temporaryFile } from './support';

/** Contracts margined in USDC over real HTTP: their books are in USDC, and nothing of them moves USDT. */

const CONTRACT = 'BTCUSDC';
const HOUR_MS = 60 * MINUTE_MS;
const EIGHT_HOURS_MS = 8 * HOUR_MS;

afterEach(stopAll);

type Params = Record<string, string | number>;

async function ok(client: Client, method: string, path: string, params: Params = {}) {
  const { status, body } = await client.signed(method, path, params);
  if (status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`);
  return body;
}

const deposit = (client: Client, usdm: Record<string, string>) =>
  client.control('POST', '/sim/account', { deposits: { usdm } });

function market(client: Client, side: 'BUY' | 'SELL', quantity: string, symbol = CONTRACT) {
  return ok(client, 'POST', '/fapi/v1/order', { symbol, side, type: 'MARKET', quantity });
}

/** The fields of a JSON object; fails for anything else. */
function fields(value: Json | undefined): Record<string, Json> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(`Not an object: ${JSON.stringify(value)}`);
}

/** The row of an asset in the account's answer; undefined when it has none. */
async function row(client: Client, asset: string): Promise<Json | undefined> {
  const account = await ok(client, 'GET', '/fapi/v3/account');
  return list(at(account, 'assets')).find((one) => at(one, 'asset') === asset);
}

/** A figure of an asset's row, in units of 1e-8. */
async function figure(client: Client, asset: string, name: string): Promise<bigint> {
  const found = await row(client, asset);
  return found === undefined ? 0n : scaled(at(found, name));
}

const wallet = (client: Client, asset: string) => figure(client, asset, 'walletBalance');

function scaled(value: Json): bigint {
  const [whole = '0', part = ''] = String(value).replace('-', '').split('.');
  const size = BigInt(whole + part.padEnd(8, '0'));
  return String(value).startsWith('-') ? -size : size;
}

async function incomes(client: Client, startTime = 0): Promise<Json[]> {
  return list(await ok(client, 'GET', '/fapi/v1/income', { limit: 1000, startTime }));
}

const sumOf = (rows: readonly Json[]): bigint =>
  rows.reduce((sum, one) => sum + scaled(at(one, 'income')), 0n);

/** The newest message of a kind on the futures user stream. */
async function lastMessage(client: Client, kind: string): Promise<Json> {
  const events = list(at(await client.control('GET', '/sim/events?limit=10000'), 'events'));
  const found = events.filter((event) => at(event, 'payload', 'e') === kind).at(-1);
  if (found === undefined) throw new Error(`no ${kind}`);
  return at(found, 'payload');
}

describe('the markets in USDC', () => {
  it('lists the contracts with USDC as quote and margin asset, and serves all that BTCUSDT has', async () => {
    const { client } = await start({ feed: { name: 'synthetic', seed: 1, symbols: ['BTCUSDT'] } });
    await client.advance(9 * HOUR_MS);
    const info = (await client.get('/fapi/v1/exchangeInfo')).body;
    expect(at(info, 'assets')).toMatchObject([{ asset: 'USDT' }, { asset: 'USDC' }]);
    const rows = list(at(info, 'symbols'));
    expect(rows.map((one) => at(one, 'symbol'))).toEqual(['BTCUSDT', CONTRACT]);
    expect(rows[1]).toEqual({
      ...fields(rows[0]),
      ...{ symbol: CONTRACT, pair: CONTRACT, quoteAsset: 'USDC', marginAsset: 'USDC' },
    });
    const routes: [string, Params][] = [
      ['/fapi/v1/premiumIndex', {}],
      ['/fapi/v1/depth', { limit: 50 }],
      ['/fapi/v1/klines', { interval: '1h', limit: 48 }],
      ['/fapi/v1/markPriceKlines', { interval: '5m', limit: 100 }],
      ['/fapi/v1/trades', { limit: 20 }],
      ['/fapi/v1/aggTrades', { limit: 20 }],
      ['/fapi/v1/fundingRate', { limit: 10 }],
      ['/fapi/v1/ticker/price', {}],
      ['/fapi/v1/ticker/bookTicker', {}],
      ['/fapi/v1/openInterest', {}],
      ['/api/v3/depth', {}],
      ['/api/v3/ticker/bookTicker', {}],
    ];
    for (const [path, params] of routes) {
      const [ours, theirs] = await Promise.all(
        [CONTRACT, 'BTCUSDT'].map(async (symbol) => client.get(path, { ...params, symbol })),
      );
      expect([path, ours?.status]).toEqual([path, 200]);
      const renamed = JSON.stringify(ours?.body).replaceAll(CONTRACT, 'BTCUSDT');
      expect(JSON.parse(renamed)).toEqual(theirs?.body);
    }
    const funding = list((await client.get('/fapi/v1/fundingInfo')).body);
    expect(funding.map((one) => at(one, 'symbol'))).toEqual(['BTCUSDT', CONTRACT]);
    for (const path of ['/fapi/v1/leverageBracket', '/fapi/v1/commissionRate']) {
      const ours = JSON.stringify(await ok(client, 'GET', path, { symbol: CONTRACT }));
      const theirs = JSON.stringify(await ok(client, 'GET', path, { symbol: 'BTCUSDT' }));
      expect(ours.replaceAll(CONTRACT, 'BTCUSDT')).toBe(theirs);
    }
    // What the feed does not carry in USDT is not there in USDC.
    const none = await client.get('/fapi/v1/klines', { symbol: 'ETHUSDC', interval: '1m' });
    expect(none.body).toEqual({ code: -1121, msg: 'Invalid symbol.' });
    const notThere = await client.get('/fapi/v1/depth', { symbol: 'USDCUSDT' });
    expect(notThere.body).toEqual({ code: -1121, msg: 'Invalid symbol.' });
  });

  it('quotes USDC at 1.0000 USDT, where it can be bought and spent on coins', async () => {
    const { client } = await start();
    const symbol = 'USDCUSDT';
    const ticker = (await client.get('/api/v3/ticker/bookTicker', { symbol })).body;
    expect(at(ticker, 'bidPrice')).toBe('1.00000000');
    expect(at(ticker, 'askPrice')).toBe('1.00010000');
    expect(at((await client.get('/api/v3/avgPrice', { symbol })).body, 'price')).toBe('1.00000000');
    const depth = (await client.get('/api/v3/depth', { symbol, limit: 20 })).body;
    expect(list(at(depth, 'bids'))).toHaveLength(20);
    expect(Number(at(depth, 'asks', 19, 0))).toBeGreaterThan(1.001);
    const candles = (await client.get('/api/v3/klines', { symbol, interval: '1h', limit: 3 })).body;
    expect(list(candles).map((one) => list(one).slice(1, 5))).toEqual(
      Array(3).fill(Array(4).fill('1.00000000')),
    );
    // A bid at the last price is met by a tenth of each minute's volume.
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' };
    await ok(client, 'POST', '/api/v3/order', { ...order, quantity: '2000', price: '1.0000' });
    await client.advance(5 * MINUTE_MS);
    await ok(client, 'POST', '/api/v3/order', {
      ...{ symbol: CONTRACT, side: 'BUY', type: 'MARKET', quoteOrderQty: '1000' },
    });
    const held = list(at(await ok(client, 'GET', '/api/v3/account'), 'balances'));
    const free = (asset: string): number => {
      const found = held.find((one) => at(one, 'asset') === asset);
      return found === undefined ? 0 : Number(at(found, 'free'));
    };
    expect(free('USDT')).toBe(8000);
    expect(free('USDC')).toBeGreaterThan(990);
    expect(free('USDC')).toBeLessThan(1010);
    expect(free('BTC')).toBeGreaterThan(0.01);
    const report = await client.control('GET', '/sim/report');
    // Fees and a spread is all it cost.
    expect(Number(at(report, 'endEquityQuote'))).toBeGreaterThan(19_990);
    expect(Number(at(report, 'endEquityQuote'))).toBeLessThan(20_005);
  });
});

describe('the books of a contract in USDC', () => {
  it('takes margin and fees from USDC only, and none from USDT', async () => {
    const { client } = await start();
    const before = await row(client, 'USDT');
    const order = { symbol: CONTRACT, side: 'SELL', type: 'MARKET', quantity: '0.02' };
    const refused = await client.signed('POST', '/fapi/v1/order', order);
    expect(at(refused.body, 'code')).toBe(-2019);
    expect(await row(client, 'USDC')).toBeUndefined();

    await deposit(client, { USDC: '1000' });
    const told = await lastMessage(client, 'ACCOUNT_UPDATE');
    expect(at(told, 'a')).toEqual({
      m: 'DEPOSIT',
      B: [{ a: 'USDC', wb: '1000.00000000', cw: '1000.00000000', bc: '1000' }],
      P: [],
    });
    expect(await row(client, 'USDC')).toMatchObject({
      walletBalance: '1000.00000000',
      availableBalance: '1000.00000000',
      initialMargin: '0.00000000',
    });

    await market(client, 'SELL', '0.02');
    const rows = await incomes(client);
    const ours = rows.filter((one) => at(one, 'asset') === 'USDC');
    expect(ours.map((one) => at(one, 'incomeType'))).toEqual(['INTERNAL_TRANSFER', 'COMMISSION']);
    expect(await wallet(client, 'USDC')).toBe(sumOf(ours));
    const trades = list(await ok(client, 'GET', '/fapi/v1/userTrades', { symbol: CONTRACT }));
    expect(trades.map((one) => at(one, 'commissionAsset'))).toEqual(['USDC']);
    const update = await lastMessage(client, 'ORDER_TRADE_UPDATE');
    expect(at(update, 'o')).toMatchObject({ s: CONTRACT, N: 'USDC', x: 'TRADE' });
    const change = at(await lastMessage(client, 'ACCOUNT_UPDATE'), 'a');
    expect(list(at(change, 'B')).map((one) => at(one, 'a'))).toEqual(['USDC']);
    expect(at(change, 'P', 0, 's')).toBe(CONTRACT);

    const risk = list(await ok(client, 'GET', '/fapi/v3/positionRisk'));
    expect(risk).toHaveLength(1);
    expect(risk[0]).toMatchObject({
      symbol: CONTRACT,
      positionAmt: '-0.020',
      marginAsset: 'USDC',
    });
    const usdc = fields(await row(client, 'USDC'));
    expect(Number(at(usdc, 'positionInitialMargin'))).toBeCloseTo(80, -1);
    expect(scaled(at(usdc, 'unrealizedProfit'))).toBe(scaled(at(risk, 0, 'unRealizedProfit')));
    const account = await ok(client, 'GET', '/fapi/v3/account');
    expect(at(account, 'totalWalletBalance')).toBe('10000.00000000');
    expect(at(account, 'totalInitialMargin')).toBe('0.00000000');
    expect(at(account, 'availableBalance')).toBe('10000.00000000');
    expect(list(at(account, 'positions')).map((one) => at(one, 'symbol'))).toEqual([CONTRACT]);
    const balances = list(await ok(client, 'GET', '/fapi/v3/balance'));
    expect(balances.map((one) => [at(one, 'asset'), at(one, 'balance')])).toEqual([
      ['USDT', '10000.00000000'],
      ['USDC', at(usdc, 'walletBalance')],
    ]);
    const after = { ...fields(await row(client, 'USDT')), updateTime: 0 };
    expect(after).toEqual({ ...fields(before), updateTime: 0 });
  });

  it('settles funding and realises profit in USDC', async () => {
    const { client } = await start({
      balances: { spotQuote: 0n, usdmQuote: 10n ** 12n, usdmUsdc: 10n ** 11n },
    });
    expect(await wallet(client, 'USDC')).toBe(10n ** 11n);
    const report = await client.control('GET', '/sim/report');
    expect(at(report, 'startEquityQuote')).toBe('11000.00000000');
    expect(at(report, 'endEquityQuote')).toBe('11000.00000000');
    await market(client, 'SELL', '0.05');
    expect(at(await client.advance(EIGHT_HOURS_MS), 'fundings')).toBe(1);
    const told = at(await lastMessage(client, 'ACCOUNT_UPDATE'), 'a');
    expect(at(told, 'm')).toBe('FUNDING_FEE');
    expect(list(at(told, 'B')).map((one) => at(one, 'a'))).toEqual(['USDC']);
    await market(client, 'BUY', '0.05');
    const rows = await incomes(client);
    expect(new Set(rows.map((one) => at(one, 'asset')))).toEqual(new Set(['USDC']));
    expect(rows.map((one) => at(one, 'incomeType')).sort()).toEqual(
      ['COMMISSION', 'COMMISSION', 'FUNDING_FEE', 'REALIZED_PNL'].sort(),
    );
    expect(await wallet(client, 'USDC')).toBe(10n ** 11n + sumOf(rows));
    expect(await wallet(client, 'USDT')).toBe(10n ** 12n);
    expect(scaled(at(await client.control('GET', '/sim/report'), 'endEquityQuote'))).toBe(
      11n * 10n ** 11n + sumOf(rows),
    );
  });

  it('adds isolated margin out of USDC', async () => {
    const { client } = await start();
    await deposit(client, { USDC: '500' });
    await market(client, 'SELL', '0.02');
    const before = await figure(client, 'USDC', 'crossWalletBalance');
    const add = (amount: string) =>
      client.signed('POST', '/fapi/v1/positionMargin', { symbol: CONTRACT, type: 1, amount });
    // There is enough USDT, which does not count.
    expect(at((await add('600')).body, 'code')).toBe(-4050);
    expect(at((await add('100')).body, 'code')).toBe(200);
    expect(await figure(client, 'USDC', 'crossWalletBalance')).toBe(before - 10n ** 10n);
    expect(await figure(client, 'USDT', 'crossWalletBalance')).toBe(10n ** 12n);
    const history = await ok(client, 'GET', '/fapi/v1/positionMargin/history', {
      symbol: CONTRACT,
    });
    expect(history).toMatchObject([{ asset: 'USDC', amount: '100.00000000' }]);
    const told = at(await lastMessage(client, 'ACCOUNT_UPDATE'), 'a');
    expect(at(told, 'm')).toBe('MARGIN_TRANSFER');
    expect(list(at(told, 'B')).map((one) => at(one, 'a'))).toEqual(['USDC']);
  });

  it.each(['ISOLATED', 'CROSSED'])(
    'liquidates a position that is %s without touching USDT, or a position in it',
    async (marginType) => {
      const { client } = await start();
      await deposit(client, { USDC: '120' });
      const crossed = marginType === 'CROSSED' ? [CONTRACT, 'BTCUSDT'] : [];
      for (const symbol of crossed) {
        await ok(client, 'POST', '/fapi/v1/marginType', { symbol, marginType });
      }
      await ok(client, 'POST', '/fapi/v1/leverage', { symbol: CONTRACT, leverage: 100 });
      await market(client, 'BUY', '0.01', 'BTCUSDT');
      const usdt = await figure(client, 'USDT', 'walletBalance');
      const funded = sumOf((await incomes(client)).filter((one) => at(one, 'asset') === 'USDT'));
      await market(client, 'BUY', '0.09');
      let left = 30 * 24;
      const amount = async (): Promise<string> =>
        String(
          at(
            await ok(client, 'GET', '/fapi/v2/positionRisk', { symbol: CONTRACT }),
            0,
            'positionAmt',
          ),
        );
      while ((await amount()) !== '0.000' && left-- > 0) await client.advance(HOUR_MS);
      expect(await amount()).toBe('0.000');
      const forced = list(await ok(client, 'GET', '/fapi/v1/forceOrders'));
      expect(forced.map((one) => at(one, 'symbol'))).toEqual([CONTRACT]);
      const rows = await incomes(client);
      const cleared = rows.filter((one) => at(one, 'incomeType') === 'INSURANCE_CLEAR');
      expect(cleared.length).toBeGreaterThan(0);
      for (const one of cleared) expect(at(one, 'asset')).toBe('USDC');
      const inUsdc = rows.filter((one) => at(one, 'asset') === 'USDC');
      expect(await wallet(client, 'USDC')).toBe(sumOf(inUsdc));
      expect(await wallet(client, 'USDC')).toBeGreaterThanOrEqual(0n);
      // The wallet in USDT changed by its own position's funding and nothing else.
      const inUsdt = rows.filter((one) => at(one, 'asset') === 'USDT');
      expect(await wallet(client, 'USDT')).toBe(usdt - funded + sumOf(inUsdt));
      expect(new Set(inUsdt.map((one) => at(one, 'symbol')))).toEqual(new Set(['BTCUSDT']));
      const [kept] = list(await ok(client, 'GET', '/fapi/v3/positionRisk'));
      expect(kept).toMatchObject({ symbol: 'BTCUSDT', positionAmt: '0.010', marginAsset: 'USDT' });
    },
  );

  it('takes a short of it for the hedge of coins that were bought with USDT', async () => {
    const { client } = await start();
    await deposit(client, { USDC: '5000' });
    await ok(client, 'POST', '/api/v3/order', {
      ...{ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.05' },
    });
    await market(client, 'SELL', '0.05');
    await client.advance(3 * HOUR_MS);
    const report = await client.control('GET', '/sim/report');
    expect(Number(at(report, 'maxAbsDeltaFraction'))).toBeLessThan(0.001);
    expect(at(report, 'unprotectedMs')).toBe(0);
    const rows = list(at(report, 'symbols'));
    expect(
      rows.map((one) => [at(one, 'symbol'), at(one, 'spotBase'), at(one, 'futuresPosition')]),
    ).toEqual([
      ['BTCUSDT', expect.stringMatching(/^0\.0499/), '0.000'],
      [CONTRACT, '0.00000000', '-0.050'],
    ]);
    // Equity as the routes tell it: USDT, USDC at 1, coins and the short at mark.
    const mark = Number(
      at((await client.get('/fapi/v1/premiumIndex', { symbol: CONTRACT })).body, 'markPrice'),
    );
    const spot = list(at(await ok(client, 'GET', '/api/v3/account'), 'balances'));
    const free = (asset: string): number =>
      Number(fields(spot.find((one) => at(one, 'asset') === asset)).free);
    const futures = await Promise.all(
      ['USDT', 'USDC'].map((asset) => figure(client, asset, 'marginBalance')),
    );
    const sum = futures.reduce((total, one) => total + Number(one) / 1e8, 0);
    expect(Number(at(report, 'endEquityQuote'))).toBeCloseTo(
      free('USDT') + free('BTC') * mark + sum,
      5,
    );
  });
});

describe('the feed behind the markets in USDC', () => {
  const startAt = Date.UTC(2026, 0, 5);

  it('carries what it is asked to list in USDC as the market it follows', () => {
    expect(ownSymbols(['BTCUSDC', 'BTCUSDT', 'SOLUSDT', 'USDCUSDT'])).toEqual([
      'BTCUSDT',
      'SOLUSDT',
    ]);
    expect(ownSymbols(['ETHUSDC'])).toEqual(['ETHUSDT']);
    expect(ownSymbols(['USDCUSDT'])).toEqual(['BTCUSDT']);
    const settings = { name: 'synthetic', seed: 1, symbols: ['BTCUSDC'] } as const;
    expect(openFeed(settings, startAt).symbols).toEqual(['BTCUSDT', 'BTCUSDC', 'USDCUSDT']);
  });

  it('closes with the market it follows, and records its rates', () => {
    const own = new SyntheticFeed(1, startAt, ['BTCUSDT']);
    const feed = new UsdcMarkets({
      ...{ name: 'recorded', seed: 0, startAt, firstAt: own.firstAt, symbols: ['BTCUSDT'] },
      endAt: startAt + HOUR_MS,
      units: (symbol) => own.units(symbol),
      series: (symbol, index) => own.series(symbol, index),
      isClosed: (symbol, name, index) => symbol === 'BTCUSDT' && name === 'usdm' && index === 7,
      recordedRate: (symbol) => (symbol === 'BTCUSDT' ? 5n : undefined),
    });
    expect(feed.endAt).toBe(startAt + HOUR_MS);
    expect(feed.isClosed?.('BTCUSDC', 'usdm', 7)).toBe(true);
    expect(feed.isClosed?.('BTCUSDC', 'usdm', 8)).toBe(false);
    expect(feed.isClosed?.('USDCUSDT', 'usdm', 7)).toBe(false);
    expect(feed.recordedRate?.('BTCUSDC', startAt)).toBe(5n);
    expect(feed.refresh).toBeUndefined();
    expect(feed.series('BTCUSDC', 7)).toBe(own.series('BTCUSDT', 7));
    expect(new UsdcMarkets(own).isClosed).toBeUndefined();
  });

  it('keeps a wallet in USDC and its position over a restart', async () => {
    const file = temporaryFile();
    const first = await start({ file });
    await deposit(first.client, { USDC: '500' });
    await market(first.client, 'SELL', '0.02');
    const before = await row(first.client, 'USDC');
    await first.simulator.close();
    const { client } = await start({ file });
    expect(await row(client, 'USDC')).toEqual(before);
    expect(list(await ok(client, 'GET', '/fapi/v3/positionRisk'))[0]).toMatchObject({
      symbol: CONTRACT,
      positionAmt: '-0.020',
    });
  });
});
