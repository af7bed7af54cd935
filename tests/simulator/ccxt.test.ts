import { createRequire } from 'node:module';
import { decimal } from '../../lib/simulator/engine/decimal';
import { KEY, SECRET, start, stopAll } from './support';

/** The part of ccxt's unified interface that is used here; ccxt's own types are not needed for it. */
interface Ccxt {
  urls: { api: Record<string, unknown> };
  secret: string;
  loadTimeDifference(): Promise<number>;
  loadMarkets(): Promise<Record<string, Record<string, unknown>>>;
  fetchTicker(symbol: string): Promise<Record<string, number>>;
  fetchOrderBook(symbol: string, limit?: number): Promise<{ bids: number[][]; asks: number[][] }>;
  fetchOHLCV(symbol: string, frame: string, since?: number, limit?: number): Promise<number[][]>;
  fetchBalance(): Promise<Record<string, Record<string, number>>>;
  createOrder(
    symbol: string,
    type: string,
    side: string,
    amount: number,
    price?: number,
    params?: Record<string, unknown>,
  ): Promise<Row>;
  fetchOrder(id: string, symbol: string): Promise<Row>;
  fetchOpenOrders(symbol: string, since?: number, limit?: number, params?: object): Promise<Row[]>;
  cancelOrder(id: string, symbol: string, params?: object): Promise<Row>;
  fetchMyTrades(symbol: string): Promise<Row[]>;
  fetchFundingRate(symbol: string): Promise<Row>;
  fetchFundingHistory(symbol: string): Promise<Row[]>;
  fetchFundingRateHistory(symbol: string): Promise<Row[]>;
  fapiPrivateGetIncome(params?: object): Promise<Row[]>;
  setLeverage(leverage: number, symbol: string): Promise<unknown>;
  fetchPositions(symbols: string[]): Promise<Row[]>;
  fetchLeverage(symbol: string): Promise<Row>;
  fetchTradingFee(symbol: string): Promise<Row>;
}
interface Row {
  id: string;
  status: string;
  filled: number;
  side: string;
  fee?: { cost: number; currency: string };
  [name: string]: unknown;
}
type Constructor = new (options: object) => Ccxt;
type Library = Record<string, Constructor & (new (...args: never[]) => Error)>;

function library(): Library | undefined {
  try {
    return createRequire(__filename)('ccxt');
  } catch {
    return undefined;
  }
}

const ccxt = library();
if (ccxt === undefined) process.stdout.write('ccxt is not installed: its test is skipped\n');
const describeWithCcxt = ccxt === undefined ? describe.skip : describe;

/** Points every URL of a client at the simulator, whatever host it had. */
function pointAt(value: unknown, base: string): unknown {
  if (typeof value === 'string') return value.replace(/^https:\/\/[^/]+/, base);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, url]) => [name, pointAt(url, base)]));
}

function client(name: 'binance' | 'binanceusdm', base: string, secret = SECRET): Ccxt {
  const Exchange = ccxt?.[name];
  if (Exchange === undefined) throw new Error(`ccxt has no ${name}`);
  const made = new Exchange({
    apiKey: KEY,
    secret,
    enableRateLimit: false,
    options: { adjustForTimeDifference: true },
  });
  for (const [area, url] of Object.entries(made.urls.api)) made.urls.api[area] = pointAt(url, base);
  return made;
}

const SPOT = 'BTC/USDT';
const PERPETUAL = 'BTC/USDT:USDT';
const refusal = (name: string): unknown => expect.objectContaining({ name });

afterEach(stopAll);

async function market(): Promise<{ url: string; advance: (ms: number) => Promise<unknown> }> {
  const { simulator, client: control } = await start({
    balances: { spotQuote: decimal('10000'), usdmQuote: decimal('10000') },
    now: Date.now,
  });
  return { url: simulator.url, advance: (ms) => control.advance(ms) };
}

describeWithCcxt('an unchanged ccxt on spot (skipped where ccxt is not installed)', () => {
  it('loads markets, reads data and the account, trades and is refused as on Binance', async () => {
    const { url, advance } = await market();
    const spot = client('binance', url);
    await spot.loadTimeDifference();
    const markets = await spot.loadMarkets();
    expect(markets[SPOT]).toMatchObject({ spot: true, active: true, base: 'BTC', quote: 'USDT' });
    expect(markets[PERPETUAL]).toMatchObject({ swap: true, linear: true });

    const ticker = await spot.fetchTicker(SPOT);
    const book = await spot.fetchOrderBook(SPOT, 20);
    expect(book.bids).toHaveLength(20);
    expect(book.asks[0]?.[0]).toBeGreaterThan(book.bids[0]?.[0] ?? Infinity);
    const last = ticker.last ?? 0;
    expect(last).toBeGreaterThan(1000);
    const candles = await spot.fetchOHLCV(SPOT, '1h', undefined, 50);
    expect(candles).toHaveLength(50);
    expect((candles[1]?.[0] ?? 0) - (candles[0]?.[0] ?? 0)).toBe(3_600_000);
    expect((await spot.fetchBalance()).USDT).toMatchObject({ free: 10_000, used: 0 });

    const price = Math.round(last * 0.97);
    const resting = await spot.createOrder(SPOT, 'limit', 'buy', 0.01, price);
    expect(resting).toMatchObject({ status: 'open', filled: 0 });
    expect((await spot.fetchBalance()).USDT?.used).toBeCloseTo(price * 0.01, 6);
    expect(await spot.fetchOpenOrders(SPOT)).toHaveLength(1);
    expect((await spot.fetchOrder(resting.id, SPOT)).status).toBe('open');
    expect((await spot.cancelOrder(resting.id, SPOT)).status).toBe('canceled');
    expect((await spot.fetchBalance()).USDT?.used).toBe(0);

    const bought = await spot.createOrder(SPOT, 'market', 'buy', 0.02);
    expect(bought).toMatchObject({ status: 'closed', filled: 0.02 });
    const trades = await spot.fetchMyTrades(SPOT);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(0.02, 8);
    expect(trades[0]?.fee).toMatchObject({ currency: 'BTC' });
    expect(trades[0]?.fee?.cost).toBeGreaterThan(0);

    await expect(
      spot.createOrder(SPOT, 'limit', 'buy', 0.01, Math.round(last * 1.01), { postOnly: true }),
    ).rejects.toEqual(refusal('OrderImmediatelyFillable'));
    await expect(spot.createOrder(SPOT, 'limit', 'buy', 0.00001, price)).rejects.toThrow(
      'Filter failure: NOTIONAL',
    );
    await expect(spot.createOrder(SPOT, 'limit', 'buy', 10, price)).rejects.toEqual(
      refusal('InsufficientFunds'),
    );
    await expect(spot.fetchOrder('999', SPOT)).rejects.toEqual(refusal('OrderNotFound'));
    const stranger = client('binance', url, 'wrong');
    await stranger.loadTimeDifference();
    await expect(stranger.fetchBalance()).rejects.toEqual(refusal('AuthenticationError'));
    expect((await spot.fetchTradingFee(SPOT)).maker).toBe(0.001);
    await advance(60_000);
  });
});

describeWithCcxt('an unchanged ccxt on USD-M (skipped where ccxt is not installed)', () => {
  it('opens, protects and closes a short through funding', async () => {
    const { url, advance } = await market();
    const usdm = client('binanceusdm', url);
    await usdm.loadTimeDifference();
    const markets = await usdm.loadMarkets();
    expect(markets[PERPETUAL]).toMatchObject({ swap: true, linear: true, contractSize: 1 });
    const { last = 0 } = await usdm.fetchTicker(PERPETUAL);
    expect((await usdm.fetchOrderBook(PERPETUAL, 20)).bids).toHaveLength(20);
    expect(await usdm.fetchOHLCV(PERPETUAL, '1m', undefined, 10)).toHaveLength(10);
    expect((await usdm.fetchBalance()).USDT).toMatchObject({ total: 10_000 });
    expect(await usdm.fetchFundingRate(PERPETUAL)).toMatchObject({ symbol: PERPETUAL });
    expect((await usdm.fetchFundingRateHistory(PERPETUAL)).length).toBeGreaterThan(10);

    await usdm.setLeverage(5, PERPETUAL);
    const short = await usdm.createOrder(PERPETUAL, 'market', 'sell', 0.05);
    expect(short.status).toMatch(/closed|open/);
    const [position] = await usdm.fetchPositions([PERPETUAL]);
    expect(position).toMatchObject({ side: 'short', contracts: 0.05 });
    // positionRisk v3 has no leverage (reference I); it is symbolConfig's.
    expect(await usdm.fetchLeverage(PERPETUAL)).toMatchObject({ shortLeverage: 5 });
    expect(Number(position?.liquidationPrice)).toBeGreaterThan(last);

    const stop = await usdm.createOrder(PERPETUAL, 'market', 'buy', 0.05, undefined, {
      stopLossPrice: Math.round(last * 1.1),
      reduceOnly: true,
    });
    expect(await usdm.fetchOpenOrders(PERPETUAL)).toHaveLength(0);
    const conditional = await usdm.fetchOpenOrders(PERPETUAL, undefined, undefined, {
      trigger: true,
    });
    expect(conditional.map((order) => order.id)).toEqual([stop.id]);

    const resting = await usdm.createOrder(
      PERPETUAL,
      'limit',
      'sell',
      0.01,
      Math.round(last * 1.02),
      { postOnly: true },
    );
    expect(await usdm.fetchOpenOrders(PERPETUAL)).toHaveLength(1);
    expect((await usdm.cancelOrder(resting.id, PERPETUAL)).status).toBe('canceled');
    await expect(
      usdm.createOrder(PERPETUAL, 'limit', 'sell', 0.01, Math.round(last * 0.99), {
        postOnly: true,
      }),
    ).rejects.toThrow('-5022');
    await expect(
      usdm.createOrder(PERPETUAL, 'limit', 'buy', 0.001, Math.round(last * 0.5)),
    ).rejects.toThrow('-4164');
    await expect(usdm.createOrder(PERPETUAL, 'market', 'sell', 5)).rejects.toThrow('-2019');

    await advance(8 * 3_600_000 + 60_000);
    await usdm.loadTimeDifference();
    const income = await usdm.fapiPrivateGetIncome({ incomeType: 'FUNDING_FEE' });
    expect(income.length).toBeGreaterThanOrEqual(1);
    expect((await usdm.fetchFundingHistory(PERPETUAL)).length).toBeGreaterThanOrEqual(1);
    await usdm.cancelOrder(stop.id, PERPETUAL, { trigger: true });
    await usdm.createOrder(PERPETUAL, 'market', 'buy', 0.05, undefined, { reduceOnly: true });
    const left = await usdm.fetchPositions([PERPETUAL]);
    expect(left.every((row) => Number(row.contracts) === 0)).toBe(true);
    await expect(
      usdm.createOrder(PERPETUAL, 'market', 'buy', 0.05, undefined, { reduceOnly: true }),
    ).rejects.toBeInstanceOf(Error);
    const types = (await usdm.fapiPrivateGetIncome()).map((row) => row.incomeType);
    expect(types).toEqual(expect.arrayContaining(['COMMISSION', 'REALIZED_PNL', 'FUNDING_FEE']));
    const trades = await usdm.fetchMyTrades(PERPETUAL);
    expect(trades.length).toBeGreaterThanOrEqual(2);
    expect(trades[0]?.fee?.currency).toBe('USDT');
  });
});
