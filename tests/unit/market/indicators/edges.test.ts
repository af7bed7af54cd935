import { ADX, BollingerBands } from 'technicalindicators';
import {
  accumulationDistribution,
  adx,
  atr,
  bollinger,
  chaikinMoneyFlow,
  changePct,
  cmo,
  donchian,
  macd,
  obv,
  rollingVwap,
  rsi,
  sessionVwap,
  stochastic,
  tema,
  volumeProfile,
  vwap,
  williamsR,
} from '../../../../lib/market/indicators';
import { columnsFrom, type CandleMove, walk, without } from '../../../support/columns';
import { hours } from '../../../support/indicators';

const STILL: CandleMove = { move: 0, up: 0, down: 0, volume: 0 };
const still = (length: number): CandleMove[] => new Array<CandleMove>(length).fill(STILL);
const swinging = (length: number): CandleMove[] =>
  Array.from({ length }, (_unused, index) => ({
    move: (index % 5) - 2,
    up: index % 3,
    down: index % 2,
    volume: 1 + (index % 7),
  }));

describe('a market that stands still', () => {
  const { high, low, close, volume } = columnsFrom(still(80));

  it('has the values of TA-Lib: RSI, ADX, ATR, MACD 0, and bands without width', () => {
    expect(rsi(close, 14)[79]).toBe(0);
    expect(adx(high, low, close, 14)[79]).toBe(0);
    expect(atr(high, low, close, 14)[79]).toBe(0);
    expect(macd(close, 12, 26, 9).histogram[79]).toBe(0);
    const { middle, upper, lower, bandwidthPct } = bollinger(close, 20, 2);
    expect([middle[79], upper[79], lower[79], bandwidthPct[79]]).toEqual([1_000, 1_000, 1_000, 0]);
  });

  it('has no place in a range, no money flow and no average price of nothing', () => {
    expect(williamsR(high, low, close, 14)[79]).toBeNaN();
    expect(stochastic(high, low, close, 14, 3, 3).k[79]).toBeNaN();
    expect(cmo(close, 14)[79]).toBeNaN();
    expect(chaikinMoneyFlow(high, low, close, volume, 20)[79]).toBeNaN();
    expect(vwap(high, low, close, volume)[79]).toBeNaN();
    expect(rollingVwap(high, low, close, volume, 20)[79]).toBeNaN();
    expect(volumeProfile(high, low, volume, 10)).toBeNull();
    expect(obv(close, volume)[79]).toBe(0);
    expect(accumulationDistribution(high, low, close, volume)[79]).toBe(0);
  });
});

describe('a market that stood still', () => {
  it('at its start for 30 candles has an ADX when it moves (the library has none for ever)', () => {
    const { high, low, close } = columnsFrom([...still(30), ...swinging(60)]);
    const own = adx(high, low, close, 14);
    expect(own.slice(27).every((value) => value >= 0 && value <= 100)).toBe(true);
    expect(own[89]).toBeGreaterThan(0);
    const library = ADX.calculate({
      period: 14,
      high: [...high],
      low: [...low],
      close: [...close],
    });
    expect(library.at(-1)?.adx).toBeNaN();
  });

  it('for 20 candles after any move has bands of exactly no width, at the price', () => {
    const { close } = columnsFrom([...swinging(701), ...still(300)], { tick: 0.1 });
    const { middle, upper, lower, bandwidthPct } = bollinger(close, 20, 2);
    for (let i = 720; i <= 1_000; i += 1) {
      expect([middle[i], upper[i], lower[i], bandwidthPct[i]]).toEqual([
        close[i],
        close[i],
        close[i],
        0,
      ]);
    }
    for (let seed = 1; seed <= 50; seed += 1) {
      const moved = walk(100 + seed, seed, { tick: 0.07 }).close;
      const stood = new Float64Array(moved.length + 20).fill(moved.at(-1) ?? NaN);
      stood.set(moved);
      expect(bollinger(stood, 20, 2).bandwidthPct.at(-1)).toBe(0);
    }
    // Bandwidth cannot change from nothing.
    expect(changePct(bandwidthPct, 5)[1_000]).toBeNaN();
    expect(cmo(close, 14)[1_000]).toBeNaN();
  });
});

describe('one missing candle', () => {
  const columns = without(walk(200, 9), 100);

  it('is over for the bands when it has left the window (the library freezes)', () => {
    const { close } = columns;
    const { upper } = bollinger(close, 20, 2);
    expect(upper.slice(100, 120).every(Number.isNaN)).toBe(true);
    const after = bollinger(close.slice(101), 20, 2).upper;
    expect(upper.slice(120)).toEqual(after.slice(19));
    const library = BollingerBands.calculate({ period: 20, stdDev: 2, values: [...close] });
    expect(new Set(library.slice(-60).map((band) => band.upper)).size).toBe(1);
  });

  it('starts the warm-up of a smoothed average again, as if the series began after it', () => {
    const { high, low, close } = columns;
    const part = (column: Float64Array): Float64Array => column.slice(101);
    const rest = adx(part(high), part(low), part(close), 14);
    expect(adx(high, low, close, 14).slice(101)).toEqual(rest);
    expect(rsi(close, 14).slice(101)).toEqual(rsi(part(close), 14));
    expect(atr(high, low, close, 14).slice(101)).toEqual(
      atr(part(high), part(low), part(close), 14),
    );
  });

  it('is seen whichever of its prices is missing, in the warm-up too', () => {
    for (const index of [0, 5, 20, 60]) {
      for (const name of ['high', 'low', 'close'] as const) {
        const holed = walk(100, 2);
        holed[name][index] = name === 'close' ? Infinity : NaN;
        const { high, low, close } = holed;
        const [range, directional] = [atr(high, low, close, 14), adx(high, low, close, 14)];
        expect(range.slice(index, index + 15).every(Number.isNaN)).toBe(true);
        expect(range[index + 15]).toBeGreaterThan(0);
        expect(directional.slice(index, index + 28).every(Number.isNaN)).toBe(true);
        expect(directional[index + 28]).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('leaves the average price of its day unknown, not that of the next', () => {
    const { high, low, close, volume } = columns;
    const daily = sessionVwap(hours(200), high, low, close, volume);
    // The candles begin at 05:00: index 91 to 114 is one day.
    expect(daily[99]).toBeGreaterThan(0);
    expect(daily.slice(100, 115).every(Number.isNaN)).toBe(true);
    expect(daily[115]).toBeGreaterThan(0);
  });
});

it('a candle that rises as far as it falls counts neither way in the ADX', () => {
  const rising = { move: 1, up: 0, down: 0, volume: 1 };
  const moves = new Array<CandleMove>(60).fill(rising);
  moves[40] = { move: 0, up: 5, down: 6, volume: 1 };
  const { high, low, close } = columnsFrom(moves);
  expect((high[40] ?? 0) - (high[39] ?? 0)).toBe((low[39] ?? 0) - (low[40] ?? 0));
  // Nothing else ever fell: any falling movement of the tie would bring the index below 100.
  expect(adx(high, low, close, 14)[40]).toBe(100);
});

it('the bands of a price of 6e-6 are as wide as their candles say', () => {
  const columns = columnsFrom(swinging(60), { start: 60_000, tick: 1e-10 });
  const whole = columnsFrom(swinging(60), { start: 60_000 });
  const [small, large] = [bollinger(columns.close, 20, 2), bollinger(whole.close, 20, 2)];
  expect(small.bandwidthPct[59]).toBeGreaterThan(0);
  // Prices of 1e-10 ticks are rounded, a part in 1e12 of a width of ticks.
  expect((small.bandwidthPct[59] ?? NaN) / (large.bandwidthPct[59] ?? NaN)).toBeCloseTo(1, 9);
  expect(small.upper[59]).toBeGreaterThan(small.middle[59] ?? NaN);
});

it('what rounding leaves of a wild price is gone from the bands after 512 candles', () => {
  const { close } = walk(700, 13);
  close[3] = 1e9;
  const tail = bollinger(close, 20, 2).bandwidthPct.slice(600);
  const exact = bollinger(close.slice(500), 20, 2).bandwidthPct.slice(100);
  tail.forEach((value, index) => {
    expect(Math.abs(value / (exact[index] ?? NaN) - 1)).toBeLessThan(1e-9);
  });
});

it('the triple average follows a price that speeds up without lag', () => {
  const close = Float64Array.from({ length: 400 }, (_unused, index) => 100 + index ** 2 / 100);
  expect(Math.abs((tema(close, 20)[399] ?? NaN) - (close[399] ?? NaN))).toBeLessThan(1e-9);
});

describe('where it was traded', () => {
  const { high, low, close, volume } = columnsFrom(swinging(48));

  it('the daily average price begins anew at 00:00 UTC', () => {
    const daily = sessionVwap(hours(48), high, low, close, volume);
    const typical = (i: number): number =>
      ((high[i] ?? NaN) + (low[i] ?? NaN) + (close[i] ?? NaN)) / 3;
    // They begin at 05:00: what was traded on that day before is not known.
    expect(daily.slice(0, 19).every(Number.isNaN)).toBe(true);
    expect(daily[19]).toBeCloseTo(typical(19), 9);
    expect(daily[42]).not.toBeCloseTo(typical(42), 9);
    expect(daily[43]).toBeCloseTo(typical(43), 9);
  });

  it('a profile puts a candle evenly over its range and its peak where most was traded', () => {
    const profile = volumeProfile(
      Float64Array.of(104, 102, 101),
      Float64Array.of(100, 101, 101),
      Float64Array.of(4, 10, 6),
      4,
    );
    expect(profile).toEqual({
      lowest: 100,
      binSize: 1,
      volume: Float64Array.of(1, 17, 1, 1),
      pointOfControl: 101.5,
      valueAreaLow: 101,
      valueAreaHigh: 102,
      missingCandles: 0,
    });
  });

  it('a profile of one price is one bin; a missing candle is counted', () => {
    const one = volumeProfile(
      Float64Array.of(5, NaN),
      Float64Array.of(5, 4),
      Float64Array.of(2, 1),
      8,
    );
    expect(one).toMatchObject({ lowest: 5, pointOfControl: 5, missingCandles: 1 });
    expect(one?.volume).toEqual(Float64Array.of(2));
  });

  it('the channel is of the candles before, so that a close can be beyond it', () => {
    const { upper, lower } = donchian(high, low, 5);
    expect(upper[20]).toBe(Math.max(...high.slice(15, 20)));
    expect(lower[20]).toBe(Math.min(...low.slice(15, 20)));
  });
});
