import type { Candle } from '../../model/candle';
import { columnsOf } from '../columns';
import { adx } from './adx';
import { atr } from './atr';
import { ema } from './ema';

/** An indicator at every candle: null where there is no value, so that it blocks a decision. */
export type IndicatorSeries = (number | null)[];

/** Exponential moving average of the closes. */
export function emaSeries(candles: readonly Candle[], period: number): IndicatorSeries {
  return nullable(ema(columnsOf(candles).close, period));
}

/** Wilder's average true range, in price units. */
export function atrSeries(candles: readonly Candle[], period: number): IndicatorSeries {
  const { high, low, close } = columnsOf(candles);
  return nullable(atr(high, low, close, period));
}

/** Wilder's average directional index, 0 to 100. */
export function adxSeries(candles: readonly Candle[], period: number): IndicatorSeries {
  const { high, low, close } = columnsOf(candles);
  return nullable(adx(high, low, close, period));
}

function nullable(values: Float64Array): IndicatorSeries {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}
