import type { Interval } from '../model/terms';
import type { FeatureColumns } from './features';
import { type RegimeSettings, timeScale } from './settings';

const { abs, min, sign } = Math;
const { isNaN } = Number;

/** What a regime says, as a number: folds run over typed arrays. */
export const NO_TRADE = 0;
export const RANGE = 1;
export const TREND_UP = 2;
export const TREND_DOWN = 3;
export const BREAKOUT_UP = 4;
export const BREAKOUT_DOWN = 5;

/** Of a slope, percent in five candles of 1h: what a distance to the flat is measured in. */
const SLOPE_UNIT_PCT = 0.5;

/** What each candle says by itself, and how clearly (0 to 1). */
export interface Opinions {
  codes: Uint8Array;
  confidence: Float64Array;
  /** 1 where a feature is missing, or candles before this one: nothing is known. */
  missing: Uint8Array;
}

/**
 * The distance of each label to the thresholds that decide it, above zero where it holds. A value is
 * measured in its threshold: at the double it is 1 away. What must all hold is as far as the
 * nearest of its parts.
 */
export interface Margins {
  breakout: number;
  trend: number;
  range: number;
}

/** The settings with the thresholds of an interval, worked out once. */
export interface Thresholds extends RegimeSettings {
  separationPct: number;
  atrPct: number;
  slopeUnitPct: number;
}

export function thresholdsOf(settings: RegimeSettings, interval: Interval): Thresholds {
  const scale = timeScale(interval);
  return {
    ...settings,
    separationPct: settings.minimumSeparationPct * scale,
    atrPct: settings.maximumAtrPct * scale,
    slopeUnitPct: SLOPE_UNIT_PCT * scale,
  };
}

/** The distances at one candle; NaN in all of them where a feature is missing. */
export function marginsAt(
  columns: FeatureColumns,
  index: number,
  thresholds: Thresholds,
  out: Margins,
): void {
  const adx = columns.adx[index] ?? NaN;
  const separation = columns.emaSeparationPct[index] ?? NaN;
  const slope = columns.emaSlopePct[index] ?? NaN;
  const spike = columns.atrSpike[index] ?? NaN;
  const widening = columns.bandwidthChangePct[index] ?? NaN;
  const reversion = columns.meanReversionScore[index] ?? NaN;
  const { minimumMeanReversion: leastReversion } = thresholds;
  const strength = min(
    above(adx, thresholds.trendAdx),
    above(abs(separation), thresholds.separationPct),
  );
  out.breakout = min(
    above(spike, thresholds.breakoutAtrSpike),
    above(widening, thresholds.breakoutBandwidthPct),
  );
  out.trend = min(strength, (sign(separation) * slope) / thresholds.slopeUnitPct);
  out.range = min(
    -strength,
    -above(columns.atrPct[index] ?? NaN, thresholds.atrPct),
    -above(spike, thresholds.maximumAtrSpike),
    (reversion - leastReversion) / (1 - leastReversion),
    -above(columns.recentFallPct[index] ?? NaN, thresholds.crashFallPct),
  );
}

/** How far a value is above its threshold, measured in the threshold. */
function above(value: number, threshold: number): number {
  if (threshold > 0) return value / threshold - 1;
  return isNaN(value) ? NaN : 1;
}

/**
 * The opinion of every candle. Precedence: NO_TRADE on missing data, BREAKOUT, TREND, RANGE, else
 * NO_TRADE. The confidence is the distance to the nearest threshold that decided: those of the
 * label, and of each label before it that does not hold.
 */
export function opinionsOf(
  columns: FeatureColumns,
  gapBefore: Uint8Array,
  thresholds: Thresholds,
): Opinions {
  const { length } = gapBefore;
  const codes = new Uint8Array(length);
  const confidence = new Float64Array(length);
  const missing = new Uint8Array(length);
  const margins: Margins = { breakout: NaN, trend: NaN, range: NaN };
  for (let index = 0; index < length; index += 1) {
    marginsAt(columns, index, thresholds, margins);
    const { breakout, trend, range } = margins;
    let sure: number;
    if (gapBefore[index] === 1 || isNaN(breakout + trend + range)) {
      missing[index] = 1;
      sure = 1;
    } else if (breakout >= 0) {
      codes[index] = (columns.aboveMiddle[index] ?? 0) >= 0 ? BREAKOUT_UP : BREAKOUT_DOWN;
      sure = breakout;
    } else if (trend >= 0) {
      codes[index] = (columns.emaSeparationPct[index] ?? 0) > 0 ? TREND_UP : TREND_DOWN;
      sure = min(trend, -breakout);
    } else if (range >= 0) {
      codes[index] = RANGE;
      sure = min(range, -trend, -breakout);
    } else {
      sure = min(-range, -trend, -breakout);
    }
    confidence[index] = min(1, sure);
  }
  return { codes, confidence, missing };
}
