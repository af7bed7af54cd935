import type { CandleColumns } from '../market/columns';
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

/** 1 at each candle that does not follow the one before it: what happened between is not known. */
function gapsBefore(openAt: Float64Array, interval: Interval): Uint8Array {
  const step = INTERVAL_MS[interval];
  return Uint8Array.from(openAt, (at, index) =>
    index > 0 && at - (openAt[index - 1] ?? NaN) !== step ? 1 : 0,
  );
}
