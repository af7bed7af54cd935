import fc from 'fast-check';
import { basketVolatility } from '../../../../lib/market/volatility/basket';
import {
  compositeVolatility,
  type CompositeInputs,
  DEFAULT_COMPOSITE,
} from '../../../../lib/market/volatility/composite';
import { realisedVolatility } from '../../../../lib/market/volatility/realised';
import type { Candle } from '../../../../lib/model/candle';
import { INTERVAL_MS, type Interval } from '../../../../lib/model/terms';
import {
  compositeVolatilitySchema,
  VOLATILITY_COMPONENTS,
  volatilityRegimeOf,
} from '../../../../lib/model/volatility';
import { simulatedReturns } from './simulatedReturns';

const DAYS = 60;
const HOURS = DAYS * 24;

/** Candles of simulated returns: each opens at the close before. */
function candlesOf(seed: number, interval: Interval, count: number, scale = 1): Candle[] {
  const step = INTERVAL_MS[interval];
  const returns = simulatedReturns(seed, count, { alpha: 0.1, beta: 0.85 });
  let close = 100;
  return Array.from(returns, (value, index) => {
    const open = close;
    close = open * Math.exp(value * scale);
    const high = Math.max(open, close) * 1.001;
    const low = Math.min(open, close) / 1.001;
    const openAt = index * step;
    return { openAt, closeAt: openAt + step - 1, open, high, low, close, volume: 1_000 + index };
  });
}

const HOURLY = candlesOf(1, '1h', HOURS, 0.6);
const inputs = (change: Partial<CompositeInputs> = {}): CompositeInputs => ({
  symbol: 'BTCUSDT',
  hours: HOURLY,
  basket: [
    { symbol: 'BTCUSDT', days: { value: candlesOf(2, '1d', DAYS, 3) }, weight: null },
    { symbol: 'ETHUSDT', days: { value: candlesOf(3, '1d', DAYS, 4) }, weight: null },
  ],
  implied: { value: { annualFraction: 0.5, source: 'DVOL of BTC' } },
  ...change,
});
const NO_BASKET = { basket: [] };
const NO_IMPLIED = { implied: { absent: 'No DVOL.' } };
/** Too short for GARCH, long enough for the week of the realised volatility. */
const SHORT = { hours: HOURLY.slice(-100) };
const WEEK = { ...DEFAULT_COMPOSITE, realisedHours: 72 };

describe('the composite volatility', () => {
  it('is the weighted mean of the four, and names its regime', () => {
    const composite = compositeVolatility(inputs());
    if (composite.status !== 'ok') throw new Error(composite.reason);
    const { implied, basket, garch, realised } = composite.components;
    const value = [implied, basket, garch, realised].map((each) =>
      each.status === 'ok' ? each.annualFraction : Number.NaN,
    );
    const [i = 0, b = 0, g = 0, r = 0] = value;
    expect(composite.annualFraction).toBeCloseTo(0.3 * i + 0.25 * b + 0.25 * g + 0.2 * r, 12);
    expect(composite.regime).toBe(volatilityRegimeOf(composite.annualFraction));
    expect(composite.at).toBe(HOURLY.at(-1)?.closeAt);
    expect(compositeVolatilitySchema.parse(composite)).toEqual(composite);
  });
  it('gives the weight of what is absent to the others, and says why it is absent', () => {
    const composite = compositeVolatility(inputs(NO_IMPLIED));
    if (composite.status !== 'ok') throw new Error(composite.reason);
    const { implied, basket, garch, realised } = composite.components;
    expect(implied).toEqual({ status: 'unavailable', reason: 'No DVOL.', weight: 0.3, share: 0 });
    expect(basket.share).toBeCloseTo(0.25 / 0.7, 12);
    expect(garch.share).toBeCloseTo(0.25 / 0.7, 12);
    expect(realised.share).toBeCloseTo(0.2 / 0.7, 12);
  });
  it.each([
    ['realised and basket', { ...SHORT, ...NO_IMPLIED }, 'ok'],
    ['realised and implied', { ...SHORT, ...NO_BASKET }, 'ok'],
    ['realised and GARCH', { ...NO_BASKET, ...NO_IMPLIED }, 'ok'],
    ['only realised', { ...SHORT, ...NO_BASKET, ...NO_IMPLIED }, 'unavailable'],
    ['no realised', { hours: HOURLY.slice(-50) }, 'unavailable'],
    ['no candles', { hours: [] }, 'unavailable'],
  ])('with %s', (_, change, status) => {
    const composite = compositeVolatility(inputs(change), WEEK);
    expect(composite.status).toBe(status);
    expect(compositeVolatilitySchema.parse(composite)).toEqual(composite);
  });
  it('leaves a component without weight out, but shows it', () => {
    const weights = { ...DEFAULT_COMPOSITE.weights, implied: 0 };
    const composite = compositeVolatility(inputs(), { ...DEFAULT_COMPOSITE, weights });
    if (composite.status !== 'ok') throw new Error(composite.reason);
    expect(composite.components.implied).toMatchObject({ status: 'ok', share: 0 });
    const without = compositeVolatility(inputs(NO_IMPLIED));
    expect(without.status === 'ok' && without.annualFraction).toBe(composite.annualFraction);
  });
  it('takes no coin whose newest day is older than two days and five minutes', () => {
    const old = inputs().basket.map((coin) => ({
      ...coin,
      days: { value: 'value' in coin.days ? coin.days.value.slice(0, -3) : [] },
    }));
    const composite = compositeVolatility(inputs({ basket: old }));
    expect(composite.components.basket.status).toBe('unavailable');
    expect(composite.basket[0]?.reason).toContain('too old');
  });
  it('lies between its components, whatever the weights', () => {
    const weight = fc.double({ min: 0.01, max: 1, noNaN: true });
    const weights = fc.record({ implied: weight, basket: weight, garch: weight, realised: weight });
    fc.assert(
      fc.property(weights, (given) => {
        const composite = compositeVolatility(inputs(), { ...DEFAULT_COMPOSITE, weights: given });
        if (composite.status !== 'ok') throw new Error(composite.reason);
        const parts = VOLATILITY_COMPONENTS.map((name) => composite.components[name]);
        const values = parts.flatMap((part) => (part.status === 'ok' ? [part.annualFraction] : []));
        expect(composite.annualFraction).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(composite.annualFraction).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
        expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 20 },
    );
  });
  it('sees nothing of the future: days that close later do not count', () => {
    const hours = HOURLY.slice(0, HOURS - 100);
    const at = hours.at(-1)?.closeAt ?? 0;
    const cut = inputs().basket.map((coin) => ({
      ...coin,
      days:
        'value' in coin.days
          ? { value: coin.days.value.filter(({ closeAt }) => closeAt <= at) }
          : coin.days,
    }));
    expect(compositeVolatility(inputs({ hours }))).toEqual(
      compositeVolatility(inputs({ hours, basket: cut })),
    );
    expect(compositeVolatility(inputs({ hours }))).not.toEqual(compositeVolatility(inputs()));
  });
});

describe('the regimes', () => {
  it.each([
    [0.1, 'very low'],
    [0.15, 'very low'],
    [0.1501, 'low'],
    [0.25, 'low'],
    [0.5, 'medium'],
    [0.75, 'high'],
    [0.7501, 'extreme'],
    [3, 'extreme'],
  ])('%d is %s', (volatility, regime) => {
    expect(volatilityRegimeOf(volatility)).toBe(regime);
  });
});

describe('the basket', () => {
  const coin = (symbol: string, scale: number, volume: number, weight: number | null = null) => ({
    symbol,
    weight,
    days: { value: candlesOf(7, '1d', DAYS, scale).map((candle) => ({ ...candle, volume })) },
  });
  const volatilityOf = (scale: number): number => {
    const reading = realisedVolatility(candlesOf(7, '1d', DAYS, scale), '1d', 30, 'closeToClose');
    return 'value' in reading ? reading.value : Number.NaN;
  };
  it('weighs coins by what was traded of them in 30 days', () => {
    const { reading, coins } = basketVolatility(
      [coin('BTCUSDT', 2, 3_000), coin('ETHUSDT', 2, 1_000)],
      30,
      'closeToClose',
    );
    expect(coins.map(({ share }) => share)).toEqual([
      expect.closeTo(0.75, 12),
      expect.closeTo(0.25, 12),
    ]);
    expect('value' in reading && reading.value).toBeCloseTo(volatilityOf(2), 12);
  });
  it('weighs them as the user says', () => {
    const { reading, coins } = basketVolatility(
      [coin('BTCUSDT', 1, 9, 3), coin('ETHUSDT', 4, 9, 1)],
      30,
      'closeToClose',
    );
    expect(coins.map(({ share }) => share)).toEqual([0.75, 0.25]);
    const mean = 0.75 * volatilityOf(1) + 0.25 * volatilityOf(4);
    expect('value' in reading && reading.value).toBeCloseTo(mean, 12);
  });
  it('names coins that are not there, and is none with fewer than two', () => {
    const absent = { symbol: 'SOLUSDT', days: { absent: 'Unknown symbol.' }, weight: null };
    const untraded = coin('XRPUSDT', 1, 0);
    const two = basketVolatility(
      [coin('BTCUSDT', 1, 9), coin('ETHUSDT', 1, 9), absent, untraded],
      30,
      'yangZhang',
    );
    expect('value' in two.reading).toBe(true);
    expect(two.coins.map(({ share }) => share > 0)).toEqual([true, true, false, false]);
    expect(two.coins[2]).toMatchObject({ annualFraction: null, reason: 'Unknown symbol.' });
    expect(two.coins[3]?.reason).toContain('not traded');
    const one = basketVolatility([coin('BTCUSDT', 1, 9), absent], 30, 'yangZhang');
    expect(one.reading).toEqual({
      absent: "Of the basket's 2 coins 1 can be read; 2 are needed.",
    });
  });
});

describe('the realised volatility', () => {
  it('is of the last candles alone', () => {
    const all = realisedVolatility(HOURLY, '1h', 168, 'yangZhang');
    expect(realisedVolatility(HOURLY.slice(-169), '1h', 168, 'yangZhang')).toEqual(all);
  });
  it('bears a twentieth of missing candles, and no more', () => {
    const without = (missing: number): Candle[] => [
      ...HOURLY.slice(0, -100),
      ...HOURLY.slice(missing - 100),
    ];
    expect('value' in realisedVolatility(without(8), '1h', 168, 'yangZhang')).toBe(true);
    const many = realisedVolatility(without(9), '1h', 168, 'yangZhang');
    expect('absent' in many && many.absent).toContain('There are only 160');
  });
  it('is none where the price stood still, or is no price', () => {
    const flat = HOURLY.map((candle) => ({ ...candle, open: 5, high: 5, low: 5, close: 5 }));
    const still = realisedVolatility(flat, '1h', 168, 'closeToClose');
    expect('absent' in still && still.absent).toContain('did not move');
    const broken = HOURLY.map((candle, index) =>
      index === HOURS - 5 ? { ...candle, low: Number.NaN } : candle,
    );
    const none = realisedVolatility(broken, '1h', 168, 'yangZhang');
    expect('absent' in none && none.absent).toContain('no price');
  });
});
