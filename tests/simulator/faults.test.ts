import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { draw, matches } from '../../lib/simulator/faults/meet';
import { withLargeIds, withoutLargeIds } from '../../lib/simulator/faults/wire-ids';
import type { Client, Json, Reply } from './support';
import { at, list, spotBid, start, stopAll, temporaryFile } from './support';

const SYMBOL = 'BTCUSDT';
const ORDER = 'POST /api/v3/order';

afterEach(stopAll);

const faults = (client: Client, rules: Json[], more: { [name: string]: Json } = {}) =>
  client.control('POST', '/sim/faults', { rules, ...more });

const place = (client: Client, price: number, id: string): Promise<Reply> =>
  client.signed('POST', '/api/v3/order', {
    symbol: SYMBOL,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: price.toFixed(2),
    quantity: '0.001',
    newClientOrderId: id,
  });

const query = (client: Client, id: string): Promise<Reply> =>
  client.signed('GET', '/api/v3/order', { symbol: SYMBOL, origClientOrderId: id });

const openIds = async (client: Client): Promise<string[]> =>
  list((await client.signed('GET', '/api/v3/openOrders', { symbol: SYMBOL })).body).map((row) =>
    String(at(row, 'clientOrderId')),
  );

async function market(): Promise<{ client: Client; low: number }> {
  const { client } = await start();
  return { client, low: (await spotBid(client)) * 0.95 };
}

describe('faults of one request', () => {
  it.each([
    ['before', 'reset', []],
    ['after', 'reset', ['a']],
    ['before', 'timeout', []],
    ['after', 'timeout', ['a']],
  ] as const)('%s: %s', async (phase, kind, expected) => {
    const { client, low } = await market();
    await faults(client, [{ route: ORDER, phase, kind, ms: 150 }]);
    await expect(place(client, low, 'a')).rejects.toThrow();
    expect(await openIds(client)).toEqual(expected);
    expect((await place(client, low, 'b')).status).toBe(200);
  });

  it.each([
    [{ kind: 'status', status: 503 }, 503, undefined],
    [{ kind: 'status', code: -1007 }, 408, -1007],
    [{ kind: 'status', code: -1001 }, 503, -1001],
    [{ kind: 'status', code: -2015 }, 401, -2015],
    [{ kind: 'status', status: 418 }, 418, -1003],
    [{ kind: 'status', status: 451, code: 0, msg: 'restricted location' }, 451, undefined],
    [{ kind: 'maintenance' }, 503, -1016],
    [{ kind: 'notFound' }, 400, -2013],
  ])('answers %j with HTTP %i and code %s', async (kind, status, code) => {
    const { client, low } = await market();
    await faults(client, [{ route: ORDER, ...kind }]);
    const reply = await place(client, low, 'a');
    expect(reply.status).toBe(status);
    expect(Object(reply.body).code).toBe(code);
    expect(await openIds(client)).toEqual([]);
  });

  it('carries an order out and says it does not know', async () => {
    const { client, low } = await market();
    await faults(client, [{ route: ORDER, phase: 'after', kind: 'status', code: -1006 }]);
    expect((await place(client, low, 'a')).body).toMatchObject({ code: -1006 });
    expect(await openIds(client)).toEqual(['a']);
  });

  it('sends HTML, half an answer, and a slow one', async () => {
    const { client } = await market();
    await faults(client, [
      { route: 'GET /api/v3/time', kind: 'html', status: 403 },
      { route: 'GET /api/v3/time', nth: 2, kind: 'truncated', phase: 'after' },
      { route: 'GET /api/v3/time', nth: 3, kind: 'slow', ms: 200, phase: 'after' },
    ]);
    const page = await client.get('/api/v3/time');
    expect(page.status).toBe(403);
    expect(page.headers.get('content-type')).toBe('text/html');
    expect(typeof (await client.get('/api/v3/time')).body).toBe('string');
    const before = performance.now();
    expect(at((await client.get('/api/v3/time')).body, 'serverTime')).toBeGreaterThan(0);
    expect(performance.now() - before).toBeGreaterThan(120);
  });

  it('forgets an order that it acknowledged, and takes another twice', async () => {
    const { client, low } = await market();
    await faults(client, [{ route: ORDER, kind: 'forget' }]);
    expect(at((await place(client, low, 'gone')).body, 'status')).toBe('NEW');
    expect((await query(client, 'gone')).body).toMatchObject({ code: -2013 });
    await faults(client, [{ route: ORDER, kind: 'duplicate' }]);
    await client.signed('POST', '/api/v3/order', {
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
    });
    const trades = list((await client.signed('GET', '/api/v3/myTrades', { symbol: SYMBOL })).body);
    expect(new Set(trades.map((row) => at(row, 'orderId'))).size).toBe(2);
    await faults(client, [{ route: 'GET /api/v3/myTrades', kind: 'duplicate' }]);
    const twice = list((await client.signed('GET', '/api/v3/myTrades', { symbol: SYMBOL })).body);
    expect(twice).toHaveLength(2 * trades.length);
  });

  it('fails one element of a batch inside HTTP 200', async () => {
    const { client } = await market();
    const mark = Number(
      at((await client.get('/fapi/v1/premiumIndex', { symbol: SYMBOL })).body, 'markPrice'),
    );
    await faults(client, [
      { route: 'POST /fapi/v1/batchOrders', kind: 'batchElement', index: 1, code: -1008 },
    ]);
    const orders = [1, 2, 3].map((n) => ({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.002',
      price: (mark * 0.97 - n).toFixed(1),
      newClientOrderId: `b${n}`,
    }));
    const reply = await client.signed('POST', '/fapi/v1/batchOrders', {
      batchOrders: JSON.stringify(orders),
    });
    expect(reply.status).toBe(200);
    expect(at(reply.body, 1)).toMatchObject({ code: -1008 });
    expect([at(reply.body, 0, 'clientOrderId'), at(reply.body, 2, 'clientOrderId')]).toEqual([
      'b1',
      'b3',
    ]);
    const open = await client.signed('GET', '/fapi/v1/openOrders', { symbol: SYMBOL });
    expect(list(open.body)).toHaveLength(2);
  });
});

describe('faults that last', () => {
  it('reads the state of the moment the rule was made', async () => {
    const { client, low } = await market();
    await place(client, low, 'old');
    await faults(client, [{ route: 'GET /api/v3/openOrders', kind: 'stale', times: 2 }]);
    await place(client, low, 'new');
    expect(await openIds(client)).toEqual(['old']);
    expect(await openIds(client)).toEqual(['old']);
    expect(await openIds(client)).toEqual(['old', 'new']);
  });

  it('hides fresh orders from queries on request, and numbers them above 2^53', async () => {
    const { client, low } = await market();
    await faults(client, [], { readAfterWriteMs: 3_600_000, largeOrderIds: true });
    const reply = await client.raw(
      'POST',
      `/api/v3/order?${await client.signedQuery({
        symbol: SYMBOL,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        price: low.toFixed(2),
        quantity: '0.001',
        newClientOrderId: 'a',
      })}`,
      { 'X-MBX-APIKEY': 'simulator-key' },
    );
    expect(Number(at(reply.body, 'orderId'))).toBeGreaterThan(2 ** 53);
    expect((await query(client, 'a')).body).toMatchObject({ code: -2013 });
    await client.advance(3_600_000);
    const seen = await query(client, 'a');
    expect(at(seen.body, 'status')).toBe('NEW');
    const text = withLargeIds('{"orderId":1000001,"clientOrderId":"a"}');
    expect(text).toBe('{"orderId":8389766145001000001,"clientOrderId":"a"}');
    expect(withoutLargeIds('symbol=X&orderId=8389766145001000001')).toBe(
      'symbol=X&orderId=1000001',
    );
  });

  it('changes filters at run time, shifts the clock, and bans the address', async () => {
    const { client, low } = await market();
    await faults(client, [
      {
        route: ORDER,
        kind: 'filters',
        market: 'spot',
        symbol: SYMBOL,
        set: { minNotional: '1000' },
      },
    ]);
    expect((await place(client, low, 'a')).body).toMatchObject({
      code: -1013,
      msg: 'Filter failure: NOTIONAL',
    });
    const info = await client.get('/api/v3/exchangeInfo', { symbol: SYMBOL });
    expect(JSON.stringify(info.body)).toContain('"minNotional":"1000.00000000"');
    await client.control('DELETE', '/sim/faults');
    expect((await place(client, low, 'a')).status).toBe(200);

    const before = Number(at((await client.get('/api/v3/time')).body, 'serverTime'));
    await faults(client, [{ route: '* /api/*', kind: 'clockShift', ms: 90_000, times: 0 }]);
    const after = Number(at((await client.get('/api/v3/time')).body, 'serverTime'));
    expect(after - before).toBeGreaterThanOrEqual(90_000);
    expect((await query(client, 'a')).body).toMatchObject({ code: -1021 });
    await client.control('DELETE', '/sim/faults');

    await faults(client, [{ route: 'GET /fapi/v1/time', kind: 'ban', ms: 60_000 }]);
    const banned = await client.get('/fapi/v1/time');
    expect(banned.status).toBe(418);
    expect(at(banned.body, 'msg')).toMatch(/banned until [0-9]{13}/);
    expect((await client.get('/api/v3/time')).status).toBe(200);
    await client.advance(60_000);
    expect((await client.get('/fapi/v1/time')).status).toBe(200);
  });

  it('goes from 429 to 418 when the requests go on, and names the end', async () => {
    const { client } = await market();
    const hit = (): Promise<Reply> => client.get('/api/v3/ticker/24hr');
    const replies: Reply[] = [];
    while (replies.length < 120 && replies.at(-1)?.status !== 418) replies.push(await hit());
    const statuses = replies.map((reply) => reply.status);
    expect(statuses.indexOf(429)).toBe(74);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(statuses.at(-1)).toBe(418);
    expect(replies.at(-1)?.headers.get('retry-after')).toBe('120');
  });
});

describe('rules', () => {
  it('count per route, strike from the nth so many times, and are shown', async () => {
    const { client } = await market();
    const made = await faults(client, [
      { route: '* /api/v3/ping', nth: 2, times: 2, kind: 'status', code: -1001 },
    ]);
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await client.get('/api/v3/ping')).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    const shown = await client.control('GET', '/sim/faults');
    expect(at(shown, 'rules', 0)).toMatchObject({ id: at(made, 'ids', 0), seen: 5, applied: 2 });
    expect(await client.control('DELETE', '/sim/faults')).toEqual({ removed: 1 });
  });

  it('are drawn from the seed alone and shared by the processes of one file', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const file = temporaryFile();
      const one = (await start({ file })).client;
      const two = (await start({ file })).client;
      await faults(
        one,
        [{ route: 'GET /api/v3/ping', times: 0, probability: 0.5, kind: 'status', code: -1001 }],
        { seed },
      );
      const statuses: number[] = [];
      for (let i = 0; i < 20; i++) {
        statuses.push((await (i % 2 === 0 ? one : two).get('/api/v3/ping')).status);
      }
      return statuses;
    };
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  it('draw evenly and match by method and path', () => {
    const draws = Array.from({ length: 4000 }, (_, i) => draw(7, 1, i));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
    expect(matches('* /fapi/*', 'GET', '/fapi/v1/time')).toBe(true);
    expect(matches('GET /fapi/v1/time', 'POST', '/fapi/v1/time')).toBe(false);
    expect(matches('GET /fapi/v1/ti', 'GET', '/fapi/v1/time')).toBe(false);
  });

  it.each([
    [{ route: 'nowhere', kind: 'reset' }],
    [{ route: ORDER, kind: 'earthquake' }],
    [{ route: ORDER, kind: 'reset', nth: 0 }],
    [{ route: ORDER, kind: 'clockShift' }],
    [{ route: ORDER, kind: 'filters', market: 'spot', symbol: SYMBOL, set: { tick: '1' } }],
    [{ route: ORDER, kind: 'reset', probability: 2 }],
  ])('refuse %j', async (rule) => {
    const { client } = await start();
    await expect(faults(client, [rule])).rejects.toThrow('-1130');
  });
});

describe('accounts and symbols', () => {
  it('opens accounts with several assets, a fee tier and BNB payment', async () => {
    const { client } = await start();
    await client.control('POST', '/sim/accounts', {
      key: 'second',
      secret: 'second-secret',
      balances: { spot: { USDT: '5000', BTC: '0.5', BNB: '10' }, usdm: '100' },
      feeTier: 1,
    });
    const report = await client.control('GET', '/sim/report?key=second');
    expect(Number(at(report, 'startEquityQuote'))).toBeGreaterThan(5100 + 30_000);
    expect(at(report, 'startEquityQuote')).toBe(at(report, 'endEquityQuote'));
    await client.control('POST', '/sim/account', {
      key: 'second',
      bnbFees: { spot: true, usdm: false },
      deposits: { spot: { ETH: '1' }, usdm: '50' },
    });
    const after = await client.control('GET', '/sim/report?key=second');
    expect(at(after, 'startEquityQuote')).toBe(at(after, 'endEquityQuote'));
    expect(list(at(after, 'symbols')).map((row) => at(row, 'symbol'))).toEqual([
      'BTCUSDT',
      'ETHUSDT',
      'BNBUSDT',
    ]);
  });

  it('lists only the symbols that were asked for, and after them their markets in USDC', async () => {
    const feed = { name: 'synthetic', seed: 1, symbols: ['ETHUSDT', 'BTCUSDT'] } as const;
    const { client } = await start({ feed });
    const other = await start();
    const names = async (from: Client): Promise<Json[]> =>
      list(at((await from.get('/fapi/v1/exchangeInfo')).body, 'symbols')).map((row) =>
        at(row, 'symbol'),
      );
    expect(await names(client)).toEqual(['ETHUSDT', 'BTCUSDT', 'BTCUSDC', 'ETHUSDC']);
    expect(await names(other.client)).toEqual([
      ...['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT'],
      ...['BTCUSDC', 'ETHUSDC'],
    ]);
    expect(
      (await client.get('/api/v3/klines', { symbol: 'SOLUSDT', interval: '1m' })).body,
    ).toEqual({ code: -1121, msg: 'Invalid symbol.' });
  });

  it('moves the followers with BTCUSDT', () => {
    const feed = new SyntheticFeed(1, Date.UTC(2026, 0, 5));
    const returns = (symbol: string): number[] => {
      const { close } = feed.series(symbol, 525_600).spot;
      return Array.from({ length: 400 }, (_, i) =>
        Math.log((close[(i + 2) * 1000] ?? 1) / (close[(i + 1) * 1000] ?? 1)),
      );
    };
    const leader = returns('BTCUSDT');
    for (const symbol of ['ETHUSDT', 'BNBUSDT', 'SOLUSDT']) {
      const other = returns(symbol);
      const product = leader.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
      const size = (values: number[]): number => Math.sqrt(values.reduce((s, v) => s + v * v, 0));
      expect(product / size(leader) / size(other)).toBeGreaterThan(0.6);
    }
  });
});
