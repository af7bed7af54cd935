import {
  ADL,
  ADX,
  ATR,
  BollingerBands,
  EMA,
  KeltnerChannels,
  MACD,
  OBV,
  RSI,
  Stochastic,
  VWAP,
  WilliamsR,
  WMA,
} from 'technicalindicators';
import type { GoldenIndicators } from './golden';
import { type Comparison, type Deviation, deviationOf } from './indicatorDeviations';

/** A function of technicalindicators, how far it is off, and what came of that. */
export interface LibraryDeviation extends Deviation {
  name: string;
  verdict: string;
}

type Values = readonly (number | undefined)[];

/** technicalindicators by itself on the published input, from the first value on. */
export function libraryDeviations(golden: GoldenIndicators): LibraryDeviation[] {
  const { high, low, close, volume } = golden.input;
  const candles = { high, low, close };
  const bands = BollingerBands.calculate({ period: 20, stdDev: 2, values: close });
  const moving = MACD.calculate({
    values: close,
    fastPeriod: 12,
    slowPeriod: 26,
    signalPeriod: 9,
    SimpleMAOscillator: false,
    SimpleMASignal: false,
  });
  const keltner = KeltnerChannels.calculate({
    ...candles,
    maPeriod: 20,
    atrPeriod: 10,
    useSMA: false,
    multiplier: 2,
  });
  const stochastic = Stochastic.calculate({ ...candles, period: 14, signalPeriod: 3 });
  const directional = ADX.calculate({ ...candles, period: 14 });
  const rows: readonly [string, string, string, Values, string][] = [
    ['RSI', 'rsi', 'rsi', RSI.calculate({ period: 14, values: close }), 'ours: rounds to 0.01'],
    [
      'ADX',
      'adx',
      'adx',
      directional.map((value) => value.adx),
      'ours: starts unlike TA-Lib, keeps NaN for ever after a flat start',
    ],
    ['MACD', 'macd', 'macd', moving.map((value) => value.MACD), 'ours: starts unlike TA-Lib'],
    ['EMA', 'ema', 'ema', EMA.calculate({ period: 20, values: close }), 'ours: ten times as fast'],
    ['ATR', 'atr', 'atr', ATR.calculate({ ...candles, period: 14 }), 'ours: twenty times as fast'],
    [
      'BollingerBands',
      'bb',
      'upperBand',
      bands.map(({ upper }) => upper),
      'ours: freezes after one missing value, two hundred times as slow',
    ],
    [
      'KeltnerChannels',
      'keltner',
      'upperBand',
      keltner.map(({ upper }) => upper),
      'ours: made of our EMA and ATR',
    ],
    ['WMA', 'wma', 'wma', WMA.calculate({ period: 14, values: close }), 'serves (Hull)'],
    [
      'WilliamsR',
      'willr',
      'williamsR',
      WilliamsR.calculate({ ...candles, period: 14 }),
      'serves (Williams %R, stochastic)',
    ],
    [
      'Stochastic',
      'stoch',
      'k',
      stochastic.map(({ d }) => d),
      'not used: 0 for a window without a range, which is no value',
    ],
    ['VWAP', 'vwap', 'vwap', VWAP.calculate({ ...candles, volume }), 'serves'],
    ['OBV', 'obv', 'obv', OBV.calculate({ close, volume }), 'serves'],
    [
      'ADL',
      'adl',
      'adl',
      ADL.calculate({ ...candles, volume }),
      'ours: rounds to whole units, counts candles without a range as bought',
    ],
  ];
  return rows.map(([name, indicator, series, values, verdict]) => {
    const comparison: Comparison = { indicator, series, calculated: aligned(values, close.length) };
    return { name, verdict, ...deviationOf(comparison, golden) };
  });
}

function aligned(values: Values, length: number): Float64Array {
  const warmUp = new Array<number>(length - values.length).fill(NaN);
  return Float64Array.from([...warmUp, ...values.map((value) => value ?? NaN)]);
}
