import type { Interval } from '../model/terms';
import type { FeatureColumns } from './features';
import {
  BREAKOUT_DOWN,
  BREAKOUT_UP,
  type Opinions,
  RANGE,
  TREND_DOWN,
  TREND_UP,
  thresholdsOf,
} from './opinion';
import type { RegimeSettings } from './settings';

export interface ReasonSources {
  features: FeatureColumns;
  opinions: Opinions;
  interval: Interval;
  settings: RegimeSettings;
}

/** Why a candle says what it says, with the figures that decided. */
export function reasonAt(sources: ReasonSources, index: number): string {
  const { features, opinions } = sources;
  if (opinions.missing[index] === 1) return missingReason(sources, index);
  const at = (column: Float64Array, decimals: number): string =>
    (column[index] ?? NaN).toFixed(decimals);
  const trend = `ADX ${at(features.adx, 1)}, EMA separation ${at(features.emaSeparationPct, 2)} %`;
  switch (opinions.codes[index]) {
    case BREAKOUT_UP:
    case BREAKOUT_DOWN:
      return `ATR ${at(features.atrSpike, 2)} times its median, bandwidth ${at(features.bandwidthChangePct, 0)} % wider`;
    case TREND_UP:
    case TREND_DOWN:
      return trend;
    case RANGE:
      return `${trend}, mean reversion ${at(features.meanReversionScore, 2)}`;
    default:
      return noTradeReasons(sources, index, trend).join('; ');
  }
}

function missingReason({ features }: ReasonSources, index: number): string {
  const columns = {
    ADX: features.adx,
    'the slope of the EMA': features.emaSlopePct,
    'the EMA separation': features.emaSeparationPct,
    'the ATR spike': features.atrSpike,
    'the change of the bandwidth': features.bandwidthChangePct,
    'the mean-reversion score': features.meanReversionScore,
  };
  const unknown = Object.entries(columns)
    .filter(([, column]) => Number.isNaN(column[index] ?? NaN))
    .map(([name]) => name);
  if (unknown.length === 0) return 'candles are missing before the last one';
  return `${unknown.join(', ')} cannot be told: too few usable candles, or a market that stood still`;
}

/** What keeps a candle from being a range, though nothing else holds. */
function noTradeReasons(
  { features, settings, interval }: ReasonSources,
  index: number,
  trend: string,
): string[] {
  const limits = thresholdsOf(settings, interval);
  const at = (column: Float64Array): number => column[index] ?? NaN;
  const reasons: string[] = [];
  if (at(features.recentFallPct) > limits.crashFallPct) {
    reasons.push(
      `price fell ${at(features.recentFallPct).toFixed(1)} % within 24 hours, ${limits.crashFallPct} % is the limit`,
    );
  }
  if (at(features.atrPct) > limits.atrPct) {
    reasons.push(`ATR ${at(features.atrPct).toFixed(2)} % is above ${limits.atrPct.toFixed(2)} %`);
  }
  if (at(features.atrSpike) > limits.maximumAtrSpike) {
    reasons.push(
      `ATR is ${at(features.atrSpike).toFixed(2)} times its median, above ${limits.maximumAtrSpike}`,
    );
  }
  if (at(features.meanReversionScore) < limits.minimumMeanReversion) {
    reasons.push(
      `mean reversion ${at(features.meanReversionScore).toFixed(2)} is below ${limits.minimumMeanReversion}`,
    );
  }
  const isStrong =
    at(features.adx) >= limits.trendAdx &&
    Math.abs(at(features.emaSeparationPct)) >= limits.separationPct;
  if (isStrong) reasons.push(`${trend}, but the slow EMA slopes the other way`);
  return reasons;
}
