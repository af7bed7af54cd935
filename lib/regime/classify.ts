import type { Candle } from '../model/candle';
import type { Regime, RegimeLabel } from '../model/regime';
import type { Interval } from '../model/terms';
import { featuresAt } from './features';
import { latticeFeature } from './latticeFeature';
import { BREAKOUT_DOWN, BREAKOUT_UP, RANGE, TREND_DOWN, TREND_UP } from './opinion';
import { reasonAt } from './reason';
import { regimeSeries, timedColumnsOf } from './regimeSeries';
import { DEFAULT_REGIME_SETTINGS, type RegimeSettings } from './settings';

export { DEFAULT_REGIME_SETTINGS, type RegimeSettings } from './settings';

/** A label and its direction by the number that folds use. */
export function meaningOf(code: number): { label: RegimeLabel; direction: Regime['direction'] } {
  switch (code) {
    case RANGE:
      return { label: 'RANGE', direction: 'none' };
    case TREND_UP:
      return { label: 'TREND', direction: 'up' };
    case TREND_DOWN:
      return { label: 'TREND', direction: 'down' };
    case BREAKOUT_UP:
      return { label: 'BREAKOUT', direction: 'up' };
    case BREAKOUT_DOWN:
      return { label: 'BREAKOUT', direction: 'down' };
    default:
      return { label: 'NO_TRADE', direction: 'none' };
  }
}

/**
 * The regime after folding over closed candles, oldest first, in time linear in their number. A
 * confirmation is a closed candle and not a call: classifying the same candles again gives the same
 * answer. A value at a candle depends on that candle and earlier ones only.
 */
export function classifyRegime(
  symbol: string,
  interval: Interval,
  closed: readonly Candle[],
  settings: RegimeSettings = DEFAULT_REGIME_SETTINGS,
): Regime {
  const candles = timedColumnsOf(closed);
  const { features, opinions, fold } = regimeSeries(candles, interval, settings);
  const last = closed.length - 1;
  const current = meaningOf(fold.labels[last] ?? 0);
  const candidate = meaningOf(opinions.codes[last] ?? 0);
  const since = fold.since[last] ?? -1;
  const series = { features, opinions, interval, settings };
  return {
    version: 2,
    symbol,
    interval,
    ...current,
    confidence: opinions.confidence[last] ?? 1,
    candidate: candidate.label,
    candidateDirection: candidate.direction,
    confirmations: fold.confirmations[last] ?? 0,
    since: closed[since]?.closeAt ?? null,
    reason: reasonOf(),
    features: {
      ...featuresAt(features, last),
      lattice: latticeFeature(closed),
    },
    candleClosedAt: closed.at(-1)?.closeAt ?? null,
  };

  function reasonOf(): string {
    if (last < 0) return 'no closed candle';
    const said = reasonAt(series, last);
    const isInForce = fold.labels[last] === opinions.codes[last];
    if (isInForce) return said;
    const agreedAt = fold.agreedAt[last] ?? -1;
    const before = agreedAt < 0 ? 'no candle said so clearly yet' : reasonAt(series, agreedAt);
    const needed = settings.confirmations;
    const seen = fold.confirmations[last] ?? 0;
    return `${before}; since then ${candidate.label} (${said}), clearly in ${seen} of ${needed} candles`;
  }
}
