import { type CandleColumns, columnsOf } from '../market/columns';
import type { Candle } from '../model/candle';
import { INTERVAL_MS, type Interval } from '../model/terms';
import { type FeatureColumns, featureColumns } from './features';
import { foldOpinions, type RegimeFold } from './hysteresis';
import { type Opinions, opinionsOf, thresholdsOf } from './opinion';
import type { RegimeSettings } from './settings';

/** Candles as columns, with the time each opened at. */
export interface TimedColumns extends CandleColumns {
  openAt: Float64Array;
}

/** Everything that is known at each candle, from it and earlier ones only. */
export interface RegimeSeries {
  features: FeatureColumns;
  opinions: Opinions;
  fold: RegimeFold;
}

/** Classifies every candle, oldest first, in time linear in their number. */
export function regimeSeries(
  candles: TimedColumns,
  interval: Interval,
  settings: RegimeSettings,
): RegimeSeries {
  const features = featureColumns(candles, interval, settings);
  const thresholds = thresholdsOf(settings, interval);
  const opinions = opinionsOf(features, gapsBefore(candles.openAt, interval), thresholds);
  const fold = foldOpinions(opinions, features.recentFallPct, settings);
  return { features, opinions, fold };
}

/** Candles as columns, oldest first. */
export function timedColumnsOf(candles: readonly Candle[]): TimedColumns {
  const openAt = new Float64Array(candles.length);
  candles.forEach((candle, index) => {
    openAt[index] = candle.openAt;
  });
  return { ...columnsOf(candles), openAt };
}

/** 1 at each candle that does not follow the one before it: what happened between is not known. */
function gapsBefore(openAt: Float64Array, interval: Interval): Uint8Array {
  const step = INTERVAL_MS[interval];
  const gaps = new Uint8Array(openAt.length);
  for (let index = 1; index < openAt.length; index += 1) {
    if ((openAt[index] ?? NaN) - (openAt[index - 1] ?? NaN) !== step) gaps[index] = 1;
  }
  return gaps;
}
