import type { CandleColumns } from '../market/columns';
import { adx } from '../market/indicators/adx';
import { atr } from '../market/indicators/atr';
import { bollinger } from '../market/indicators/bollinger';
import { ema } from '../market/indicators/ema';
import type { RegimeFeatures } from '../model/regime';
import type { Interval } from '../model/terms';
import { recentFallPct } from './fall';
import { meanReversionScore } from './meanReversion';
import { rollingMedian } from './rollingMedian';
import type { RegimeSettings } from './settings';

/** Candles over which the slope of the slow EMA and the change of the bandwidth are taken. */
const CHANGE_CANDLES = 5;
/** Bollinger's own width. */
const DEVIATIONS = 2;
/** The ATR is held against the median of as many, while there are fewer of at least the second. */
const MEDIAN_CANDLES = 100;
const LEAST_MEDIAN_CANDLES = 30;

/** The features at the close of every candle, index by index; NaN where there is none. */
export interface FeatureColumns {
  adx: Float64Array;
  emaSeparationPct: Float64Array;
  emaSlopePct: Float64Array;
  atrPct: Float64Array;
  atrSpike: Float64Array;
  bandwidthPct: Float64Array;
  bandwidthChangePct: Float64Array;
  meanReversionScore: Float64Array;
  recentFallPct: Float64Array;
  /** Above 0 where the close is in the upper half of the bands. */
  aboveMiddle: Float64Array;
}

/** Every feature depends on its candle and earlier ones only. */
export function featureColumns(
  candles: CandleColumns,
  interval: Interval,
  settings: RegimeSettings,
): FeatureColumns {
  const { high, low, close } = candles;
  const fast = ema(close, settings.fastEmaPeriod);
  const slow = ema(close, settings.slowEmaPeriod);
  const range = atr(high, low, close, settings.atrPeriod);
  const median = rollingMedian(range, MEDIAN_CANDLES, LEAST_MEDIAN_CANDLES);
  const bands = bollinger(close, settings.bollingerPeriod, DEVIATIONS);
  return {
    adx: adx(high, low, close, settings.adxPeriod),
    emaSeparationPct: fast.map((value, index) => changePct(value, slow[index])),
    emaSlopePct: slow.map((value, index) => changePct(value, slow[index - CHANGE_CANDLES])),
    atrPct: range.map((value, index) => (value / (close[index] ?? NaN)) * 100),
    // Of a market that stands still: 0 / 0 is no number and blocks.
    atrSpike: range.map((value, index) => value / (median[index] ?? NaN)),
    bandwidthPct: bands.bandwidthPct,
    bandwidthChangePct: bands.bandwidthPct.map((value, index) =>
      changePct(value, bands.bandwidthPct[index - CHANGE_CANDLES]),
    ),
    meanReversionScore: meanReversionScore(close, settings.slowEmaPeriod),
    recentFallPct: recentFallPct(candles, interval, settings.crashCoolDownHours),
    aboveMiddle: close.map((value, index) => value - (bands.middle[index] ?? NaN)),
  };
}

/** The features of one candle as they are told; null where there is none. */
export function featuresAt(columns: FeatureColumns, index: number): RegimeFeatures {
  const at = (column: Float64Array): number | null => {
    const value = column[index] ?? NaN;
    return Number.isFinite(value) ? value : null;
  };
  return {
    adx: at(columns.adx),
    emaSeparationPct: at(columns.emaSeparationPct),
    emaSlopePct: at(columns.emaSlopePct),
    atrPct: at(columns.atrPct),
    atrSpike: at(columns.atrSpike),
    bandwidthPct: at(columns.bandwidthPct),
    bandwidthChangePct: at(columns.bandwidthChangePct),
    meanReversionScore: at(columns.meanReversionScore),
    recentFallPct: at(columns.recentFallPct),
  };
}

/** How far `value` lies above `base`, percent of `base`; NaN when either is missing. */
function changePct(value: number, base = NaN): number {
  return base === 0 ? NaN : (value / base - 1) * 100;
}
