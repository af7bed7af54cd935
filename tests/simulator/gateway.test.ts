import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBinanceExchange, type BinanceExchange } from '../../lib/exchange/binance';
import { quantisePrice } from '../../lib/instrument';
import { Decimal, decimal } from '../../lib/model/decimal';
import type { Instrument } from '../../lib/model/instrument';
import type { OrderRequest } from '../../lib/model/order';
import { startSimulator } from '../../lib/simulator';

/** Every method of the port against the paper exchange, over real HTTP with real signatures. */

const SYMBOL = 'BTCUSDT';
const HOUR_MS = 3_600_000;
jest.setTimeout(30_000);

let folder: string;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let exchange: BinanceExchange;
let spot: Instrument;
let last: Decimal;
let ids = 0;

const nextId = (): string => `dg-gateway-${(ids += 1)}`;

async function control(path: string, body?: object): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${simulator.url}${path}`, { ...init, headers });
  expect(response.status).toBe(200);
  return response.json();
}

/** A LIMIT far from the market that only rests; `factor` times the last price. */
function resting(market: 'spot' | 'usdm', factor: string, quantity: string): OrderRequest {
  const price = quantisePrice(spot, last.times(decimal(factor)), 'down').floorTo(decimal('0.1'));
  return {
    market,
    symbol: SYMBOL,
    side: 'BUY',
    quantity,
    instruction: { type: 'LIMIT', price: price.toString(), timeInForce: 'GTC' },
    clientOrderId: nextId(),
    reduceOnly: false,
    positionSide: null,
  };
}

function market(name: 'spot' | 'usdm', side: 'BUY' | 'SELL', quantity: string): OrderRequest {
  return {
    market: name,
    symbol: SYMBOL,
    side,
    quantity,
    instruction: { type: 'MARKET' },
    clientOrderId: nextId(),
    reduceOnly: false,
    positionSide: null,
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  simulator = await startSimulator({
    file: join(folder, 'simulator.db'),
    host: '127.0.0.1',
    port: 0,
    feed: { name: 'synthetic', seed: 1 },
    clock: 'stepped',
    balances: { spotQuote: 10_000n * 10n ** 8n, usdmQuote: 10_000n * 10n ** 8n },
    key: 'simulator-key',
    secret: 'simulator-secret',
    now: () => Date.now(),
  });
  exchange = createBinanceExchange({
    environment: 'simulator',
    baseUrl: simulator.url,
    apiKey: 'simulator-key',
    apiSecret: 'simulator-secret',
    hostNow: () => Date.now(),
  });
  const [instrument] = await exchange.instruments('spot', [SYMBOL]);
  if (instrument === undefined) throw new Error('no instrument');
  spot = instrument;
  const book = await exchange.book('spot', SYMBOL, 5);
  last = decimal(book.bids[0]?.price ?? '0');
}, 60_000);

afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('public data', () => {
  it('reads the stepped clock', async () => {
    const serverTime = await exchange.serverTime();
    expect(serverTime).toBeLessThan(Date.now() - 24 * HOUR_MS);
    expect(Math.abs((await exchange.exchangeNow()) - serverTime)).toBeLessThan(1_000);
  });

  it('reads the rules of both markets', async () => {
    const [usdm] = await exchange.instruments('usdm', [SYMBOL]);
    expect(spot).toMatchObject({ market: 'spot', trading: true, stepsFromMinimum: false });
    expect(usdm).toMatchObject({ market: 'usdm', trading: true, stepsFromMinimum: true });
    await expect(exchange.instruments('spot', ['NOSUCH'])).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
    await expect(exchange.instruments('usdm', ['NOSUCH'])).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });

  it('reads candles without gaps, the book and the mark', async () => {
    const now = await exchange.serverTime();
    const to = now - (now % HOUR_MS) - HOUR_MS;
    for (const name of ['spot', 'usdm'] as const) {
      const from = to - 99 * HOUR_MS;
      const candles = await exchange.candles({
        market: name,
        symbol: SYMBOL,
        interval: '1h',
        from,
        to,
      });
      expect(candles.map((candle) => candle.openAt)).toEqual(
        Array.from({ length: 100 }, (_none, index) => from + index * HOUR_MS),
      );
      const book = await exchange.book(name, SYMBOL, 10);
      expect(book.bids).toHaveLength(10);
      const [bid, ask] = [book.bids[0]?.price ?? '0', book.asks[0]?.price ?? '0'];
      expect(decimal(bid).isBelow(decimal(ask))).toBe(true);
    }
    const mark = await exchange.mark(SYMBOL);
    expect(mark.nextFundingAt).toBeGreaterThan(now);
    expect(decimal(mark.markPrice).isPositive()).toBe(true);
  });
});

describe('orders and accounts', () => {
  it('places, finds, lists and cancels a resting order in both markets', async () => {
    for (const name of ['spot', 'usdm'] as const) {
      const order = resting(name, '0.97', '0.002');
      const placed = await exchange.submit(order);
      expect(placed).toMatchObject({
        kind: 'accepted',
        report: { state: 'open', clientOrderId: order.clientOrderId, filledQuantity: '0' },
        fills: [],
      });
      const report = placed.kind === 'accepted' ? placed.report : null;
      expect(await exchange.findOrder(name, SYMBOL, order.clientOrderId)).toEqual({
        kind: 'found',
        report: expect.objectContaining({ exchangeOrderId: report?.exchangeOrderId }),
      });
      expect(await exchange.openOrders(name, SYMBOL)).toHaveLength(1);
      expect((await exchange.submit(order)).kind).toBe('unknown');
      expect(await exchange.cancel(name, SYMBOL, order.clientOrderId)).toMatchObject({
        kind: 'cancelled',
        report: { state: 'cancelled', clientOrderId: order.clientOrderId },
      });
      expect(await exchange.cancel(name, SYMBOL, order.clientOrderId)).toEqual({ kind: 'notOpen' });
      expect(await exchange.openOrders(name, SYMBOL)).toEqual([]);
      expect(await exchange.findOrder(name, SYMBOL, 'dg-never-sent')).toEqual({ kind: 'absent' });
    }
  });

  it('is refused for what breaks a rule', async () => {
    const small = resting('spot', '0.97', '0.00001');
    expect(await exchange.submit(small)).toMatchObject({ kind: 'rejected', code: -1013 });
    const large = resting('usdm', '0.97', '900');
    expect(await exchange.submit(large)).toMatchObject({ kind: 'rejected' });
    const nothing = { ...market('usdm', 'BUY', '0.002'), reduceOnly: true };
    expect(await exchange.submit(nothing)).toMatchObject({ kind: 'rejected', code: -2022 });
  });

  it('buys spot, hedges it, and reads both back', async () => {
    expect(await exchange.prepareContract(SYMBOL, 3)).toBe(3);
    expect(await exchange.prepareContract(SYMBOL, 3)).toBe(3);

    const bought = await exchange.submit(market('spot', 'BUY', '0.01'));
    if (bought.kind !== 'accepted') throw new Error(`spot: ${bought.kind}`);
    expect(bought.report.state).toBe('filled');
    const quantities = bought.fills.map((fill) => decimal(fill.quantity));
    expect(Decimal.sum(quantities).toString()).toBe('0.01');
    // The reply and the trade list must tell the same, or a fill would be booked twice or wrongly.
    const listed = await exchange.fillsOfOrder('spot', SYMBOL, bought.report.exchangeOrderId);
    expect(listed).toEqual(bought.fills);

    const hedged = await exchange.submit(market('usdm', 'SELL', '0.01'));
    if (hedged.kind !== 'accepted') throw new Error(`usdm: ${hedged.kind}`);
    expect(hedged.report.state).toBe('filled');
    expect(hedged.fills.length).toBeGreaterThan(0);
    expect(await exchange.fills('usdm', SYMBOL, null)).toEqual(hedged.fills);
    expect(await exchange.fills('spot', SYMBOL, null)).toEqual(bought.fills);
    const from = bought.fills[bought.fills.length - 1]?.tradeId ?? '';
    expect(await exchange.fills('spot', SYMBOL, from)).toEqual(bought.fills.slice(-1));

    const account = await exchange.spotAccount();
    expect(account.canTrade).toBe(true);
    const btc = account.balances.find((row) => row.asset === 'BTC');
    const fees = Decimal.sum(bought.fills.map((fill) => decimal(fill.feeAmount)));
    expect(btc?.free).toBe(decimal('0.01').minus(fees).toString());

    const futures = await exchange.futuresAccount();
    expect(futures.oneWayMode).toBe(true);
    expect(futures.positions).toHaveLength(1);
    expect(futures.positions[0]).toMatchObject({ symbol: SYMBOL, quantity: '-0.01' });
    const liquidation = futures.positions[0]?.liquidationPrice ?? '0';
    expect(decimal(liquidation).isAbove(last)).toBe(true);
    const [wallet] = futures.wallets;
    const unrealized = decimal(futures.positions[0]?.unrealizedPnlQuote ?? '0');
    const margin = decimal(wallet?.balance ?? '0').plus(unrealized);
    expect(wallet).toMatchObject({ asset: 'USDT', marginBalance: margin.toString() });
  });

  it('keeps working after time has jumped, and sees the funding', async () => {
    const before = await exchange.serverTime();
    await control('/sim/advance', { ms: 9 * HOUR_MS });
    // The offset is nine hours old for the exchange: -1021, a new measurement, and the answer.
    const payments = await exchange.fundingPayments(SYMBOL, before);
    expect(payments.length).toBeGreaterThan(0);
    expect(payments[0]).toMatchObject({ symbol: SYMBOL, asset: 'USDT' });
    expect(await exchange.fundingPayments(SYMBOL, (payments[0]?.paidAt ?? 0) + 1)).toHaveLength(
      payments.length - 1,
    );
    // Time is stepped to the minute, so the seconds since the start do not count.
    expect(await exchange.serverTime()).toBeGreaterThan(before + 9 * HOUR_MS - 60_000);
  });

  it('closes the hedge reduce-only, and no more than that', async () => {
    const close = { ...market('usdm', 'BUY', '0.01'), reduceOnly: true };
    expect(await exchange.submit(close)).toMatchObject({
      kind: 'accepted',
      report: { state: 'filled' },
    });
    expect((await exchange.futuresAccount()).positions).toEqual([]);
  });

  it('is told apart from a wrong key', async () => {
    const stranger = createBinanceExchange({
      environment: 'simulator',
      baseUrl: simulator.url,
      apiKey: 'simulator-key',
      apiSecret: 'another-secret',
      hostNow: () => Date.now(),
    });
    await expect(stranger.spotAccount()).rejects.toMatchObject({ name: 'ConfigurationError' });
    const outcome = await stranger.submit(resting('spot', '0.97', '0.002'));
    expect(outcome).toMatchObject({ kind: 'rejected', code: -1022 });
  });
});

describe('a reply that does not come', () => {
  it.each(['before', 'after'] as const)(
    '%s execution: unknown, then found or absent',
    async (phase) => {
      const hasty = createBinanceExchange({
        environment: 'simulator',
        baseUrl: simulator.url,
        apiKey: 'simulator-key',
        apiSecret: 'simulator-secret',
        hostNow: () => Date.now(),
        requestDeadlineMs: 500,
      });
      await hasty.spotAccount();
      await control('/sim/hold', { route: 'POST /api/v3/order', nth: 1, phase });
      const order = resting('spot', '0.96', '0.002');
      expect((await hasty.submit(order)).kind).toBe('unknown');
      // The connection must be seen to be closed before the held request is let go.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await control('/sim/release', {});
      await new Promise((resolve) => setTimeout(resolve, 200));
      const found = await exchange.findOrder('spot', SYMBOL, order.clientOrderId);
      expect(found.kind).toBe(phase === 'after' ? 'found' : 'absent');
      if (phase === 'after') await exchange.cancel('spot', SYMBOL, order.clientOrderId);
    },
  );
});

it('never broke a limit nor used a client order id twice', async () => {
  expect(await control('/sim/report')).toMatchObject({
    rateLimitViolations: 0,
    duplicateOrders: 0,
    openOrdersExchange: 0,
  });
});
