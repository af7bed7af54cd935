import { ADX, ATR, EMA } from 'technicalindicators';
import type { Candle } from '../model/candle';

/**
 * Indicators as series as long as the candles: null where the warm-up is not over, or where the
 * library answered something that is not a finite number (it answers NaN for ever after a flat
 * start), so that a missing value blocks a decision instead of steering it.
 */
export type IndicatorSeries = (number | null)[];

/** Exponential moving average of the closes, seeded with the simple average of `period` closes. */
export function emaSeries(candles: readonly Candle[], period: number): IndicatorSeries {
  const values = candles.map((candle) => candle.close);
  return alignedToEnd(EMA.calculate({ period, values }), candles.length);
}

/** Wilder's average true range, in price units. */
export function atrSeries(candles: readonly Candle[], period: number): IndicatorSeries {
  return alignedToEnd(ATR.calculate({ period, ...columnsOf(candles) }), candles.length);
}

/** Wilder's average directional index, 0 to 100. */
export function adxSeries(candles: readonly Candle[], period: number): IndicatorSeries {
  const values = ADX.calculate({ period, ...columnsOf(candles) });
  return alignedToEnd(
    values.map((value) => value.adx),
    candles.length,
  );
}

function columnsOf(candles: readonly Candle[]) {
  return {
    high: candles.map((candle) => candle.high),
    low: candles.map((candle) => candle.low),
    close: candles.map((candle) => candle.close),
  };
}

function alignedToEnd(values: readonly number[], length: number): IndicatorSeries {
  const warmUp = new Array<null>(Math.max(0, length - values.length)).fill(null);
  return [...warmUp, ...values.map((value) => (Number.isFinite(value) ? value : null))];
}
