import { temporaryJournal } from '../../support/journals';
import { ScriptedExchange } from '../../support/scriptedExchange';
import type { Candle } from '../../../lib/model/candle';
import type { CandleSet, TakerFlowPoint } from '../../../lib/model/marketData';
import { readCandles } from '../../../lib/operations/candles';
import { readFunding } from '../../../lib/operations/funding';
import { withMarketData } from '../../../lib/operations/marketDataPart';
import { readOpenInterest } from '../../../lib/operations/openInterest';
import { readOrderBook } from '../../../lib/operations/orderBook';
import { readRecentTrades } from '../../../lib/operations/recentTrades';
import { seriesOf } from '../../../lib/observation/statistics';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-03-02T10:20:00Z');
const LAST_OPEN = Date.parse('2026-03-02T09:00:00Z');

let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
beforeEach(() => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
});
afterEach(() => world.dispose());

const session = () => ({
  exchange,
  journal: world.journal,
  environment: 'mainnet' as const,
  clocks: { exchangeNow: () => NOW, hostNow: () => NOW },
});

describe('candles on the item', () => {
  const hour = (back: number, volume: number): Candle => ({
    openAt: LAST_OPEN - back * HOUR_MS,
    closeAt: LAST_OPEN - back * HOUR_MS + HOUR_MS - 1,
    open: 100,
    high: 101,
    low: 99,
    close: 100,
    volume,
  });

  /** Ten hours: two are missing, and in two nothing was traded. */
  const rows = [0, 1, 2, 5, 6, 7, 8, 9].map((back) => hour(back, back === 1 || back === 8 ? 0 : 5));
  beforeEach(() => {
    exchange.candles = async ({ from, to }) =>
      rows.filter(({ openAt }) => openAt >= from && openAt <= to).reverse();
  });
  const read = (source: 'spot' | 'mark'): Promise<CandleSet> =>
    readCandles(session(), 'BTCUSDT', { source, interval: '1h', count: 10, withRows: false });

  it('tell gaps and candles without volume', async () => {
    expect(await read('spot')).toMatchObject({
      wanted: 10,
      missing: 2,
      gaps: [{ from: LAST_OPEN - 4 * HOUR_MS, to: LAST_OPEN - 3 * HOUR_MS, missing: 2 }],
      zeroVolume: { count: 2, openAt: [LAST_OPEN - 8 * HOUR_MS, LAST_OPEN - HOUR_MS] },
      reference: {
        from: LAST_OPEN - 9 * HOUR_MS,
        to: LAST_OPEN + HOUR_MS - 1,
        count: 8,
        lastClosed: hour(0, 5),
      },
    });
  });

  it('of the mark price have no volume that could be missing', async () => {
    expect((await read('mark')).zeroVolume).toBeNull();
  });
});

describe('statistics on the item', () => {
  const settings = { environment: 'mainnet', period: '1h', exchangeNow: NOW } as const;
  const point = (at: number): TakerFlowPoint => ({ at, buyBase: '1', sellBase: '2', ratio: '0.5' });

  it('are the exchange\u2019s, with the newest named', () => {
    const rows = [point(NOW - 2 * HOUR_MS), point(NOW - HOUR_MS)];
    expect(seriesOf(rows, settings)).toEqual({
      status: 'available',
      origin: 'exchange',
      period: '1h',
      latest: rows[1],
      rows,
    });
  });

  it('are unavailable when there are none, when they are old, and when the environment has none', () => {
    const limit = NOW - 2 * HOUR_MS - 300_000;
    expect(seriesOf([point(limit)], settings).status).toBe('available');
    expect(seriesOf([point(limit - 1)], settings)).toMatchObject({ status: 'unavailable' });
    expect(seriesOf([], settings)).toMatchObject({ status: 'unavailable' });
    const unavailable = { status: 'unavailable', reason: 'none here' } as const;
    expect(seriesOf(unavailable, settings)).toEqual(unavailable);
  });

  it('say for each figure whether it is there', async () => {
    exchange.openInterest = async () => ({ at: NOW, openInterestBase: '106312.376' });
    const unavailable = {
      status: 'unavailable',
      reason: 'testnet has no futures statistics',
    } as const;
    exchange.openInterestHistory = async () => unavailable;
    expect(await readOpenInterest(session(), 'BTCUSDT', { period: '1h', count: 24 })).toEqual({
      observedAt: NOW,
      now: { status: 'available', origin: 'exchange', at: NOW, openInterestBase: '106312.376' },
      history: unavailable,
    });
  });
});

describe('funding on the item', () => {
  beforeEach(() => {
    exchange.mark = async () => ({
      markPrice: '80000',
      indexPrice: '80000',
      fundingRate: '0.0001',
      nextFundingAt: Date.parse('2026-03-02T16:00:00Z'),
      at: NOW,
    });
  });

  it('names what is assumed of a contract that the exchange does not list', async () => {
    exchange.fundingTerms = async () => [];
    const funding = await readFunding(session(), 'BTCUSDT', { days: 7, withRows: false });
    expect(funding).toMatchObject({
      terms: 'assumed',
      intervalHours: 8,
      capFraction: null,
      floorFraction: null,
      settled: { count: 0, sumFraction: 0, averageFraction: null, annualisedPct: null, last: null },
    });
  });

  it('scales what was settled to a year', async () => {
    const listed = {
      symbol: 'BTCUSDT',
      intervalHours: 8,
      capFraction: '0.003',
      floorFraction: '-0.003',
    };
    exchange.fundingTerms = async () => [listed];
    const rates = [3, 2, 1].map((back) => ({
      settledAt: Date.parse('2026-03-02T08:00:00Z') - back * 8 * HOUR_MS,
      rateFraction: back === 2 ? '-0.0001' : '0.0002',
      markPrice: '80000',
    }));
    exchange.fundingRates = async () => rates;
    const { settled } = await readFunding(session(), 'BTCUSDT', { days: 10, withRows: true });
    expect(settled.sumFraction).toBeCloseTo(0.0003, 12);
    expect(settled.averageFraction).toBeCloseTo(0.0001, 12);
    // Of the ten days one interval before the first settlement and what came after are known.
    const firstAt = rates[0]?.settledAt ?? 0;
    const days = (settled.to - firstAt + 8 * HOUR_MS) / (24 * HOUR_MS);
    expect(days).toBeLessThan(2);
    expect(settled.annualisedPct).toBeCloseTo((0.0003 / days) * 365 * 100, 9);
    expect(settled.rows).toEqual(rates);
  });

  it('scales a window that is full by its own length', async () => {
    exchange.fundingTerms = async () => [];
    exchange.fundingRates = async (_symbol, from) =>
      Array.from({ length: 21 }, (_, index) => ({
        settledAt: Math.ceil(from / (8 * HOUR_MS)) * 8 * HOUR_MS + index * 8 * HOUR_MS,
        rateFraction: '0.0001',
        markPrice: '80000',
      }));
    const { settled } = await readFunding(session(), 'BTCUSDT', { days: 7, withRows: false });
    expect(settled.annualisedPct).toBeCloseTo((settled.sumFraction / 7) * 365 * 100, 9);
  });
});

it('refuses half a book', async () => {
  exchange.book = async () => ({ bids: [{ price: '100', quantity: '1' }], asks: [] });
  const read = readOrderBook(session(), 'BTCUSDT', { market: 'spot', levels: 5 });
  await expect(read).rejects.toMatchObject({ name: 'TransientError' });
});

it('says nothing about takers where nothing was traded', async () => {
  exchange.recentTrades = async () => [];
  const settings = { market: 'spot', count: 5, withRows: false } as const;
  expect(await readRecentTrades(session(), 'BTCUSDT', settings)).toMatchObject({
    count: 0,
    takerBuyFraction: null,
    last: null,
  });
});

it('leaves the item that came in as it was', () => {
  const earlier = Object.freeze({ version: 1 as const, fees: undefined });
  expect(withMarketData(earlier, {})).toEqual({ version: 1 });
  expect(withMarketData(undefined, {})).toEqual({ version: 1 });
});
