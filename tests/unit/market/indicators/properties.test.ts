import fc from 'fast-check';
import { ConfigurationError } from '../../../../lib/model/errors';
import {
  bollinger,
  donchian,
  ema,
  keltner,
  macd,
  rsi,
  volumeProfile,
} from '../../../../lib/market/indicators';
import type { CandleColumns } from '../../../../lib/market/columns';
import { markets, until, walk, without } from '../../../support/columns';
import { expectSame, INDICATORS, type Series, STREAMS } from '../../../support/indicators';

const names = Object.keys(INDICATORS);
const of = (name: string, columns: CandleColumns): Series => INDICATORS[name]?.(columns) ?? {};
const each = (columns: CandleColumns, scale: number): CandleColumns => ({
  open: columns.open.map((value) => value * scale),
  high: columns.high.map((value) => value * scale),
  low: columns.low.map((value) => value * scale),
  close: columns.close.map((value) => value * scale),
  volume: columns.volume,
});

describe.each(names)('%s', (name) => {
  it('does not look ahead: a shorter series has the same values', () => {
    fc.assert(
      fc.property(markets(120), fc.integer({ min: 0, max: 120 }), (columns, length) => {
        const whole = of(name, columns);
        const short = of(name, until(columns, length));
        for (const [key, values] of Object.entries(short)) {
          expectSame(
            { [key]: whole[key]?.slice(0, values.length) ?? values },
            { [key]: values },
            0,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is as long as its input, also when that is shorter than the period or empty', () => {
    for (const length of [0, 1, 2, 5, 13]) {
      for (const values of Object.values(of(name, walk(length))))
        expect(values.length).toBe(length);
    }
  });

  it('shows a missing candle as NaN, and has values again after it', () => {
    const columns = walk(240, 3);
    for (const value of [Infinity, -Infinity]) {
      expectSame(of(name, without(columns, 120, value)), of(name, without(columns, 120)), 0);
    }
    const holed = of(name, without(columns, 120));
    for (const [key, values] of Object.entries(holed)) {
      expect([key, values[119]]).not.toEqual([key, NaN]);
      // Anchored at the first candle for good: what was traded in the missing one is not known.
      const isAnchored = name === 'vwap';
      const isBefore = name === 'donchian';
      expect([key, values[isBefore ? 121 : 120]]).toEqual([key, NaN]);
      expect([key, Number.isNaN(values[239])]).toEqual([key, isAnchored]);
    }
  });

  it('is the same for the same market at a price of 1e-6', () => {
    const columns = walk(300, 5);
    const scale = 2 ** -30;
    const isPrice = /^(ema|atr|middle|upper|lower|macd|signal|histogram|tema|hullA|.*[vV]wap)/;
    const small = of(name, each(columns, scale));
    const expected = Object.entries(of(name, columns)).map(([key, values]) => [
      key,
      isPrice.test(key) ? values.map((value) => value * scale) : values,
    ]);
    const unscaled = Object.fromEntries(expected);
    for (const [key, values] of Object.entries<Float64Array>(unscaled)) {
      const size = Math.max(...values.filter((value) => !Number.isNaN(value)).map(Math.abs));
      const own = small[key] ?? values;
      expectSame(
        { [key]: own.map((value) => value / size) },
        { [key]: values.map((value) => value / size) },
        1e-12,
      );
    }
  });
});

describe.each(Object.keys(STREAMS))('%s one candle at a time', (name) => {
  it('equals all at once, with ties, flat stretches and missing candles', () => {
    const missing = fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 3 });
    fc.assert(
      fc.property(markets(150), missing, (columns, holes) => {
        const holed = holes.reduce(
          (kept, index) => (index < kept.close.length ? without(kept, index) : kept),
          columns,
        );
        expectSame(streamed(name, holed), of(name, holed), 1e-9);
      }),
      { numRuns: 100 },
    );
    const long = walk(3_000, 11);
    expectSame(streamed(name, long), of(name, long), 1e-9);
  });
});

function streamed(name: string, columns: CandleColumns): Series {
  const next = STREAMS[name]?.();
  const series: Series = {};
  for (let i = 0; i < columns.close.length; i += 1) {
    for (const [key, value] of Object.entries(next?.(columns, i) ?? {})) {
      series[key] ??= new Float64Array(columns.close.length);
      series[key][i] = value;
    }
  }
  return series;
}

describe('bounds', () => {
  const BOUNDS: Record<string, [number, number]> = {
    rsi: [0, 100],
    adx: [0, 100],
    stochastic: [0, 100],
    williamsR: [-100, 0],
    cmo: [-100, 100],
    chaikinMoneyFlow: [-1, 1],
    atr: [0, Infinity],
  };
  it.each(Object.entries(BOUNDS))('%s stays within %p', (name, [least, most]) => {
    fc.assert(
      fc.property(markets(150), (columns) => {
        for (const values of Object.values(of(name, columns))) {
          for (const value of values) {
            if (!Number.isNaN(value)) expect(value).toBeGreaterThanOrEqual(least - 1e-9);
            if (!Number.isNaN(value)) expect(value).toBeLessThanOrEqual(most + 1e-9);
          }
        }
      }),
    );
  });

  it('bands and channels are in order', () => {
    fc.assert(
      fc.property(markets(150), ({ high, low, close }) => {
        const bands = [
          bollinger(close, 20, 2),
          keltner(high, low, close, 20, 2, 10),
          donchian(high, low, 20),
        ];
        for (const { lower, middle, upper } of bands) {
          middle.forEach((value, index) => {
            if (Number.isNaN(value)) return;
            expect(lower[index]).toBeLessThanOrEqual(value);
            expect(upper[index]).toBeGreaterThanOrEqual(value);
          });
        }
      }),
    );
  });

  it('a mirrored market has the mirrored RSI', () => {
    fc.assert(
      fc.property(markets(100), ({ close }) => {
        const up = rsi(close, 14);
        const down = rsi(
          close.map((value) => 3_000 - value),
          14,
        );
        up.forEach((value, index) => {
          const mirrored = down[index] ?? NaN;
          // Where nothing moved at all both are 0.
          if (!Number.isNaN(value) && value + mirrored !== 0) {
            expect(value + mirrored).toBeCloseTo(100, 9);
          }
        });
      }),
    );
  });

  it('a volume profile adds up to what was traded, and its value area holds 70 % of it', () => {
    fc.assert(
      fc.property(markets(60), fc.integer({ min: 1, max: 30 }), ({ high, low, volume }, bins) => {
        const traded = volume.reduce((sum, value) => sum + value, 0);
        const profile = volumeProfile(high, low, volume, bins);
        if (traded === 0) return expect(profile).toBeNull();
        if (!profile) throw new Error('there is no profile');
        const { lowest, binSize, valueAreaLow, valueAreaHigh, pointOfControl } = profile;
        expect(profile.volume.reduce((sum, value) => sum + value, 0)).toBeCloseTo(traded, 8);
        const inside = profile.volume.filter((_value, bin) => {
          const middle = lowest + (bin + 0.5) * binSize;
          return middle >= valueAreaLow && middle <= valueAreaHigh;
        });
        expect(inside.reduce((sum, value) => sum + value, 0)).toBeGreaterThanOrEqual(
          0.7 * traded - 1e-9,
        );
        expect(pointOfControl).toBeGreaterThanOrEqual(valueAreaLow);
        return expect(pointOfControl).toBeLessThanOrEqual(valueAreaHigh);
      }),
    );
  });
});

it('writes into what it is given, over what was there', () => {
  const { close } = walk(100);
  const dirty = new Float64Array(100).fill(5);
  expect(ema(close, 20, dirty)).toBe(dirty);
  expect(dirty).toEqual(ema(close, 20));
});

it('refuses periods that are none, and says what to set', () => {
  const { close } = walk(10);
  for (const period of [0, -1, 1.5, NaN, Infinity]) {
    expect(() => ema(close, period)).toThrow(ConfigurationError);
    expect(() => rsi(close, period)).toThrow(`The period is ${period}`);
  }
  expect(() => macd(close, 26, 12, 9)).toThrow('not below the slow period');
  expect(() => bollinger(close, 20, 0)).toThrow('above zero');
});
