import { createHmac } from 'node:crypto';
import type { OrderRequest } from '../../../lib/model/order';
import { spotLimit, spotPlaced, usdmMarket, usdmOrder, usdmTrade } from './samples';
import {
  answers,
  API_KEY,
  API_SECRET,
  gatewayTo,
  type Handler,
  json,
  startStubServer,
  type StubServer,
  text,
} from './stubServer';

const SPOT = 'POST /api/v3/order';
const USDM = 'POST /fapi/v1/order';
let stub: StubServer;

beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

describe('what leaves', () => {
  it('signs every parameter of a spot LIMIT order in the query', async () => {
    stub.on(SPOT, answers(200, spotPlaced));
    await gatewayTo(stub).submit(spotLimit);
    const [request] = stub.seenOn(SPOT);
    if (request === undefined) throw new Error('nothing was sent');
    expect(request.params).toMatchObject({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
      price: '80000.01',
      newClientOrderId: 'dg-main-1-1',
      newOrderRespType: 'FULL',
      selfTradePreventionMode: 'EXPIRE_MAKER',
      recvWindow: '5000',
    });
    expect(request.params).not.toHaveProperty('reduceOnly');
    expect(request.apiKey).toBe(API_KEY);
    expect(request.body).toBe('');
    const [payload = '', signature = ''] = request.query.split('&signature=');
    expect(signature).toBe(createHmac('sha256', API_SECRET).update(payload).digest('hex'));
  });

  it('sends reduceOnly on USD-M only when asked, and leaves the order untouched', async () => {
    stub.on(USDM, answers(200, { ...usdmOrder, executedQty: '0' }));
    const gateway = gatewayTo(stub);
    const order: OrderRequest = Object.freeze({ ...usdmMarket, reduceOnly: true });
    await gateway.submit(order);
    await gateway.submit(usdmMarket);
    const [asked, notAsked] = stub.seenOn(USDM);
    expect(asked?.params).toMatchObject({ reduceOnly: 'true', newOrderRespType: 'RESULT' });
    expect(notAsked?.params).not.toHaveProperty('reduceOnly');
    expect(notAsked?.params).not.toHaveProperty('price');
  });

  it('makes a post-only spot order of LIMIT_MAKER without timeInForce', async () => {
    stub.on(SPOT, answers(200, spotPlaced));
    await gatewayTo(stub).submit({
      ...spotLimit,
      instruction: { type: 'LIMIT', price: '80000.01', timeInForce: 'GTX' },
    });
    expect(stub.seenOn(SPOT)[0]?.params).toMatchObject({ type: 'LIMIT_MAKER' });
    expect(stub.seenOn(SPOT)[0]?.params).not.toHaveProperty('timeInForce');
  });

  it('sends nothing for reduceOnly on spot', async () => {
    const outcome = await gatewayTo(stub).submit({ ...spotLimit, reduceOnly: true });
    expect(outcome).toMatchObject({ kind: 'notSent' });
    expect(stub.seen).toHaveLength(0);
  });

  it('sends nothing without keys', async () => {
    const gateway = gatewayTo(stub, { apiKey: '', apiSecret: '' });
    expect(await gateway.submit(spotLimit)).toMatchObject({ kind: 'notSent' });
    expect(stub.seen).toHaveLength(0);
  });
});

describe('accepted', () => {
  it('reports a resting order with plain decimals', async () => {
    stub.on(SPOT, answers(200, spotPlaced));
    expect(await gatewayTo(stub).submit(spotLimit)).toEqual({
      kind: 'accepted',
      report: {
        market: 'spot',
        symbol: 'BTCUSDT',
        exchangeOrderId: '28',
        clientOrderId: 'dg-main-1-1',
        side: 'BUY',
        state: 'open',
        quantity: '0.001',
        filledQuantity: '0',
        price: '80000.01',
        updatedAt: 1_767_571_200_123,
      },
      fills: [],
    });
  });

  it('takes the fills of a spot order from the reply, ids beyond 2^53 intact', async () => {
    stub.on(SPOT, (_request, response) => {
      const body = JSON.stringify({
        ...spotPlaced,
        status: 'FILLED',
        executedQty: '0.00100000',
        fills: [
          { price: '79999.99', qty: '0.001', commission: '0.000001', commissionAsset: 'BTC' },
        ],
      });
      const long = body
        .replace('"orderId":28', '"orderId":8389766145050669870')
        .replace('{"price":"79999.99"', '{"tradeId":9007199254740993,"price":"79999.99"');
      text(response, 200, long);
    });
    const outcome = await gatewayTo(stub).submit(spotLimit);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      report: { state: 'filled', exchangeOrderId: '8389766145050669870' },
      fills: [
        {
          tradeId: '9007199254740993',
          exchangeOrderId: '8389766145050669870',
          quoteQuantity: '79.99999',
          feeAmount: '0.000001',
          maker: false,
        },
      ],
    });
  });

  it('asks for the fills of a USD-M order', async () => {
    stub.on(USDM, answers(200, usdmOrder));
    stub.on('GET /fapi/v1/userTrades', answers(200, [usdmTrade]));
    const outcome = await gatewayTo(stub).submit(usdmMarket);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      report: { state: 'filled', filledQuantity: '0.002', price: '0' },
      fills: [{ tradeId: '698759', realizedPnlQuote: '0', side: 'SELL', quantity: '0.002' }],
    });
    expect(stub.seenOn('GET /fapi/v1/userTrades')[0]?.params).toMatchObject({
      orderId: '283194212',
    });
  });

  it.each<[string, Handler]>([
    ['refused', answers(400, { code: -1121, msg: 'Invalid symbol.' })],
    ['malformed', answers(200, [{ id: 1 }])],
    ['limited', answers(429, { code: -1003, msg: 'Too many requests' })],
    ['cut off', (_request, response) => void response.destroy()],
  ])('stays accepted when the question for the fills is %s', async (_name, handler) => {
    stub.on(USDM, answers(200, usdmOrder));
    stub.on('GET /fapi/v1/userTrades', handler);
    const outcome = await gatewayTo(stub).submit(usdmMarket);
    expect(outcome).toMatchObject({ kind: 'accepted', fills: [] });
  });
});

describe('what an answer means', () => {
  const error = (status: number, code: number, msg: string): Handler =>
    answers(status, { code, msg });

  it.each<[string, OrderRequest, Handler, string]>([
    ['filter', spotLimit, error(400, -1013, 'Filter failure: LOT_SIZE'), 'rejected'],
    ['balance', spotLimit, error(400, -2010, 'Account has insufficient balance'), 'rejected'],
    ['margin', usdmMarket, error(400, -2019, 'Margin is insufficient.'), 'rejected'],
    ['reduceOnly', usdmMarket, error(400, -2022, 'ReduceOnly Order is rejected.'), 'rejected'],
    ['post-only', usdmMarket, error(400, -5022, 'could not be executed as maker'), 'rejected'],
    ['keys', spotLimit, error(401, -2015, 'Invalid API-key, IP, or permissions'), 'notSent'],
    ['200 with a code', usdmMarket, error(200, -2019, 'Margin is insufficient.'), 'rejected'],
    ['spot duplicate', spotLimit, error(400, -2010, 'Duplicate order sent.'), 'unknown'],
    ['duplicate', usdmMarket, error(400, -4116, 'clientOrderId is duplicated'), 'unknown'],
    ['unlisted code', usdmMarket, error(400, -9999, 'New in this version'), 'unknown'],
    ['status unknown', usdmMarket, error(503, -1007, 'Send status unknown'), 'unknown'],
    ['-1006', spotLimit, error(400, -1006, 'Execution status unknown.'), 'unknown'],
    ['-1000', spotLimit, error(500, -1000, 'An unknown error occurred'), 'unknown'],
    ['408', spotLimit, error(408, -1013, 'timeout'), 'unknown'],
    ['503 unknown error', usdmMarket, error(503, 0, 'Unknown error, please check'), 'unknown'],
    ['internal error', usdmMarket, error(503, -1001, 'Internal error; unable'), 'notSent'],
    ['overloaded', usdmMarket, error(503, -1008, 'Server is currently overloaded'), 'notSent'],
    ['unavailable', usdmMarket, (_q, r) => text(r, 503, 'Service Unavailable.'), 'notSent'],
    ['HTML 403', spotLimit, (_q, r) => text(r, 403, '<html>WAF</html>'), 'unknown'],
    ['HTML 502', spotLimit, (_q, r) => text(r, 502, '<html>Bad Gateway</html>'), 'unknown'],
    ['empty 500', spotLimit, (_q, r) => text(r, 500, ''), 'unknown'],
    ['redirect', spotLimit, (_q, r) => text(r, 302, '', { location: '/else' }), 'unknown'],
    ['HTML 200', spotLimit, (_q, r) => text(r, 200, '<html>hello</html>'), 'unknown'],
    ['cut JSON', spotLimit, (_q, r) => text(r, 200, '{"orderId":28,"sym'), 'unknown'],
    ['204', spotLimit, (_q, r) => text(r, 204, ''), 'unknown'],
    ['other shape', spotLimit, answers(200, { orderId: 28 }), 'unknown'],
    ['other order', spotLimit, answers(200, { ...spotPlaced, clientOrderId: 'x' }), 'unknown'],
    ['new status', spotLimit, answers(200, { ...spotPlaced, status: 'DOUBTFUL' }), 'unknown'],
    ['number price', spotLimit, answers(200, { ...spotPlaced, price: 80000.01 }), 'unknown'],
    ['reset', spotLimit, (_q, r) => void r.socket?.resetAndDestroy(), 'unknown'],
    ['no reply', spotLimit, () => undefined, 'unknown'],
    ['slow drip', spotLimit, (_q, r) => drip(r.write.bind(r)), 'unknown'],
  ])('%s', async (_name, order, handler, kind) => {
    stub.on(order.market === 'spot' ? SPOT : USDM, handler);
    const outcome = await gatewayTo(stub).submit(order);
    expect(outcome.kind).toBe(kind);
    expect(stub.seenOn(order.market === 'spot' ? SPOT : USDM)).toHaveLength(1);
  });

  it('names the duplicate', async () => {
    stub.on(USDM, error(400, -4116, 'clientOrderId is duplicated'));
    expect(await gatewayTo(stub).submit(usdmMarket)).toEqual({
      kind: 'unknown',
      message: 'the client order id is already in use: clientOrderId is duplicated (code -4116)',
    });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const gateway = gatewayTo(stub);
    await gateway.serverTime();
    await stub.close();
    // The idle connection of the first request must be seen to be closed, or its reset is unknown.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const outcome = await gateway.submit(spotLimit);
    expect(outcome).toEqual({
      kind: 'notSent',
      message: 'no connection (ECONNREFUSED)',
      retryAt: null,
    });
    stub = await startStubServer();
  });

  it('knows that nothing was sent when the clock could not be read', async () => {
    stub.on('GET /api/v3/time', answers(400, { code: -1121, msg: 'no' }));
    expect(await gatewayTo(stub).submit(spotLimit)).toMatchObject({ kind: 'notSent' });
    expect(stub.seenOn(SPOT)).toHaveLength(0);
  });
});

describe('limits', () => {
  let now = 1_767_571_200_000;
  const hostNow = (): number => now;

  it('holds back until Retry-After has passed', async () => {
    stub.on(SPOT, (_request, response, nth) =>
      nth === 1
        ? json(response, 429, { code: -1003, msg: 'Too much' }, { 'retry-after': '7' })
        : json(response, 200, spotPlaced),
    );
    const gateway = gatewayTo(stub, { hostNow });
    const first = await gateway.submit(spotLimit);
    expect(first).toMatchObject({ kind: 'notSent', retryAt: now + 7_000 });
    expect(await gateway.submit(spotLimit)).toMatchObject({ kind: 'notSent' });
    // The limit belongs to the host, so another gateway of this process heeds it too.
    expect(await gatewayTo(stub, { hostNow }).submit(spotLimit)).toMatchObject({ kind: 'notSent' });
    await expect(gateway.serverTime()).rejects.toMatchObject({ name: 'TransientError' });
    expect(stub.seenOn(SPOT)).toHaveLength(1);
    now += 7_000;
    // First come those that protect; the others follow after a moment.
    expect(await gateway.submit(spotLimit)).toMatchObject({ kind: 'notSent', retryAt: now + 500 });
    stub.on('DELETE /api/v3/order', answers(400, { code: -2011, msg: 'Unknown order sent.' }));
    expect(await gateway.cancel('spot', 'BTCUSDT', 'dg-main-1-1')).toEqual({ kind: 'notOpen' });
    now += 500;
    expect(await gateway.submit(spotLimit)).toMatchObject({ kind: 'accepted' });
  });

  it('reads the end of a ban on the clock of the exchange', async () => {
    const aheadMs = 60_000;
    stub.on('GET /api/v3/time', answers(200, { serverTime: now + aheadMs }));
    const bannedUntil = now + aheadMs + 300_000;
    const msg = `Way too many requests; IP(1.2.3.4) banned until ${bannedUntil}. Please use`;
    stub.on(USDM, answers(418, { code: -1003, msg }));
    const gateway = gatewayTo(stub, { hostNow });
    expect(await gateway.submit(usdmMarket)).toMatchObject({
      kind: 'notSent',
      retryAt: now + 300_000,
      halt: true,
    });
    await expect(gateway.openOrders('usdm', 'BTCUSDT')).rejects.toMatchObject({
      name: 'HaltError',
    });
    expect(stub.seenOn('GET /fapi/v1/openOrders')).toHaveLength(0);
  });

  it('holds back orders, not cancels and reads, when orders are used up', async () => {
    stub.on(USDM, answers(429, { code: -1015, msg: 'Too many new orders' }));
    stub.on('GET /fapi/v1/openOrders', answers(200, []));
    const gateway = gatewayTo(stub, { hostNow });
    expect(await gateway.submit(usdmMarket)).toMatchObject({ retryAt: now + 10_000 });
    expect(await gateway.submit(usdmMarket)).toMatchObject({ kind: 'notSent' });
    expect(stub.seenOn(USDM)).toHaveLength(1);
    expect(await gateway.openOrders('usdm', 'BTCUSDT')).toEqual([]);
  });
});

describe('timestamps', () => {
  it('measures the clock anew once and sends again after -1021', async () => {
    let exchangeNow = 1_767_571_200_000;
    stub.on('GET /api/v3/time', (_request, response) =>
      json(response, 200, { serverTime: exchangeNow }),
    );
    stub.on(SPOT, (request, response, nth) => {
      if (nth === 1) {
        exchangeNow += 3_600_000;
        json(response, 400, { code: -1021, msg: 'outside of the recvWindow' });
      } else {
        expect(Math.abs(Number(request.params['timestamp']) - exchangeNow)).toBeLessThan(2_000);
        json(response, 200, spotPlaced);
      }
    });
    const outcome = await gatewayTo(stub, { requestDeadlineMs: 2_000 }).submit(spotLimit);
    expect(outcome.kind).toBe('accepted');
    expect(stub.seenOn('GET /api/v3/time')).toHaveLength(2);
    expect(stub.seenOn(SPOT).map((one) => one.params['newClientOrderId'])).toEqual([
      'dg-main-1-1',
      'dg-main-1-1',
    ]);
  });

  it('gives up after the second -1021: surely not placed', async () => {
    stub.on(SPOT, answers(400, { code: -1021, msg: 'outside of the recvWindow' }));
    expect(await gatewayTo(stub).submit(spotLimit)).toMatchObject({ kind: 'notSent' });
    expect(stub.seenOn(SPOT)).toHaveLength(2);
  });

  it('stamps with the host clock it was given, not with the process clock', async () => {
    const hostNow = (): number => 1_500_000_000_000;
    stub.on('GET /api/v3/time', answers(200, { serverTime: 1_500_000_004_000 }));
    stub.on(SPOT, answers(200, spotPlaced));
    const gateway = gatewayTo(stub, { hostNow });
    await gateway.submit(spotLimit);
    expect(stub.seenOn(SPOT)[0]?.params['timestamp']).toBe('1500000004000');
    expect(await gateway.exchangeNow()).toBe(1_500_000_004_000);
  });

  it('measures the clock once for callers that come together', async () => {
    stub.on('GET /api/v3/openOrders', answers(200, []));
    const gateway = gatewayTo(stub);
    await Promise.all([1, 2, 3, 4].map(() => gateway.openOrders('spot', 'BTCUSDT')));
    expect(stub.seenOn('GET /api/v3/time')).toHaveLength(1);
  });
});

/** Bytes keep coming, so the socket is never idle, but the reply never ends. */
function drip(write: (text: string) => boolean): void {
  const timer = setInterval(() => write(' '), 50);
  setTimeout(() => clearInterval(timer), 3_000).unref();
  timer.unref();
}
