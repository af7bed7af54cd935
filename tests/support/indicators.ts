import type { CandleColumns } from '../../lib/market/columns';
import {
  accumulationDistribution,
  adx,
  AdxStream,
  atr,
  AtrStream,
  bollinger,
  BollingerStream,
  chaikinMoneyFlow,
  changePct,
  cmo,
  donchian,
  ema,
  EmaStream,
  hullAverage,
  keltner,
  macd,
  MacdStream,
  obv,
  rollingVwap,
  rsi,
  RsiStream,
  sessionVwap,
  stochastic,
  tema,
  TemaStream,
  vwap,
  williamsR,
} from '../../lib/market/indicators';

export type Series = Record<string, Float64Array>;

/** Every indicator that is a series, with the periods of every day, as series by name. */
export const INDICATORS: Readonly<Record<string, (columns: CandleColumns) => Series>> = {
  ema: ({ close }) => ({ ema: ema(close, 20) }),
  rsi: ({ close }) => ({ rsi: rsi(close, 14) }),
  atr: ({ high, low, close }) => ({ atr: atr(high, low, close, 14) }),
  adx: ({ high, low, close }) => ({ adx: adx(high, low, close, 14) }),
  bollinger: ({ close }) => ({ ...bollinger(close, 20, 2) }),
  macd: ({ close }) => ({ ...macd(close, 12, 26, 9) }),
  tema: ({ close }) => ({ tema: tema(close, 20) }),
  hullAverage: ({ close }) => ({ hullAverage: hullAverage(close, 14) }),
  stochastic: ({ high, low, close }) => ({ ...stochastic(high, low, close, 14, 3, 3) }),
  williamsR: ({ high, low, close }) => ({ williamsR: williamsR(high, low, close, 14) }),
  cmo: ({ close }) => ({ cmo: cmo(close, 14) }),
  keltner: ({ high, low, close }) => ({ ...keltner(high, low, close, 20, 2, 10) }),
  donchian: ({ high, low }) => ({ ...donchian(high, low, 20) }),
  vwap: ({ high, low, close, volume }) => ({ vwap: vwap(high, low, close, volume) }),
  sessionVwap: ({ high, low, close, volume }) => ({
    sessionVwap: sessionVwap(hours(close.length), high, low, close, volume),
  }),
  rollingVwap: ({ high, low, close, volume }) => ({
    rollingVwap: rollingVwap(high, low, close, volume, 20),
  }),
  obv: ({ close, volume }) => ({ obv: obv(close, volume) }),
  chaikinMoneyFlow: ({ high, low, close, volume }) => ({
    chaikinMoneyFlow: chaikinMoneyFlow(high, low, close, volume, 20),
  }),
  accumulationDistribution: ({ high, low, close, volume }) => ({
    accumulationDistribution: accumulationDistribution(high, low, close, volume),
  }),
  changePct: ({ close }) => ({ changePct: changePct(close, 5) }),
};

/** Those that also come one candle at a time, all their figures at once. */
export const STREAMS: Readonly<
  Record<string, () => (columns: CandleColumns, index: number) => Record<string, number>>
> = {
  ema: () => {
    const stream = new EmaStream(20);
    return ({ close }, i) => ({ ema: stream.next(close[i] ?? NaN) });
  },
  rsi: () => {
    const stream = new RsiStream(14);
    return ({ close }, i) => ({ rsi: stream.next(close[i] ?? NaN) });
  },
  atr: () => {
    const stream = new AtrStream(14);
    return ({ high, low, close }, i) => ({
      atr: stream.next(high[i] ?? NaN, low[i] ?? NaN, close[i] ?? NaN),
    });
  },
  adx: () => {
    const stream = new AdxStream(14);
    return ({ high, low, close }, i) => ({
      adx: stream.next(high[i] ?? NaN, low[i] ?? NaN, close[i] ?? NaN),
    });
  },
  bollinger: () => {
    const stream = new BollingerStream(20, 2);
    return ({ close }, i) => ({ ...stream.next(close[i] ?? NaN) });
  },
  macd: () => {
    const stream = new MacdStream(12, 26, 9);
    return ({ close }, i) => ({ ...stream.next(close[i] ?? NaN) });
  },
  tema: () => {
    const stream = new TemaStream(20);
    return ({ close }, i) => ({ tema: stream.next(close[i] ?? NaN) });
  },
};

/** Opening times of hourly candles that begin at 05:00 UTC. */
export function hours(length: number): number[] {
  return Array.from({ length }, (_unused, index) => (index + 5) * 3_600_000);
}

/** Asserts that two sets of series have the same values, and NaN at the same places. */
export function expectSame(actual: Series, expected: Series, tolerance: number): void {
  for (const [name, values] of Object.entries(expected)) {
    values.forEach((value, index) => {
      const own = actual[name]?.[index] ?? NaN;
      const isSame = Number.isNaN(value)
        ? Number.isNaN(own)
        : Math.abs(own - value) <= tolerance * Math.max(1, Math.abs(value));
      if (!isSame) throw new Error(`${name}[${index}] is ${own}, not ${value}`);
    });
  }
}
