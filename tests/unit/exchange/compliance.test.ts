import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BinanceExchange,
  type BinanceExchangeOptions,
  createBinanceExchange,
  MemoryBudgets,
} from '../../../lib/exchange/binance';
import { openMachineBudgets } from '../../../lib/journal/sqlite/machineStore';
import { VirtualTime } from '../../support/virtualTime';
import { spotLimit, spotPlaced, usdmMarket, usdmOrder } from './samples';

/** What the gateway does about limits, bans and clocks, on virtual time and without sockets. */

interface Seen {
  at: number;
  route: string;
  params: Record<string, string>;
}
interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}
type Handler = (seen: Seen, nth: number) => Answer | 'silence';

const LATENCY_MS = 5;
const START_AT = Date.UTC(2026, 0, 5, 12, 0, 0);
const SPOT = 'POST /api/v3/order';
const USDM = 'POST /fapi/v1/order';
const OPEN = 'GET /fapi/v1/openOrders';
const TIME = 'GET /api/v3/time';

let time: VirtualTime;
let seen: Seen[];
let routes: Map<string, Handler>;
/** How far the host's clock is ahead of the exchange's. */
let hostAheadMs: number;
const hostNow = (): number => time.now() + hostAheadMs;

beforeEach(() => {
  time = new VirtualTime(START_AT);
  seen = [];
  hostAheadMs = 0;
  routes = new Map<string, Handler>([
    [TIME, () => ok({ serverTime: time.now() })],
    ['GET /fapi/v1/time', () => ok({ serverTime: time.now() })],
    [SPOT, (request) => placed(spotPlaced, request)],
    [USDM, (request) => placed({ ...usdmOrder, executedQty: '0' }, request)],
    [OPEN, () => ok([])],
    [
      'GET /fapi/v1/accountConfig',
      () => ok({ dualSidePosition: false, canTrade: true, multiAssetsMargin: false }),
    ],
    ['DELETE /fapi/v1/order', () => refused(400, -2011, 'Unknown order sent.')],
  ]);
});

const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  body,
  headers,
});
const refused = (
  status: number,
  code: number,
  msg: string,
  headers: Record<string, string> = {},
): Answer => ({ status, body: { code, msg }, headers });
const placed = (order: object, { params }: Seen): Answer =>
  ok({ ...order, clientOrderId: params['newClientOrderId'] });
const on = (route: string, handler: Handler): void => void routes.set(route, handler);
const seenOn = (route: string): Seen[] => seen.filter((one) => one.route === route);

const adapter: NonNullable<BinanceExchangeOptions['adapter']> = async (config) => {
  await time.sleep(LATENCY_MS);
  const url = new URL(config.url ?? '');
  const params = Object.fromEntries(url.searchParams);
  const route = `${(config.method ?? 'get').toUpperCase()} ${url.pathname}`;
  const request = { at: time.now(), route, params: { ...params, ...config.params } };
  seen.push(request);
  const handler: Handler = routes.get(route) ?? (() => ({ status: 404, body: {} }));
  const answer = handler(request, seenOn(route).length);
  if (answer === 'silence') return new Promise(() => undefined);
  await time.sleep(LATENCY_MS);
  const response = {
    data: JSON.stringify(answer.body),
    status: answer.status,
    statusText: '',
    headers: answer.headers ?? {},
    config,
  };
  if (answer.status < 300) return response;
  throw Object.assign(new Error(`status ${answer.status}`), { response });
};

function gateway(options: Partial<BinanceExchangeOptions> = {}): BinanceExchange {
  return createBinanceExchange({
    environment: 'simulator',
    baseUrl: 'http://paper.exchange',
    apiKey: 'key-of-the-test',
    apiSecret: 'secret-of-the-test',
    hostNow,
    monotonicNow: time.now,
    after: time.after,
    sleep: time.sleep,
    random: () => 0.5,
    adapter,
    machineBudgets: new MemoryBudgets(),
    ...options,
  });
}

describe('clock', () => {
  it.each([-3_000, 1_500])(
    'resyncs once and retries once for a host clock %i ms off',
    async (offMs) => {
      const check: Handler = (request) => {
        const behindMs = request.at - Number(request.params['timestamp']);
        return behindMs > 2_500 || behindMs <= -1_000
          ? refused(400, -1021, 'Timestamp for this request is outside of the recvWindow.')
          : placed({ ...usdmOrder, executedQty: '0' }, request);
      };
      on(USDM, check);
      const exchange = gateway();
      await time.run(exchange.exchangeNow());
      // The exchange's clock as we know it becomes wrong without a jump that the host could see.
      on(TIME, () => ok({ serverTime: time.now() }));
      const skewed = gateway();
      on(TIME, (_request, nth) => ok({ serverTime: time.now() + (nth === 2 ? offMs : 0) }));
      await time.run(skewed.exchangeNow());
      const before = seenOn(TIME).length;
      const outcomes = await time.run(
        Promise.all(
          [1, 2, 3].map((n) => skewed.submit({ ...usdmMarket, clientOrderId: `a-${n}` })),
        ),
      );
      expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
      expect(seenOn(TIME).length - before).toBe(1);
      expect(seenOn(USDM)).toHaveLength(6);
    },
  );

  it('gives a call up at the second -1021', async () => {
    on(USDM, () => refused(400, -1021, 'Timestamp for this request is outside'));
    const outcome = await time.run(gateway().submit(usdmMarket));
    expect(outcome).toMatchObject({ kind: 'notSent', message: expect.stringContaining('-1021') });
    expect(seenOn(USDM)).toHaveLength(2);
  });

  it.each([3_600_000, -3_600_000, 240_000, -2_000])(
    'learns the offset anew after the host jumped by %i ms',
    async (jumpMs) => {
      const exchange = gateway();
      await time.run(exchange.openOrders('usdm', 'BTCUSDT'));
      hostAheadMs = jumpMs;
      await time.run(exchange.openOrders('usdm', 'BTCUSDT'));
      const stamped = seenOn(OPEN).map((one) => one.at - Number(one.params['timestamp']));
      for (const behindMs of stamped) expect(Math.abs(behindMs)).toBeLessThan(100);
      expect(seenOn(TIME)).toHaveLength(2);
      expect(Math.abs((await exchange.exchangeNow()) - time.now())).toBeLessThan(100);
    },
  );

  it('goes on with an order in whose midst the host jumped', async () => {
    on(USDM, (request, nth) => {
      if (nth > 1) return placed({ ...usdmOrder, executedQty: '0' }, request);
      hostAheadMs = 3_600_000;
      return refused(400, -1021, 'Timestamp for this request is outside of the recvWindow.');
    });
    expect(await time.run(gateway().submit(usdmMarket))).toMatchObject({ kind: 'accepted' });
  });

  it('keeps to its deadline through a jump', async () => {
    on(OPEN, () => 'silence');
    const exchange = gateway();
    await time.run(exchange.exchangeNow());
    const startedAt = time.now();
    const asked = exchange.openOrders('usdm', 'BTCUSDT').catch((error: unknown) => error);
    const jump = time.sleep(1_000).then(() => {
      hostAheadMs = -3_600_000;
    });
    const [error] = await time.run(Promise.all([asked, jump]));
    expect(error).toMatchObject({ name: 'TransientError' });
    expect(time.now() - startedAt).toBeLessThanOrEqual(20_000);
  });

  it('cancels with an offset that is only old, while the time cannot be read', async () => {
    const exchange = gateway();
    await time.run(exchange.openOrders('usdm', 'BTCUSDT'));
    on(TIME, () => refused(502, 0, 'bad gateway'));
    time.jump(600_000);
    expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'))).toEqual({ kind: 'notOpen' });
    on(TIME, () => 'silence');
    expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'y'))).toEqual({ kind: 'notOpen' });
  });

  it('measures a host of its own for each market', async () => {
    const aheadMs = 90_000;
    on('GET /fapi/v1/time', () => ok({ serverTime: time.now() + aheadMs }));
    const exchange = gateway({
      baseUrl: { spot: 'http://spot.exchange', usdm: 'http://usdm.exchange' },
    });
    await time.run(exchange.submit(spotLimit));
    await time.run(exchange.submit(usdmMarket));
    const aheadOf = (route: string): number => {
      const [request] = seenOn(route);
      return request === undefined ? NaN : Number(request.params['timestamp']) - request.at;
    };
    expect(Math.abs(aheadOf(SPOT))).toBeLessThan(100);
    expect(Math.abs(aheadOf(USDM) - aheadMs)).toBeLessThan(100);
  });
});

describe('limits and bans', () => {
  it('sends nothing for Retry-After, whoever asks, then first what protects', async () => {
    on(OPEN, (_request, nth) =>
      nth === 1 ? refused(429, -1003, 'Too many requests', { 'retry-after': '12' }) : ok([]),
    );
    const machine = new MemoryBudgets();
    const callers = [1, 2, 3, 4, 5].map(() => gateway({ machineBudgets: machine }));
    await time.run(Promise.all(callers.map((one) => one.exchangeNow())));
    await time.run(callers[0]!.openOrders('usdm', 'BTCUSDT').catch(() => null));
    const until = time.now() + 12_000;
    const count = seen.length;
    // Too far for their deadlines: they are refused at once, and may be offered again.
    while (until - time.now() > 10_000) {
      const asked = callers.map((one, n) =>
        n % 2 ? one.submit(usdmMarket) : one.openOrders('usdm', 'BTCUSDT').catch(() => null),
      );
      await time.run(Promise.all(asked));
      time.jump(400);
    }
    expect(seen).toHaveLength(count);
    time.jump(1_000);
    // Now the end lies within the deadlines: all wait for it, the cancel offered last goes first.
    const [first, second] = callers;
    const all = [
      first!.openOrders('usdm', 'BTCUSDT'),
      second!.submit(spotLimit),
      first!.cancel('usdm', 'BTCUSDT', 'dg-1'),
    ];
    await time.run(Promise.all(all));
    const after = seen.slice(count).filter(({ route }) => !route.includes('/time'));
    expect(after[0]).toMatchObject({ route: 'DELETE /fapi/v1/order' });
    for (const { at } of after) expect(at).toBeGreaterThanOrEqual(until);
  });

  it('keeps a ban through a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ban-'));
    const file = join(folder, 'machine.sqlite');
    try {
      on(USDM, () => refused(418, -1003, 'Way too many requests', { 'retry-after': '600' }));
      const machine = openMachineBudgets(file, time.now());
      const outcome = await time.run(gateway({ machineBudgets: machine }).submit(usdmMarket));
      expect(outcome).toMatchObject({ kind: 'notSent', halt: true });
      machine.close();
      const count = seen.length;
      const reopened = openMachineBudgets(file, time.now());
      const restarted = gateway({ machineBudgets: reopened });
      time.jump(590_000);
      expect(await time.run(restarted.cancel('usdm', 'BTCUSDT', 'x'))).toMatchObject({
        kind: 'notSent',
        halt: true,
      });
      await expect(time.run(restarted.openOrders('usdm', 'BTCUSDT'))).rejects.toMatchObject({
        name: 'HaltError',
      });
      expect(seen).toHaveLength(count);
      time.jump(11_000);
      expect(await time.run(restarted.openOrders('usdm', 'BTCUSDT'))).toEqual([]);
      reopened.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('waits out used-up order counts, and cancels meanwhile', async () => {
    on(USDM, (request, nth) =>
      nth === 1
        ? refused(429, -1015, 'Too many new orders; current limit is 300 orders per TEN_SECONDS.')
        : placed({ ...usdmOrder, executedQty: '0' }, request),
    );
    const exchange = gateway();
    const first = await time.run(exchange.submit(usdmMarket));
    const retryAt = first.kind === 'notSent' ? first.retryAt : null;
    expect(retryAt).toBeGreaterThan(time.now());
    expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'))).toEqual({ kind: 'notOpen' });
    time.jump(1_000);
    const again = await time.run(exchange.submit(usdmMarket));
    expect(again.kind).toBe('accepted');
    expect(seenOn(USDM)[1]?.at).toBeGreaterThanOrEqual(retryAt ?? Infinity);
  });

  it('leaves the limit alone that another process has used up', async () => {
    on(OPEN, () => ok([], { 'x-mbx-used-weight-1m': '1500' }));
    const exchange = gateway({ requestDeadlineMs: 1_000 });
    await time.run(exchange.openOrders('usdm', 'BTCUSDT'));
    await time.run(exchange.openOrders('usdm', 'BTCUSDT').catch(() => null));
    // 1,680 less the reserve of 168: 12 more and no further.
    for (let n = 0; n < 20; n += 1) {
      await time.run(exchange.openOrders('usdm', 'BTCUSDT').catch(() => null));
    }
    expect(seenOn(OPEN).length).toBeLessThanOrEqual(13);
    await expect(time.run(exchange.openOrders('usdm', 'BTCUSDT'))).rejects.toMatchObject({
      name: 'TransientError',
      retryAt: START_AT + 60_050,
    });
    expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'))).toEqual({ kind: 'notOpen' });
  });

  it('keeps the strict table until the limits are known, then what is reported', async () => {
    const rateLimits = [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
    ];
    const own = [{ rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 5000 }];
    on('GET /api/v3/exchangeInfo', () => ok({ symbols: [], rateLimits }));
    on('GET /api/v3/rateLimit/order', () => ok(own));
    const exchange = gateway();
    const limitsNow = (): Record<string, number> =>
      Object.fromEntries(
        exchange
          .usage()
          .filter(({ market }) => market === 'spot')
          .map(({ name, windowMs, limit }) => [`${name} ${windowMs}`, limit]),
      );
    expect(limitsNow()).toMatchObject({ 'weight 60000': 1_200, 'orders 86400000': 200 });
    const order = (id: string) => ({ ...spotLimit, clientOrderId: id });
    await time.run(exchange.submit(order('a')));
    expect(limitsNow()).toMatchObject({
      'weight 60000': 6_000,
      'orders 1000': 10,
      'orders 10000': 100,
      'orders 86400000': 5_000,
    });
    await time.run(exchange.submit(order('b')));
    expect(seenOn('GET /api/v3/exchangeInfo')).toHaveLength(1);
    time.jump(86_400_000);
    await time.run(exchange.submit(order('c')));
    expect(seenOn('GET /api/v3/exchangeInfo')).toHaveLength(2);
    const orders = exchange
      .usage()
      .find(({ name, windowMs }) => name === 'orders' && windowMs === 10_000);
    expect(orders).toMatchObject({ owner: 'account', market: 'spot', used: 1, ceiling: 70 });
  });

  it('tries once in a while, and not at every order, when the limits cannot be read', async () => {
    const exchange = gateway();
    for (let n = 0; n < 4; n += 1) {
      await time.run(exchange.submit({ ...usdmMarket, clientOrderId: `c-${n}` }));
    }
    expect(seenOn('GET /fapi/v1/exchangeInfo')).toHaveLength(1);
    time.jump(300_000);
    await time.run(exchange.submit({ ...usdmMarket, clientOrderId: 'c-9' }));
    expect(seenOn('GET /fapi/v1/exchangeInfo')).toHaveLength(2);
  });
});

describe('halting', () => {
  it.each<[string, Answer]>([
    ['-2015', refused(401, -2015, 'Invalid API-key, IP, or permissions for action.')],
    ['-2017', refused(400, -2017, 'API Keys are locked on this account.')],
    ['-2023', refused(400, -2023, 'User in liquidation mode now.')],
    ['-1016 in maintenance', refused(503, -1016, 'This service is no longer available.')],
    ['418', refused(418, -1003, 'Way too many requests', { 'retry-after': '60' })],
    ['451', { status: 451, body: 'restricted location' }],
    ['451 with a code', refused(451, 0, 'restricted location')],
  ])('%s', async (_name, answer) => {
    on(USDM, () => answer);
    on('DELETE /fapi/v1/order', () => answer);
    on(OPEN, () => answer);
    const outcome = await time.run(gateway().submit(usdmMarket));
    expect(outcome).toMatchObject({ kind: 'notSent', halt: true });
    expect(await time.run(gateway().cancel('usdm', 'BTCUSDT', 'x'))).toMatchObject({
      kind: 'notSent',
      halt: true,
    });
    await expect(time.run(gateway().openOrders('usdm', 'BTCUSDT'))).rejects.toMatchObject({
      name: 'HaltError',
    });
    expect(seenOn(OPEN)).toHaveLength(1);
  });

  it('takes a page of the firewall for an unknown outcome, and lets nothing follow', async () => {
    on(USDM, () => ({ status: 403, body: '<html>Forbidden</html>' }));
    const machineBudgets = new MemoryBudgets();
    const exchange = gateway({ machineBudgets });
    expect(await time.run(exchange.submit(usdmMarket))).toMatchObject({ kind: 'unknown' });
    const count = seen.length;
    expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'))).toMatchObject({
      kind: 'notSent',
      halt: true,
    });
    expect(seen).toHaveLength(count);
  });
});

it('cancels although others have used more than our share of the weight', async () => {
  on(OPEN, () => ok([], { 'x-mbx-used-weight-1m': '1800' }));
  const exchange = gateway();
  await time.run(exchange.openOrders('usdm', 'BTCUSDT'));
  expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'))).toEqual({ kind: 'notOpen' });
});

it('lets no cancel go where others have used nearly all', async () => {
  on(OPEN, () => ok([], { 'x-mbx-used-weight-1m': '2280' }));
  const exchange = gateway({ requestDeadlineMs: 1_000 });
  await time.run(exchange.openOrders('usdm', 'BTCUSDT'));
  const outcome = await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'));
  expect(outcome).toMatchObject({ kind: 'notSent', retryAt: START_AT + 60_050 });
});

it('lets a hedge use what is kept in reserve', async () => {
  on(USDM, (request) =>
    ok(
      { ...usdmOrder, executedQty: '0', clientOrderId: request.params['newClientOrderId'] },
      { 'x-mbx-order-count-10s': '200' },
    ),
  );
  const exchange = gateway({ requestDeadlineMs: 1_000 });
  const order = (id: string, urgent: boolean) => ({ ...usdmMarket, clientOrderId: id, urgent });
  await time.run(exchange.submit(order('a', false)));
  expect(await time.run(exchange.submit(order('b', false)))).toMatchObject({ kind: 'notSent' });
  expect(await time.run(exchange.submit(order('c', true)))).toMatchObject({ kind: 'accepted' });
});

describe('when the budgets cannot be kept', () => {
  /** A store on a full or broken disk. */
  const broken = (): MemoryBudgets => {
    const store = new MemoryBudgets();
    const fail = (): never => {
      throw new Error('database or disk is full');
    };
    const methods = [
      'takeAll',
      'giveBack',
      'raise',
      'used',
      'hold',
      'addHold',
      'recall',
      'remember',
    ];
    for (const name of methods) Object.assign(store, { [name]: fail });
    return store;
  };
  const brokenGateway = (): BinanceExchange =>
    gateway({ machineBudgets: broken(), accountBudgets: broken() });

  it('sends what protects and nothing else, and loses no reply', async () => {
    const exchange = brokenGateway();
    expect(await time.run(exchange.submit(usdmMarket))).toMatchObject({
      kind: 'notSent',
      message: expect.stringContaining('disk is full'),
    });
    const reduction = { ...usdmMarket, reduceOnly: true };
    expect(await time.run(exchange.submit(reduction))).toMatchObject({ kind: 'accepted' });
    expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'))).toEqual({ kind: 'notOpen' });
    expect(exchange.usage()).toEqual([]);
  });

  it('keeps to a ban all the same', async () => {
    on(USDM, () => refused(418, -1003, 'Way too many requests', { 'retry-after': '600' }));
    const exchange = brokenGateway();
    const reduction = { ...usdmMarket, reduceOnly: true };
    expect(await time.run(exchange.submit(reduction))).toMatchObject({ halt: true });
    const count = seen.length;
    expect(await time.run(exchange.cancel('usdm', 'BTCUSDT', 'x'))).toMatchObject({ halt: true });
    expect(seen).toHaveLength(count);
  });
});
