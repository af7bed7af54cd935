import fc from 'fast-check';
import { componentSeries } from '../../../../lib/market/multiTimeframe/components';
import {
  multiTimeframe,
  type MultiTimeframeInputs,
} from '../../../../lib/market/multiTimeframe/composite';
import { logPrices } from '../../../../lib/market/multiTimeframe/logPrices';
import {
  COMPONENT_WEIGHTS,
  COMPONENTS,
  TIMEFRAME_WEIGHTS,
} from '../../../../lib/market/multiTimeframe/weights';
import type { Candle } from '../../../../lib/model/candle';
import { INTERVAL_MS, type Interval, INTERVALS } from '../../../../lib/model/terms';
import {
  candlesOnly,
  everyInterval,
  minuteCandles,
  mirrored,
  numbersFrom,
  walkMinutes,
} from '../../../support/marketPaths';

const AT = Date.parse('2026-06-03T10:00:00Z');

/** Walks of every interval that end at `AT`, each of `count` candles. */
function walks(seed: number, deviation: number, count = 150): Record<Interval, Candle[]> {
  const candles = everyInterval([]);
  for (const [index, interval] of INTERVALS.entries()) {
    const step = INTERVAL_MS[interval];
    const lastOpenAt = Math.floor(AT / step) * step - step;
    const minutes = walkMinutes(count, deviation * (index + 1), seed + index);
    candles[interval] = minuteCandles(minutes).map((candle, place) => {
      const openAt = lastOpenAt - (count - 1 - place) * step;
      return { ...candle, openAt, closeAt: openAt + step - 1 };
    });
  }
  return candles;
}

const mapped = (
  candles: Record<Interval, Candle[]>,
  map: (candles: Candle[]) => Candle[],
): Record<Interval, Candle[]> => {
  const out = everyInterval([]);
  for (const interval of INTERVALS) out[interval] = map(candles[interval]);
  return out;
};

function signalOf(candles: Record<Interval, Candle[]>, inputs: Partial<MultiTimeframeInputs> = {}) {
  const signal = multiTimeframe(AT, { ...candlesOnly(candles), ...inputs });
  if (signal.status !== 'ok') throw new Error(signal.reason);
  return signal;
}

const market = fc.record({
  seed: fc.integer({ min: 0, max: 1e9 }),
  deviation: fc.double({ min: 1e-5, max: 0.02, noNaN: true }),
});

describe('the weights', () => {
  it('are those of the issue and sum to 1', () => {
    expect(Object.values(TIMEFRAME_WEIGHTS)).toEqual([0.1, 0.15, 0.2, 0.25, 0.2, 0.1]);
    expect(Object.values(COMPONENT_WEIGHTS)).toEqual([0.3, 0.25, 0.2, 0.15, 0.1]);
    for (const weights of [TIMEFRAME_WEIGHTS, COMPONENT_WEIGHTS]) {
      expect(Object.values(weights).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    }
  });
});

describe('the composite', () => {
  it('stays within its bounds, and so does every component', () => {
    fc.assert(
      fc.property(market, ({ seed, deviation }) => {
        const signal = signalOf(walks(seed, deviation));
        for (const figure of [signal.value, signal.composite, signal.trend, signal.momentum]) {
          expect(Math.abs(figure)).toBeLessThanOrEqual(1);
        }
        for (const share of [signal.confidence, signal.coverage, signal.consensus]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        for (const { components } of signal.timeframes) {
          for (const name of COMPONENTS) {
            expect(Math.abs(components[name] ?? 0)).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the negative of itself on the mirrored path, and as confident', () => {
    fc.assert(
      fc.property(market, ({ seed, deviation }) => {
        const candles = walks(seed, deviation);
        const signal = signalOf(candles);
        const turned = signalOf(mapped(candles, (each) => mirrored(each)));
        const pairs = [
          [signal.value, turned.value],
          [signal.trend, turned.trend],
          [signal.momentum, turned.momentum],
          ...signal.timeframes.map(({ value }, index) => [
            value ?? NaN,
            turned.timeframes[index]?.value ?? NaN,
          ]),
        ] as const;
        for (const [one = NaN, other = NaN] of pairs)
          expect(Math.abs(one + other)).toBeLessThan(1e-10);
        expect(Math.abs(signal.confidence - turned.confidence)).toBeLessThan(1e-10);
      }),
      { numRuns: 40 },
    );
  });

  it('does not know the future: later candles and those not closed change nothing', () => {
    fc.assert(
      fc.property(market, ({ seed, deviation }) => {
        const candles = walks(seed, deviation);
        const later = mapped(candles, (each) => {
          const last = each.at(-1);
          if (!last) return each;
          const step = last.closeAt + 1 - last.openAt;
          const ahead = [1, 2, 3].map((place) => ({
            ...last,
            openAt: last.openAt + place * step,
            closeAt: last.closeAt + place * step,
            high: last.high * 2,
            close: last.close * 1.5,
          }));
          return [...each, ...ahead];
        });
        expect(signalOf(later)).toEqual(signalOf(candles));
      }),
      { numRuns: 20 },
    );
  });

  it('gives the weight of what is absent to the rest, and says so', () => {
    const whole = walks(3, 1e-3);
    const young = { ...whole, '1d': whole['1d'].slice(-20) };
    const signal = signalOf(young);
    expect(signal.timeframes.at(-1)).toMatchObject({ interval: '1d', value: null, usedWeight: 0 });
    expect(signal.timeframes.reduce((sum, each) => sum + each.usedWeight, 0)).toBeCloseTo(1, 12);
    expect(signal.absent).toContainEqual({
      input: 'candles (1d)',
      reason: '20 closed candles, 50 are needed',
    });
    expect(signal.coverage).toBeCloseTo(0.9 * 0.9, 12);
  });

  it('is unavailable without the hour, or with less than half of the weight', () => {
    const whole = walks(4, 1e-3);
    const without = (...intervals: Interval[]) => {
      const candles = { ...whole };
      for (const interval of intervals) candles[interval] = [];
      return multiTimeframe(AT, candlesOnly(candles));
    };
    expect(without('1h')).toMatchObject({ status: 'unavailable', at: AT });
    expect(without('1m', '5m', '4h', '1d')).toMatchObject({ status: 'unavailable' });
    expect(without('1m', '5m')).toMatchObject({ status: 'ok' });
  });
});

describe('the adjustments', () => {
  const candles = walks(5, 1e-3);
  const plain = signalOf(candles);

  it('take 0.25 x the sign of an extreme rate off, in either direction', () => {
    const funded = (rate: number) =>
      signalOf(candles, {
        fundingRateFraction: { value: rate },
        fundingCapFraction: { value: 0.003 },
      });
    const high = funded(0.0019);
    expect(high.adjustments).toMatchObject({ isFundingExtreme: true, fundingShift: -0.25 });
    expect(funded(-0.0019).adjustments).toMatchObject({
      isFundingExtreme: true,
      fundingShift: 0.25,
    });
    expect(funded(0.0018).adjustments).toMatchObject({ isFundingExtreme: false, fundingShift: 0 });
    const { composite, adjustments, value } = high;
    expect(value).toBeCloseTo(composite * adjustments.stressFactor - 0.25, 12);
  });

  it('halve the signal under the heaviest stress, and never turn its sign by it', () => {
    const stressed = signalOf(candles, { depthOfMedian: { value: 0 }, correlation: { value: 1 } });
    expect(stressed.adjustments).toMatchObject({ stress: 1, stressFactor: 0.5 });
    expect(stressed.value).toBeCloseTo(plain.value / 2, 12);
    expect(stressed.confidence).toBeCloseTo(plain.confidence / 2, 12);
  });

  it('move against dear puts, by a tenth at most', () => {
    const skewed = signalOf(candles, { skewPct: { value: 1e6 } });
    expect(skewed.value).toBeCloseTo(plain.value - 0.1, 12);
  });

  it('hold the whole to -1..1', () => {
    const up = mapped(candles, (each) =>
      each.map((candle, index) => {
        const price = 100 * 1.01 ** index;
        return { ...candle, open: price, low: price, close: price * 1.01, high: price * 1.01 };
      }),
    );
    const signal = signalOf(up, {
      fundingRateFraction: { value: -0.01 },
      fundingCapFraction: { value: 0.01 },
    });
    expect(signal.composite).toBeGreaterThan(0.8);
    expect(signal.value).toBeLessThanOrEqual(1);
  });

  it('tell the calendar: the weekend, and that the CME gap is legacy', () => {
    expect([plain.isWeekend, plain.cmeGap]).toEqual([false, 'legacy']);
    const at = Date.parse('2026-06-07T23:59:59Z');
    expect(multiTimeframe(at, candlesOnly(candles))).toMatchObject({ isWeekend: true });
  });
});

describe('the series of a timeframe', () => {
  it('are the same candle by candle and all at once', () => {
    const number = numbersFrom(9);
    const candles = minuteCandles(
      walkMinutes(260, 1e-3, 9).map((each) => ({ ...each, volume: number() })),
    );
    const whole = componentSeries(logPrices(candles));
    for (const length of [20, 51, 101, 102, 180, 259]) {
      const part = componentSeries(logPrices(candles.slice(0, length)));
      for (const name of ['trend', 'momentum', 'volume', 'volatility'] as const) {
        expect(part[name]).toEqual(whole[name].slice(0, length));
      }
    }
  });

  it('say nothing in the warm-up, and nothing of volume where nothing is traded', () => {
    const candles = minuteCandles(
      walkMinutes(150, 1e-3, 2).map((each) => ({ ...each, volume: 0 })),
    );
    const series = componentSeries(logPrices(candles));
    const firsts = [series.trend, series.momentum, series.volatility, series.volume].map((values) =>
      values.findIndex((value) => !Number.isNaN(value)),
    );
    expect(firsts).toEqual([49, 14, 100, -1]);
  });
});
