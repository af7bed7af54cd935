import { MainClient } from 'binance';
import { decimal } from '../../lib/simulator/engine/decimal';
import type { Client } from './support';
import { at, KEY, list, MINUTE_MS, SECRET, spotBid, start, stopAll } from './support';

const SYMBOL = 'BTCUSDT';
const PLACE = '/api/v3/order';
afterEach(stopAll);

const limit = (
  side: string,
  price: number,
  quantity: string,
  more: Record<string, string> = {},
): Record<string, string> => ({
  symbol: SYMBOL,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: price.toFixed(2),
  quantity,
  ...more,
});

const count = async (client: Client): Promise<unknown> =>
  at((await client.signed('GET', '/api/v3/rateLimit/order')).body, 0, 'count');

describe('a replacement', () => {
  it('counts one order even when the new one is not attempted', async () => {
    const { client } = await start();
    const bid = await spotBid(client);
    const ask = limit('BUY', bid * 0.9, '0.001', {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: '77',
    });
    const reply = await client.signed('POST', `${PLACE}/cancelReplace`, ask);
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      code: -2022,
      msg: 'Order cancel-replace failed.',
      data: {
        cancelResult: 'FAILURE',
        newOrderResult: 'NOT_ATTEMPTED',
        cancelResponse: { code: -2011, msg: 'Unknown order sent.' },
        newOrderResponse: null,
      },
    });
    expect(reply.headers.get('x-mbx-order-count-10s')).toBe('1');
    expect(await count(client)).toBe(1);
  });

  it('above the order limit does nothing, or cancels only', async () => {
    const { client } = await start();
    const bid = await spotBid(client);
    for (let i = 0; i < 100; i++) {
      const order = limit('BUY', bid * 0.9, '0.0001', { newClientOrderId: `n${i}` });
      expect((await client.signed('POST', PLACE, order)).status).toBe(200);
    }
    const ask = limit('BUY', bid * 0.9, '0.0001', {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrigClientOrderId: 'n5',
    });
    const nothing = await client.signed('POST', `${PLACE}/cancelReplace`, ask);
    expect(nothing).toMatchObject({ status: 429, body: { code: -1015 } });
    const only = await client.signed('POST', `${PLACE}/cancelReplace`, {
      ...ask,
      orderRateLimitExceededMode: 'CANCEL_ONLY',
    });
    expect(only).toMatchObject({
      status: 429,
      body: {
        code: -2021,
        data: {
          cancelResult: 'SUCCESS',
          newOrderResult: 'FAILURE',
          newOrderResponse: { code: -1015 },
        },
      },
    });
    expect(list((await client.signed('GET', '/api/v3/openOrders')).body).length).toBe(99);
  });

  it('whose order is refused has cancelled all the same', async () => {
    const { client } = await start();
    const bid = await spotBid(client);
    await client.signed('POST', PLACE, limit('BUY', bid * 0.9, '0.001', { newClientOrderId: 'A' }));
    const reply = await client.signed('POST', `${PLACE}/cancelReplace`, {
      ...limit('BUY', bid * 0.9, '10'),
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrigClientOrderId: 'A',
    });
    expect(reply).toMatchObject({
      status: 409,
      body: { data: { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE' } },
    });
    expect((await client.signed('GET', '/api/v3/openOrders')).body).toEqual([]);
  });
});

describe('what an order remembers', () => {
  it('is found under its new id after an amendment, open and closed, and lists its amendments', async () => {
    const { client } = await start();
    const bid = await spotBid(client);
    const placed = await client.signed(
      'POST',
      PLACE,
      limit('BUY', bid * 0.9, '0.01', { newClientOrderId: 'A' }),
    );
    const orderId = Number(at(placed.body, 'orderId'));
    const amend = { symbol: SYMBOL, orderId, newQty: '0.005', newClientOrderId: 'A2' };
    const counted = await count(client);
    expect((await client.signed('PUT', `${PLACE}/amend/keepPriority`, amend)).status).toBe(200);
    expect(await count(client)).toBe(counted);
    const find = (id: string) =>
      client.signed('GET', PLACE, { symbol: SYMBOL, origClientOrderId: id });
    expect((await find('A2')).body).toMatchObject({ orderId, origQty: '0.00500000' });
    await client.signed('DELETE', PLACE, { symbol: SYMBOL, orderId });
    expect((await find('A2')).body).toMatchObject({ orderId, status: 'CANCELED' });
    expect((await find('A')).body).toMatchObject({ code: -2013 });
    expect(
      (await client.signed('GET', `${PLACE}/amendments`, { symbol: SYMBOL, orderId })).body,
    ).toEqual([
      {
        symbol: SYMBOL,
        orderId,
        // The order's acceptance was execution 1.
        executionId: 2,
        origClientOrderId: 'A',
        newClientOrderId: 'A2',
        origQty: '0.01000000',
        newQty: '0.00500000',
        time: expect.any(Number),
      },
    ]);
    const both = { symbol: SYMBOL, orderId, origClientOrderId: 'A' };
    expect((await client.signed('GET', PLACE, both)).body).toMatchObject({ code: -2039 });
  });

  it('tells prevented matches by order and by match', async () => {
    const balances = { spotQuote: decimal('10000000'), usdmQuote: 0n };
    const { client } = await start({ balances });
    await client.signed('POST', PLACE, {
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.05',
    });
    const bid = await spotBid(client);
    const maker = await client.signed('POST', PLACE, limit('SELL', bid + 0.02, '0.01'));
    const makerId = Number(at(maker.body, 'orderId'));
    const taker = await client.signed('POST', PLACE, {
      ...limit('BUY', bid + 300, '20'),
      selfTradePreventionMode: 'EXPIRE_TAKER',
    });
    expect(taker.body).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedMatchId: 1 });
    const mine = { symbol: SYMBOL, orderId: makerId };
    const rows = list((await client.signed('GET', '/api/v3/myPreventedMatches', mine)).body);
    expect(rows.length).toBe(1);
    const id = Number(at(rows[0]!, 'preventedMatchId'));
    const byMatch = { symbol: SYMBOL, preventedMatchId: id };
    expect((await client.signed('GET', '/api/v3/myPreventedMatches', byMatch)).body).toEqual(rows);
    expect(at(rows[0]!, 'makerOrderId')).toBe(makerId);
  });
});

describe('market data of spot', () => {
  it('has trades that sum up to the candle', async () => {
    const { client } = await start();
    await client.advance(5 * MINUTE_MS);
    const [candle] = list(
      (await client.get('/api/v3/klines', { symbol: SYMBOL, interval: '1m', limit: 1 })).body,
    );
    const startTime = Number(at(candle!, 0));
    const rows = list(
      (
        await client.get('/api/v3/aggTrades', {
          symbol: SYMBOL,
          startTime,
          endTime: startTime + MINUTE_MS - 1,
        })
      ).body,
    );
    expect(rows.length).toBe(60);
    const volume = rows.reduce<number>((sum, row) => sum + Number(at(row, 'q')), 0);
    expect(volume).toBeCloseTo(Number(at(candle!, 5)), 8);
    const last = list((await client.get('/api/v3/trades', { symbol: SYMBOL, limit: 3 })).body);
    expect(last.map((row) => at(row, 'id'))).toEqual(rows.slice(-3).map((row) => at(row, 'a')));
    const { status } = await client.get('/api/v3/ticker/tradingDay', { symbol: SYMBOL });
    expect(status).toBe(200);
  });

  it('lists symbols by permission, and prices of several', async () => {
    const { client } = await start();
    const info = await client.get('/api/v3/exchangeInfo', { permissions: '["SPOT","MARGIN"]' });
    expect(list(at(info.body, 'symbols')).length).toBeGreaterThan(0);
    const prices = await client.get('/api/v3/ticker/price', { symbols: '["BTCUSDT"]' });
    expect(prices.body).toEqual([{ symbol: SYMBOL, price: expect.any(String) }]);
  });
});

describe('the published client of the exchange', () => {
  it('reads the wallet, replaces, and tests with rates', async () => {
    // The client signs with this machine's clock, so the exchange has to run by it too.
    const { simulator, client } = await start({ clock: 'wall', now: Date.now });
    const spot = new MainClient({
      api_key: KEY,
      api_secret: SECRET,
      baseUrl: simulator.url,
      filterUndefinedParams: true,
    });
    expect(await spot.getTradeFee({ symbol: SYMBOL })).toEqual([
      { symbol: SYMBOL, makerCommission: '0.001', takerCommission: '0.001' },
    ]);
    const coins = await spot.getBalances();
    expect(coins.find((row) => row.coin === 'USDT')).toMatchObject({ free: '10000', locked: '0' });
    expect(await spot.getApiKeyPermissions()).toMatchObject({ enableSpotAndMarginTrading: true });
    const price = Math.floor((await spotBid(client)) * 0.9);
    const first = await spot.submitNewOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price,
      quantity: 0.01,
      newClientOrderId: 'x-U5D79M5B-1',
    });
    const replaced = await spot.replaceOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: price - 10,
      quantity: 0.01,
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: first.orderId,
    });
    expect(replaced).toMatchObject({ cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS' });
    expect(await spot.getOpenOrders({ symbol: SYMBOL })).toHaveLength(1);
    await spot.cancelAllSymbolOrders({ symbol: SYMBOL });
    expect(await spot.getCommissionRates({ symbol: SYMBOL })).toMatchObject({
      standardCommission: { maker: '0.00100000' },
      discount: { discountAsset: 'BNB', discount: '0.75000000' },
    });
    await client.signed('POST', '/sapi/v1/bnbBurn', { spotBNBBurn: 'true' });
    const rates = await spot.getCommissionRates({ symbol: SYMBOL });
    expect(rates.discount.enabledForAccount).toBe(true);
  });
});
