import { ADX, ATR, BollingerBands, EMA, MACD, RSI } from 'technicalindicators';
import {
  adx,
  atr,
  bollinger,
  ema,
  hullAverage,
  macd,
  rsi,
} from '../../../../lib/market/indicators';
import { walk } from '../../../support/columns';
import { expectSame } from '../../../support/indicators';

const { high, low, close } = walk(3_000, 7);
const list = (values: Float64Array): number[] => [...values];
const average = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;

/** Wilder's smoothing from index `first` on, as arrays: the definition, not the loop. */
function wilder(values: readonly number[], period: number, first: number): number[] {
  const out = values.map(() => NaN);
  out[first + period - 1] = average(values.slice(first, first + period));
  for (let i = first + period; i < values.length; i += 1) {
    out[i] = ((out[i - 1] ?? NaN) * (period - 1) + (values[i] ?? NaN)) / period;
  }
  return out;
}

describe('the definitions', () => {
  it('RSI(14) has the values that TA-Lib publishes for its own closes', () => {
    const closes = [
      91.5, 94.815, 94.375, 95.095, 93.78, 94.625, 92.53, 92.75, 90.315, 92.47, 96.125, 97.25, 98.5,
      89.875, 91, 92.815, 89.155,
    ];
    const values = [...rsi(Float64Array.from(closes), 14)].slice(14);
    // Published with two decimals, which its own regression test holds to 0.01.
    [49.14, 52.32, 46.07].forEach((published, index) => {
      expect(Math.abs((values[index] ?? NaN) - published)).toBeLessThan(0.01);
    });
  });

  it('RSI is that of Wilder-smoothed gains and losses', () => {
    const changes = list(close).map((value, index) => value - (close[index - 1] ?? NaN));
    const gains = wilder(
      changes.map((change) => Math.max(change, 0)),
      14,
      1,
    );
    const losses = wilder(
      changes.map((change) => Math.max(-change, 0)),
      14,
      1,
    );
    const expected = gains.map((gain, index) => (100 * gain) / (gain + (losses[index] ?? NaN)));
    expectSame({ rsi: rsi(close, 14) }, { rsi: Float64Array.from(expected) }, 1e-12);
  });

  it('ATR is Wilder-smoothed from candle 1, ADX from sums of period - 1 and without ties', () => {
    const ranges: number[] = [NaN];
    const plus: number[] = [NaN];
    const minus: number[] = [NaN];
    for (let i = 1; i < close.length; i += 1) {
      const [h, l, c] = [high[i] ?? NaN, low[i] ?? NaN, close[i - 1] ?? NaN];
      ranges.push(Math.max(h, c) - Math.min(l, c));
      const up = Math.max(0, h - (high[i - 1] ?? NaN));
      const down = Math.max(0, (low[i - 1] ?? NaN) - l);
      plus.push(up > down ? up : 0);
      minus.push(down > up ? down : 0);
    }
    expect(plus.filter((up, i) => up === 0 && minus[i] === 0).length).toBeGreaterThan(300);
    const expectedAtr = Float64Array.from(wilder(ranges, 14, 1));
    expectSame({ atr: atr(high, low, close, 14) }, { atr: expectedAtr }, 1e-12);

    const summed = (values: readonly number[]): number[] => {
      let sum = 13 * average(values.slice(1, 14));
      return values.map((value, index) => (index < 14 ? NaN : (sum = sum - sum / 14 + value)));
    };
    const [rising, falling] = [summed(plus), summed(minus)];
    const directional = rising.map((up, index) => {
      const down = falling[index] ?? NaN;
      return (100 * Math.abs(up - down)) / (up + down);
    });
    const expected = Float64Array.from(wilder(directional, 14, 14));
    expectSame({ adx: adx(high, low, close, 14) }, { adx: expected }, 1e-11);
  });

  it('EMA, MACD and Bollinger are seeded with simple averages', () => {
    const seeded = (values: readonly number[], period: number, first: number): number[] => {
      const out = values.map(() => NaN);
      out[first] = average(values.slice(first - period + 1, first + 1));
      for (let i = first + 1; i < values.length; i += 1) {
        const weight = 2 / (period + 1);
        out[i] = (values[i] ?? NaN) * weight + (out[i - 1] ?? NaN) * (1 - weight);
      }
      return out;
    };
    expectSame(
      { ema: ema(close, 20) },
      { ema: Float64Array.from(seeded(list(close), 20, 19)) },
      1e-12,
    );
    const slow = seeded(list(close), 26, 25);
    const line = seeded(list(close), 12, 25).map((fast, index) => fast - (slow[index] ?? NaN));
    const signal = seeded(line, 9, 33);
    const expected = {
      macd: Float64Array.from(line),
      signal: Float64Array.from(signal),
      histogram: Float64Array.from(line.map((value, index) => value - (signal[index] ?? NaN))),
    };
    expectSame({ ...macd(close, 12, 26, 9) }, expected, 1e-11);

    const windows = list(close).map((_value, index) =>
      index < 19 ? [] : list(close.slice(index - 19, index + 1)),
    );
    const middle = windows.map((window) => average(window));
    const deviation = windows.map((window, index) =>
      Math.sqrt(average(window.map((value) => (value - (middle[index] ?? NaN)) ** 2))),
    );
    const bands = {
      middle: Float64Array.from(middle),
      upper: Float64Array.from(middle.map((value, i) => value + 2 * (deviation[i] ?? NaN))),
      lower: Float64Array.from(middle.map((value, i) => value - 2 * (deviation[i] ?? NaN))),
      bandwidthPct: Float64Array.from(
        middle.map((value, i) => (400 * (deviation[i] ?? NaN)) / value),
      ),
    };
    expectSame({ ...bollinger(close, 20, 2) }, bands, 1e-10);
  });

  it('Hull halves and roots its period downwards', () => {
    const weighted = (values: readonly number[], period: number): number[] =>
      values.map((_value, end) => {
        const window = values.slice(Math.max(0, end - period + 1), end + 1);
        const sum = window.reduce((all, value, index) => all + value * (index + 1), 0);
        return window.length < period ? NaN : sum / ((period * (period + 1)) / 2);
      });
    const half = weighted(list(close), 5);
    const whole = weighted(list(close), 11);
    const raw = half.map((value, index) => 2 * value - (whole[index] ?? NaN));
    const expected = Float64Array.from(weighted(raw, 3));
    expectSame({ hull: hullAverage(close, 11) }, { hull: expected }, 1e-12);
  });
});

describe('technicalindicators agrees with the hot six, beyond what is known of it', () => {
  const tail = (values: Float64Array, from: number): Float64Array => values.slice(from);
  const aligned = (values: readonly (number | undefined)[]): Float64Array =>
    Float64Array.from([
      ...new Array<number>(close.length - values.length).fill(NaN),
      ...values.map((value) => value ?? NaN),
    ]);
  const candles = { period: 14, high: list(high), low: list(low), close: list(close) };

  it('EMA and ATR everywhere, Bollinger to 1e-9', () => {
    const average20 = EMA.calculate({ period: 20, values: list(close) });
    expectSame({ ema: ema(close, 20) }, { ema: aligned(average20) }, 1e-12);
    expectSame({ atr: atr(high, low, close, 14) }, { atr: aligned(ATR.calculate(candles)) }, 1e-12);
    const bands = BollingerBands.calculate({ period: 20, stdDev: 2, values: list(close) });
    expectSame(
      { ...bollinger(close, 20, 2) },
      {
        upper: aligned(bands.map(({ upper }) => upper)),
        lower: aligned(bands.map(({ lower }) => lower)),
      },
      1e-9,
    );
  });

  it('RSI to the 2 decimals it rounds to', () => {
    const rounded = aligned(RSI.calculate({ period: 14, values: list(close) }));
    rsi(close, 14).forEach((value, index) => {
      if (index >= 14) expect(Math.abs(value - (rounded[index] ?? NaN))).toBeLessThan(0.00501);
    });
  });

  it('ADX and MACD once their unlike start is forgotten', () => {
    const directional = aligned(ADX.calculate(candles).map((value) => value.adx));
    expect(directional[27]).not.toBeCloseTo(adx(high, low, close, 14)[27] ?? NaN, 6);
    expectSame(
      { adx: tail(adx(high, low, close, 14), 500) },
      { adx: tail(directional, 500) },
      1e-9,
    );
    const moving = MACD.calculate({
      values: list(close),
      fastPeriod: 12,
      slowPeriod: 26,
      signalPeriod: 9,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    });
    const own = macd(close, 12, 26, 9);
    expectSame(
      { macd: tail(own.macd, 400), signal: tail(own.signal, 400) },
      {
        macd: tail(aligned(moving.map((value) => value.MACD)), 400),
        signal: tail(aligned(moving.map((value) => value.signal)), 400),
      },
      1e-9,
    );
  });
});
