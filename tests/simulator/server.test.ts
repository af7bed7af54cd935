import { MainClient, USDMClient } from 'binance';
import {
  at,
  Client,
  KEY,
  list,
  MINUTE_MS,
  SECRET,
  spotBid,
  start,
  stopAll,
  temporaryFile,
  TestClock,
} from './support';

const SYMBOL = 'BTCUSDT';
afterEach(stopAll);

const limit = (
  side: string,
  price: number,
  quantity: string,
  id: string,
): Record<string, string> => ({
  symbol: SYMBOL,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: price.toFixed(1),
  quantity,
  newClientOrderId: id,
});

describe('market data', () => {
  it('tells the rules of both markets as the exchange does', async () => {
    const { client } = await start();
    const spot = at(
      (await client.get('/api/v3/exchangeInfo', { symbol: SYMBOL })).body,
      'symbols',
      0,
    );
    expect(at(spot, 'filters', 0)).toEqual({
      filterType: 'PRICE_FILTER',
      minPrice: '0.01000000',
      maxPrice: '1000000.00000000',
      tickSize: '0.01000000',
    });
    expect(at(spot, 'filters', 5)).toMatchObject({
      bidMultiplierUp: '2',
      bidMultiplierDown: '0.5',
      avgPriceMins: 5,
    });
    const usdm = at((await client.get('/fapi/v1/exchangeInfo')).body, 'symbols', 0);
    expect(list(at(usdm, 'filters'))).toEqual([
      { filterType: 'PRICE_FILTER', minPrice: '556.80', maxPrice: '4529764', tickSize: '0.10' },
      { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '1000', stepSize: '0.001' },
      { filterType: 'MARKET_LOT_SIZE', minQty: '0.001', maxQty: '120', stepSize: '0.001' },
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MIN_NOTIONAL', notional: '50' },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: '1.0500',
        multiplierDown: '0.9500',
        multiplierDecimal: '4',
      },
      { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
    ]);
    expect((await client.get('/api/v3/exchangeInfo', { symbol: 'NOPE' })).body).toEqual({
      code: -1121,
      msg: 'Invalid symbol.',
    });
  });

  it('aggregates minutes into longer candles, aligned to UTC, a year back', async () => {
    const { client } = await start();
    const hour = list(
      (await client.get('/api/v3/klines', { symbol: SYMBOL, interval: '1h', limit: 1 })).body,
    )[0]!;
    const minutes = list(
      (await client.get('/api/v3/klines', { symbol: SYMBOL, interval: '1m', limit: 60 })).body,
    );
    expect(at(hour, 0)).toBe(at(minutes[0]!, 0));
    expect(Number(at(hour, 0)) % 3_600_000).toBe(0);
    expect(at(hour, 1)).toBe(at(minutes[0]!, 1));
    expect(Number(at(hour, 2))).toBe(Math.max(...minutes.map((row) => Number(at(row, 2)))));
    expect(Number(at(hour, 3))).toBe(Math.min(...minutes.map((row) => Number(at(row, 3)))));
    expect(at(hour, 4)).toBe(at(minutes[59]!, 4));
    const volume = minutes.reduce<number>((sum, row) => sum + Number(at(row, 5)), 0);
    expect(Number(at(hour, 5))).toBeCloseTo(volume, 6);
    const days = list(
      (await client.get('/fapi/v1/klines', { symbol: SYMBOL, interval: '1d', limit: 500 })).body,
    );
    expect(days.length).toBe(365);
    expect(
      (await client.get('/fapi/v1/klines', { symbol: SYMBOL, interval: '1m', limit: 2000 })).body,
    ).toMatchObject({ code: -1130 });
    expect((await client.get('/fapi/v1/klines', { symbol: SYMBOL, interval: '1s' })).body).toEqual({
      code: -1120,
      msg: 'Invalid interval.',
    });
  });

  it('shows a book around the last price, mark, index and funding', async () => {
    const { client } = await start();
    const book = (await client.get('/fapi/v1/depth', { symbol: SYMBOL, limit: 20 })).body;
    const bids = list(at(book, 'bids')).map((row) => Number(at(row, 0)));
    const asks = list(at(book, 'asks')).map((row) => Number(at(row, 0)));
    expect(bids.length).toBe(20);
    expect([...bids].sort((a, b) => b - a)).toEqual(bids);
    expect([...asks].sort((a, b) => a - b)).toEqual(asks);
    expect(asks[0]! - bids[0]!).toBeCloseTo(0.1, 6);
    const last = Number(
      at((await client.get('/fapi/v1/ticker/price', { symbol: SYMBOL })).body, 'price'),
    );
    expect(bids[0]).toBe(last);
    const premium = (await client.get('/fapi/v1/premiumIndex', { symbol: SYMBOL })).body;
    expect(at(premium, 'nextFundingTime')).toBe(Date.UTC(2026, 0, 5, 8));
    expect(Math.abs(Number(at(premium, 'markPrice')) / last - 1)).toBeLessThan(0.002);
    const rates = list(
      (await client.get('/fapi/v1/fundingRate', { symbol: SYMBOL, limit: 3 })).body,
    );
    expect(rates.map((row) => at(row, 'fundingTime'))).toEqual(
      [-16, -8, 0].map((hours) => Date.UTC(2026, 0, 5) + hours * 3_600_000),
    );
    expect((await client.get('/fapi/v1/depth', { symbol: SYMBOL, limit: 3 })).body).toEqual({
      code: -4021,
      msg: '3 is not valid depth limit',
    });
  });
});

describe('signed requests', () => {
  it('refuses what is unsigned, wrongly signed, unknown, late or early, with the codes of the exchange', async () => {
    const clock = new TestClock();
    const { client, simulator } = await start({ now: clock.now });
    const now = Number(at((await client.get('/api/v3/time')).body, 'serverTime'));
    expect((await client.raw('GET', '/api/v3/account')).status).toBe(401);
    expect((await client.raw('GET', '/api/v3/account')).body).toMatchObject({ code: -2014 });
    const stranger = new Client(simulator.url, 'other-key');
    expect(await stranger.signed('GET', '/fapi/v2/balance')).toMatchObject({
      status: 401,
      body: { code: -2015 },
    });
    const forger = new Client(simulator.url, KEY, 'other-secret');
    expect((await forger.signed('GET', '/fapi/v2/balance')).body).toMatchObject({ code: -1022 });
    const query = await client.signedQuery({ symbol: SYMBOL, timestamp: now });
    const tampered = query.replace(SYMBOL, 'ETHUSDT');
    expect(
      (await client.raw('GET', `/api/v3/openOrders?${tampered}`, { 'X-MBX-APIKEY': KEY })).body,
    ).toMatchObject({ code: -1022 });
    const unsigned = `timestamp=${now}`;
    expect(
      (await client.raw('GET', `/api/v3/account?${unsigned}`, { 'X-MBX-APIKEY': KEY })).body,
    ).toMatchObject({ code: -1102 });
    const status = async (params: Record<string, number>): Promise<number> =>
      (await client.signed('GET', '/api/v3/account', params)).status;
    const ask = async (params: Record<string, number>) =>
      at((await client.signed('GET', '/api/v3/account', params)).body, 'code');
    expect(await status({ timestamp: now + 999 })).toBe(200);
    expect(await ask({ timestamp: now + 1000 })).toBe(-1021);
    expect(await status({ timestamp: now - 5000 })).toBe(200);
    expect(await ask({ timestamp: now - 5001 })).toBe(-1021);
    expect(await status({ timestamp: now - 60_000, recvWindow: 60_000 })).toBe(200);
    expect(await ask({ timestamp: now, recvWindow: 60_001 })).toBe(-1131);
  });

  it('takes signed parameters from a form body as well', async () => {
    const { client } = await start();
    const body = await client.signedQuery({ symbol: SYMBOL, leverage: 7 });
    const headers = { 'X-MBX-APIKEY': KEY, 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await client.raw('POST', '/fapi/v1/leverage', headers, body)).body).toMatchObject({
      leverage: 7,
    });
  });

  it('serves the published client of the exchange', async () => {
    const { simulator } = await start({ clock: 'wall', now: Date.now });
    const options = {
      api_key: KEY,
      api_secret: SECRET,
      baseUrl: simulator.url,
      filterUndefinedParams: true,
    };
    const usdm = new USDMClient(options);
    const spot = new MainClient(options);
    const account = await spot.getAccountInformation();
    expect(account.balances.map(({ asset }) => asset)).toEqual(['USDT']);
    expect(account.uid).toBe(123_456_789);
    await usdm.setLeverage({ symbol: SYMBOL, leverage: 5 });
    const order = await spot.submitNewOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: 0.01,
      newClientOrderId: 'x-U5D79M5B-1',
      newOrderRespType: 'FULL',
    });
    expect(order).toMatchObject({ status: 'FILLED', executedQty: '0.01000000' });
    await usdm.submitNewOrder({
      symbol: SYMBOL,
      side: 'SELL',
      type: 'MARKET',
      quantity: 0.01,
      newClientOrderId: 'x-15PC4ZJy-1',
    });
    const position = (await usdm.getPositions({ symbol: SYMBOL }))[0];
    expect(position).toMatchObject({
      positionAmt: '-0.010',
      leverage: '5',
      marginType: 'isolated',
    });
    expect(
      await usdm.getOrder({ symbol: SYMBOL, origClientOrderId: 'x-15PC4ZJy-1' }),
    ).toMatchObject({ status: 'FILLED' });
    expect((await usdm.getIncomeHistory({})).map((row) => row.incomeType)).toEqual(['COMMISSION']);
    await expect(
      usdm.cancelOrder({ symbol: SYMBOL, origClientOrderId: 'nope' }),
    ).rejects.toMatchObject({ code: -2011 });
    await expect(
      usdm.setMarginType({ symbol: SYMBOL, marginType: 'ISOLATED' }),
    ).rejects.toMatchObject({ code: -4046 });
  });
});

describe('orders', () => {
  it('locks, fills, charges and releases on the spot market', async () => {
    const { client } = await start();
    const bid = await spotBid(client);
    const far = Math.floor(bid * 0.9);
    expect(
      (await client.signed('POST', '/api/v3/order', limit('BUY', far, '0.01', 'far'))).body,
    ).toMatchObject({ status: 'NEW', fills: [] });
    const balances = async () =>
      list(at((await client.signed('GET', '/api/v3/account')).body, 'balances'));
    expect((await balances())[0]).toMatchObject({ asset: 'USDT', locked: (far * 0.01).toFixed(8) });
    expect(
      (await client.signed('POST', '/api/v3/order', limit('BUY', far, '0.01', 'far'))).body,
    ).toEqual({ code: -2010, msg: 'Duplicate order sent.' });
    expect(
      (await client.signed('GET', '/api/v3/order', { symbol: SYMBOL, origClientOrderId: 'far' }))
        .body,
    ).toMatchObject({ status: 'NEW', clientOrderId: 'far' });
    expect(
      (await client.signed('DELETE', '/api/v3/order', { symbol: SYMBOL, origClientOrderId: 'far' }))
        .body,
    ).toMatchObject({ status: 'CANCELED', origClientOrderId: 'far' });
    expect((await balances())[0]).toMatchObject({ free: '10000.00000000', locked: '0.00000000' });
    expect(
      (await client.signed('DELETE', '/api/v3/order', { symbol: SYMBOL, origClientOrderId: 'far' }))
        .body,
    ).toEqual({ code: -2011, msg: 'Unknown order sent.' });
    expect(
      (await client.signed('GET', '/api/v3/order', { symbol: SYMBOL, origClientOrderId: 'gone' }))
        .body,
    ).toEqual({ code: -2013, msg: 'Order does not exist.' });
    const market = (
      await client.signed('POST', '/api/v3/order', {
        symbol: SYMBOL,
        side: 'BUY',
        type: 'MARKET',
        quantity: '0.05',
      })
    ).body;
    expect(market).toMatchObject({ status: 'FILLED', executedQty: '0.05000000' });
    expect((await balances())[1]).toEqual({
      asset: 'BTC',
      free: '0.04995000',
      locked: '0.00000000',
    });
    const trades = list((await client.signed('GET', '/api/v3/myTrades', { symbol: SYMBOL })).body);
    expect(trades[0]).toMatchObject({
      commission: '0.00005000',
      commissionAsset: 'BTC',
      isMaker: false,
      isBuyer: true,
    });
  });

  it('refuses what the spot filters forbid', async () => {
    const { client } = await start();
    const bid = await spotBid(client);
    const ask = async (params: Record<string, string>) =>
      (
        await client.signed('POST', '/api/v3/order', {
          ...limit('BUY', bid - 100, '0.01', 'x'),
          ...params,
        })
      ).body;
    const fails = (filter: string) => ({ code: -1013, msg: `Filter failure: ${filter}` });
    expect(await ask({ price: '80000.001' })).toEqual(fails('PRICE_FILTER'));
    expect(await ask({ quantity: '0.000001' })).toEqual(fails('LOT_SIZE'));
    expect(await ask({ quantity: '0.010005' })).toEqual(fails('LOT_SIZE'));
    expect(await ask({ quantity: '0.00001' })).toEqual(fails('NOTIONAL'));
    expect(await ask({ price: (bid * 0.49).toFixed(2) })).toEqual(fails('PERCENT_PRICE_BY_SIDE'));
    expect(await ask({ quantity: '0.0100000001' })).toMatchObject({ code: -1111 });
    expect(await ask({ price: '8e4' })).toMatchObject({ code: -1100 });
    expect(await ask({ quantity: '1' })).toEqual({
      code: -2010,
      msg: 'Account has insufficient balance for requested action.',
    });
    expect(await ask({ quantity: '' })).toMatchObject({ code: -1102 });
    expect(await ask({ newClientOrderId: 'nö' })).toMatchObject({ code: -1100 });
    expect(
      await ask({ type: 'LIMIT_MAKER', price: (bid + 100).toFixed(2), timeInForce: '' }),
    ).toEqual({ code: -2010, msg: 'Order would immediately match and take.' });
    expect(await ask({ symbol: 'NOPE' })).toEqual({ code: -1121, msg: 'Invalid symbol.' });
    expect(at(await client.control('GET', '/sim/report'), 'ordersPlaced')).toBe(0);
  });

  it('refuses what the futures filters forbid', async () => {
    const { client } = await start();
    const last = Number(
      at((await client.get('/fapi/v1/ticker/price', { symbol: SYMBOL })).body, 'price'),
    );
    const ask = async (params: Record<string, string>) =>
      (
        await client.signed('POST', '/fapi/v1/order', {
          ...limit('BUY', last - 100, '0.010', 'x'),
          ...params,
        })
      ).body;
    const code = async (params: Record<string, string>) => at(await ask(params), 'code');
    expect(await code({ price: (last - 100.05).toFixed(2) })).toBe(-4014);
    expect(await code({ price: '80000.001' })).toBe(-1111);
    expect(await code({ quantity: '0.0105' })).toBe(-1111);
    expect(await code({ quantity: '0' })).toBe(-4003);
    expect(await code({ quantity: '1001' })).toBe(-4005);
    expect(await code({ price: (last * 1.06).toFixed(1) })).toBe(-4016);
    expect(await code({ side: 'SELL', price: (last * 0.94).toFixed(1) })).toBe(-4024);
    expect(await code({ price: '500' })).toBe(-4013);
    expect(await code({ quantity: '100' })).toBe(-2019);
    expect(await code({ positionSide: 'LONG' })).toBe(-4061);
    expect(await code({ reduceOnly: 'true' })).toBe(-2022);
    expect(await code({ type: 'STOP_MARKET' })).toBe(-4120);
    expect(await code({ timeInForce: 'GTX', price: (last + 100).toFixed(1) })).toBe(-5022);
    expect(await code({ newClientOrderId: 'a'.repeat(37) })).toBe(-4015);
    expect(await code({ symbol: 'NOPE' })).toBe(-1121);
    const small = { type: 'MARKET', price: '', timeInForce: '' };
    // 0.001 BTC is worth more than 50 USDT at any price this market has, so the notional rule shows on a low price only.
    expect(await ask({ ...small, quantity: '0.001' })).toMatchObject({
      status: 'NEW',
      executedQty: '0.000',
    });
    expect(await ask({})).toMatchObject({ status: 'NEW' });
    expect(await code({})).toBe(-4116);
  });

  it('opens, carries and closes an isolated position', async () => {
    const { client } = await start();
    await client.signed('POST', '/fapi/v1/leverage', { symbol: SYMBOL, leverage: 10 });
    const sell = {
      symbol: SYMBOL,
      side: 'SELL',
      type: 'MARKET',
      quantity: '0.100',
      newOrderRespType: 'RESULT',
    };
    expect((await client.signed('POST', '/fapi/v1/order', sell)).body).toMatchObject({
      status: 'FILLED',
      executedQty: '0.100',
    });
    const risk = at(
      (await client.signed('GET', '/fapi/v2/positionRisk', { symbol: SYMBOL })).body,
      0,
    );
    const entry = Number(at(risk, 'entryPrice'));
    expect(at(risk, 'isolatedWallet')).toBe(String(Number((entry * 0.01).toFixed(8))));
    // One-way isolated short: (WB + P x EP) / (P x (MMR + 1)), reference I.
    const wallet = Number(at(risk, 'isolatedWallet'));
    expect(Number(at(risk, 'liquidationPrice'))).toBeCloseTo(
      (wallet + 0.1 * entry) / (0.1 * 1.004),
      4,
    );
    expect(
      (await client.signed('POST', '/fapi/v1/leverage', { symbol: SYMBOL, leverage: 5 })).body,
    ).toMatchObject({ code: -4161 });
    await client.advance(8 * 3_600_000);
    const income = list(
      (await client.signed('GET', '/fapi/v1/income', { incomeType: 'FUNDING_FEE' })).body,
    );
    expect(income.length).toBe(1);
    const close = {
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.100',
      reduceOnly: 'true',
    };
    await client.signed('POST', '/fapi/v1/order', close);
    const all = list((await client.signed('GET', '/fapi/v1/income')).body);
    const sum = all.reduce<number>((total, row) => total + Number(at(row, 'income')), 0);
    const balance = at((await client.signed('GET', '/fapi/v3/balance')).body, 0);
    expect(Number(at(balance, 'balance'))).toBeCloseTo(10_000 + sum, 6);
    expect(at(balance, 'availableBalance')).toBe(at(balance, 'balance'));
    expect((await client.signed('GET', '/fapi/v3/positionRisk')).body).toEqual([]);
  });
});

describe('limits', () => {
  it('shows weights and order counts, and refuses with 429 above them', async () => {
    const clock = new TestClock();
    const { client } = await start({ clock: 'wall', now: clock.now });
    expect((await client.get('/api/v3/ping')).headers.get('x-mbx-used-weight-1m')).toBe('1');
    expect(
      (await client.signed('GET', '/api/v3/account')).headers.get('x-mbx-used-weight-1m'),
    ).toBe('21');
    const bid = await spotBid(client);
    const placed = await client.signed(
      'POST',
      '/api/v3/order',
      limit('BUY', Math.floor(bid * 0.9), '0.001', 'a'),
    );
    expect(placed.headers.get('x-mbx-used-weight-1m')).toBe('23');
    expect(placed.headers.get('x-mbx-order-count-10s')).toBe('1');
    expect(placed.headers.get('x-mbx-order-count-1d')).toBe('1');
    // A taker's first fill gives its count back (reference B2).
    const taken = await client.signed('POST', '/api/v3/order', {
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
    });
    expect(taken.headers.get('x-mbx-order-count-10s')).toBe('1');
    for (let i = 0; i < 99; i++)
      await client.signed(
        'POST',
        '/api/v3/order',
        limit('BUY', Math.floor(bid * 0.9), '0.0001', `n${i}`),
      );
    const refused = await client.signed(
      'POST',
      '/api/v3/order',
      limit('BUY', Math.floor(bid * 0.9), '0.0001', 'late'),
    );
    expect(refused).toMatchObject({ status: 429, body: { code: -1015 } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    clock.at += 10_000;
    expect(
      (
        await client.signed(
          'POST',
          '/api/v3/order',
          limit('BUY', Math.floor(bid * 0.9), '0.0001', 'late'),
        )
      ).status,
    ).toBe(200);
    clock.at += MINUTE_MS;
    for (let i = 0; i < 30; i++) expect((await client.get('/fapi/v1/openOrders')).status).toBe(401);
    for (let i = 0; i < 30; i++) await client.get('/fapi/v1/openOrders');
    expect(await client.get('/fapi/v1/ping')).toMatchObject({ status: 429, body: { code: -1003 } });
    expect((await client.get('/api/v3/ping')).status).toBe(200);
    expect(at(await client.control('GET', '/sim/report'), 'rateLimitViolations')).toBe(2);
    clock.at += MINUTE_MS;
    expect((await client.get('/fapi/v1/ping')).headers.get('x-mbx-used-weight-1m')).toBe('1');
  });
});

describe('clocks', () => {
  it('stepped: time runs on but stops before the next minute, and only an advance moves the market', async () => {
    const clock = new TestClock();
    const { client } = await start({ now: clock.now });
    const startAt = Date.UTC(2026, 0, 5);
    const time = async () => at((await client.get('/api/v3/time')).body, 'serverTime');
    expect(await time()).toBe(startAt);
    clock.at += 30_000;
    expect(await time()).toBe(startAt + 30_000);
    const price = (await client.get('/api/v3/ticker/price', { symbol: SYMBOL })).body;
    clock.at += 3_600_000;
    expect(await time()).toBe(startAt + MINUTE_MS - 1);
    expect((await client.get('/api/v3/ticker/price', { symbol: SYMBOL })).body).toEqual(price);
    // A client in step with the running clock is not refused because time is held back.
    expect(
      (await client.signed('GET', '/api/v3/account', { timestamp: startAt + 3_630_500 })).status,
    ).toBe(200);
    expect(await client.advance(5 * MINUTE_MS)).toEqual({
      now: startAt + 5 * MINUTE_MS,
      fills: 0,
      fundings: 0,
    });
    expect(await time()).toBe(startAt + 5 * MINUTE_MS);
    expect((await client.get('/api/v3/ticker/price', { symbol: SYMBOL })).body).not.toEqual(price);
    const candle = list(
      (await client.get('/api/v3/klines', { symbol: SYMBOL, interval: '1m', limit: 1 })).body,
    )[0]!;
    expect(at(candle, 6)).toBe(startAt + 5 * MINUTE_MS - 1);
    expect(
      await client.control('POST', '/sim/advance', { to: startAt + 8 * 3_600_000 }),
    ).toMatchObject({ now: startAt + 8 * 3_600_000 });
    await expect(client.control('POST', '/sim/advance', { to: startAt })).rejects.toThrow('-1130');
  });

  it('wall: every request lives through the time since the last one', async () => {
    const clock = new TestClock(Date.UTC(2026, 2, 1, 12, 0, 12, 345));
    const { client } = await start({ clock: 'wall', now: clock.now });
    expect(at((await client.get('/api/v3/time')).body, 'serverTime')).toBe(clock.at);
    const bid = await spotBid(client);
    await client.signed(
      'POST',
      '/api/v3/order',
      limit('BUY', Math.floor(bid * 0.997), '0.01', 'near'),
    );
    clock.at += 5 * 3_600_000;
    const order = (
      await client.signed('GET', '/api/v3/order', { symbol: SYMBOL, origClientOrderId: 'near' })
    ).body;
    expect(order).toMatchObject({ status: 'FILLED' });
    expect(Number(at(order, 'updateTime'))).toBeLessThan(clock.at);
    await expect(client.advance(1000)).rejects.toThrow('-1020');
  });
});

describe('control routes', () => {
  it('reports what a bare short and a hedged one are', async () => {
    const { client } = await start();
    await client.signed('POST', '/fapi/v1/order', {
      symbol: SYMBOL,
      side: 'SELL',
      type: 'MARKET',
      quantity: '0.050',
    });
    await client.advance(MINUTE_MS);
    await client.advance(MINUTE_MS);
    const bare = await client.control('GET', '/sim/report');
    expect(at(bare, 'unprotectedMs')).toBe(2 * MINUTE_MS);
    expect(at(bare, 'maxAbsDeltaFraction')).toBeGreaterThan(0.19);
    await client.signed('POST', '/api/v3/order', {
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.05',
    });
    await client.advance(8 * 3_600_000 - 2 * MINUTE_MS);
    const hedged = await client.control('GET', '/sim/report');
    expect(at(hedged, 'unprotectedMs')).toBe(2 * MINUTE_MS);
    expect(hedged).toMatchObject({
      clock: 'stepped',
      feed: { name: 'synthetic', seed: 1, startAt: Date.UTC(2026, 0, 5) },
      ordersPlaced: 2,
      ordersCancelled: 0,
      fundings: 1,
      openOrdersExchange: 0,
      duplicateOrders: 0,
      startEquityQuote: '20000.00000000',
    });
    expect(at(hedged, 'symbols', 0)).toMatchObject({
      symbol: SYMBOL,
      spotBase: '0.04995000',
      futuresPosition: '-0.050',
      fundings: 1,
    });
  });

  it('counts an accepted order that reuses an id, even after the first is closed', async () => {
    const { client } = await start();
    const order = {
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
      newClientOrderId: 'same',
    };
    for (let i = 0; i < 3; i++)
      expect((await client.signed('POST', '/api/v3/order', order)).status).toBe(200);
    expect(at(await client.control('GET', '/sim/report'), 'duplicateOrders')).toBe(2);
  });

  it('keeps accounts apart', async () => {
    const { client, simulator } = await start();
    await client.control('POST', '/sim/accounts', {
      key: 'second',
      secret: 'secret2',
      balances: { spot: '500', usdm: 250.5 },
    });
    const second = new Client(simulator.url, 'second', 'secret2');
    expect(at((await second.signed('GET', '/api/v3/account')).body, 'balances', 0)).toMatchObject({
      free: '500.00000000',
    });
    await second.signed('POST', '/api/v3/order', {
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
    });
    expect(at(await client.control('GET', '/sim/report'), 'ordersPlaced')).toBe(0);
    expect(await client.control('GET', '/sim/report?key=second')).toMatchObject({
      ordersPlaced: 1,
      startEquityQuote: '750.50000000',
    });
    await expect(
      client.control('POST', '/sim/accounts', { key: 'second', secret: 'x' }),
    ).rejects.toThrow('-1130');
  });

  it.each(['before', 'after'] as const)('holds a reply %s the order is executed', async (phase) => {
    const { client } = await start();
    await client.control('POST', '/sim/hold', { route: 'POST /api/v3/order', nth: 2, phase });
    const order = (id: string) =>
      client.signed('POST', '/api/v3/order', {
        symbol: SYMBOL,
        side: 'BUY',
        type: 'MARKET',
        quantity: '0.001',
        newClientOrderId: id,
      });
    await order('first');
    const second = order('second');
    while (at(await client.control('GET', '/sim/holds'), 0, 'holding') !== true)
      await new Promise((go) => setTimeout(go, 10));
    const seen = await client.signed('GET', '/api/v3/order', {
      symbol: SYMBOL,
      origClientOrderId: 'second',
    });
    expect(seen.status).toBe(phase === 'after' ? 200 : 400);
    expect(await client.control('POST', '/sim/release')).toEqual({ released: 1 });
    expect((await second).body).toMatchObject({ status: 'FILLED' });
  });

  it('drops a request held before execution when its sender has gone', async () => {
    const { client, simulator } = await start();
    await client.control('POST', '/sim/hold', {
      route: 'POST /api/v3/order',
      nth: 1,
      phase: 'before',
    });
    const query = await client.signedQuery({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
      newClientOrderId: 'gone',
    });
    const abort = new AbortController();
    const sent = fetch(`${simulator.url}/api/v3/order?${query}`, {
      method: 'POST',
      headers: { 'X-MBX-APIKEY': KEY },
      signal: abort.signal,
    });
    while (at(await client.control('GET', '/sim/holds'), 0, 'holding') !== true)
      await new Promise((go) => setTimeout(go, 10));
    abort.abort();
    await expect(sent).rejects.toThrow();
    await new Promise((go) => setTimeout(go, 100));
    await client.control('POST', '/sim/release');
    await new Promise((go) => setTimeout(go, 100));
    expect(at(await client.control('GET', '/sim/report'), 'ordersPlaced')).toBe(0);
  });
});

describe('the origin', () => {
  it('answers 404 to what the exchange does not have, and 403 to a foreign name', async () => {
    const { client, simulator } = await start();
    expect((await client.get('/fapi/v1/nothing')).status).toBe(404);
    expect((await client.get('/api/v3/nothing')).status).toBe(404);
    expect((await client.get('/')).status).toBe(404);
    const { request } = await import('node:http');
    for (const headers of [{ Host: 'evil.example' }, { Origin: 'http://evil.example' }]) {
      const status = await new Promise((resolve) => {
        request(`${simulator.url}/sim/advance`, { method: 'POST', headers }, (reply) => {
          reply.resume();
          resolve(reply.statusCode);
        }).end('{"ms":60000}');
      });
      expect(status).toBe(403);
    }
    await expect(start({ host: '0.0.0.0', file: temporaryFile() })).rejects.toThrow('loopback');
  });
});
