import type { Candle } from '../model/candle';
import type { Regime, RegimeFeatures, RegimeLabel } from '../model/regime';
import type { Interval } from '../model/terms';
import { type FeaturePeriods, regimeFeatures } from './features';

export interface RegimeSettings extends FeaturePeriods {
  /** At or above this ADX a market may be a trend; below it, it is a range. */
  trendAdx: number;
  /** A trend's EMAs are at least this far apart, percent. */
  minimumSeparationPct: number;
  /** Above this ATR (percent of price) nothing new is entered. */
  maximumAtrPct: number;
  /** Closed candles in a row that must say the same before the label changes. */
  confirmations: number;
}

/** ADX 25 is Wilder's own threshold of a trend; the others suit 1h candles of liquid coins. */
export const DEFAULT_REGIME_SETTINGS: RegimeSettings = {
  adxPeriod: 14,
  atrPeriod: 14,
  fastEmaPeriod: 20,
  slowEmaPeriod: 50,
  trendAdx: 25,
  minimumSeparationPct: 0.5,
  maximumAtrPct: 4,
  confirmations: 2,
};

interface Opinion {
  label: RegimeLabel;
  direction: Regime['direction'];
  reason: string;
}

/** What one candle says by itself. Precedence: NO_TRADE on missing data, TREND, RANGE. */
function opinionOf(features: RegimeFeatures, settings: RegimeSettings): Opinion {
  const { adx, emaSeparationPct, emaSlopePct, atrPct } = features;
  if (adx === null || emaSeparationPct === null || emaSlopePct === null || atrPct === null) {
    return { label: 'NO_TRADE', direction: 'none', reason: 'not enough usable candles' };
  }
  if (atrPct > settings.maximumAtrPct) {
    return {
      label: 'NO_TRADE',
      direction: 'none',
      reason: `ATR ${atrPct.toFixed(2)} % is above ${settings.maximumAtrPct} %`,
    };
  }
  const figures = `ADX ${adx.toFixed(1)}, EMA separation ${emaSeparationPct.toFixed(2)} %`;
  const isApart = Math.abs(emaSeparationPct) >= settings.minimumSeparationPct;
  if (adx >= settings.trendAdx && isApart) {
    const agrees = Math.sign(emaSeparationPct) === Math.sign(emaSlopePct);
    return agrees
      ? { label: 'TREND', direction: emaSeparationPct > 0 ? 'up' : 'down', reason: figures }
      : {
          label: 'NO_TRADE',
          direction: 'none',
          reason: `${figures}, but the slow EMA slopes the other way`,
        };
  }
  return { label: 'RANGE', direction: 'none', reason: figures };
}

/**
 * The regime after folding over closed candles, oldest first. The label changes only after
 * `confirmations` closed candles in a row said the new one; classifying the same candles again
 * gives the same answer, because a confirmation is a closed candle and not a call.
 */
export function classifyRegime(
  symbol: string,
  interval: Interval,
  closed: readonly Candle[],
  settings: RegimeSettings = DEFAULT_REGIME_SETTINGS,
): Regime {
  const features = regimeFeatures(closed, settings);
  let current: Opinion = { label: 'NO_TRADE', direction: 'none', reason: 'no closed candle' };
  let candidate: Opinion = current;
  let confirmations = 0;
  for (const each of features) {
    const opinion = opinionOf(each, settings);
    const repeats = opinion.label === candidate.label && opinion.direction === candidate.direction;
    confirmations = repeats ? confirmations + 1 : 1;
    candidate = opinion;
    if (confirmations >= settings.confirmations) current = opinion;
  }
  const isConfirmed =
    current.label === candidate.label && current.direction === candidate.direction;
  return {
    version: 1,
    symbol,
    interval,
    label: current.label,
    direction: current.direction,
    candidate: candidate.label,
    confirmations,
    reason: isConfirmed
      ? candidate.reason
      : `${current.reason}; ${candidate.label} seen ${confirmations} of ${settings.confirmations} times`,
    features: features.at(-1) ?? {
      adx: null,
      emaSeparationPct: null,
      emaSlopePct: null,
      atrPct: null,
    },
    candleClosedAt: closed.at(-1)?.closeAt ?? null,
  };
}
