import type { IntervalRegime, RegimeDirection, RegimeLabel } from '../model/regime';
import { INTERVAL_MS, type Interval } from '../model/terms';

/** One regime of several intervals. */
export interface MarketRegime {
  label: RegimeLabel;
  direction: RegimeDirection;
  /** The smallest confidence of the intervals that decided. */
  confidence: number;
  reason: string;
  /** The intervals that decided, shortest first. */
  decidedBy: Interval[];
}

/**
 * The regime of a market that is looked at on several intervals, as the first of these that holds:
 *
 * 1. NO_TRADE when an interval that is wanted has no regime: what is not known is not traded.
 * 2. BREAKOUT when any interval says so; its direction is the one on which all that say so agree.
 * 3. TREND when the longest interval is in TREND and none is in a TREND against it.
 * 4. RANGE when every interval is in RANGE: a grid must fit all of them.
 * 5. NO_TRADE: the intervals contradict each other, or one of them is NO_TRADE.
 */
export function marketRegime(
  regimes: readonly IntervalRegime[],
  wanted: readonly Interval[],
): MarketRegime {
  const absent = wanted.filter((interval) => !regimes.some((each) => each.interval === interval));
  if (absent.length > 0 || regimes.length === 0) {
    return noTrade([], 1, `no regime of ${absent.join(', ') || 'any interval'}`);
  }
  const sorted = [...regimes].sort(
    (one, other) => INTERVAL_MS[one.interval] - INTERVAL_MS[other.interval],
  );
  const breakouts = sorted.filter(({ label }) => label === 'BREAKOUT');
  if (breakouts.length > 0) return decided('BREAKOUT', commonDirection(breakouts), breakouts);
  const trends = sorted.filter(({ label }) => label === 'TREND');
  const isLongest = sorted.at(-1)?.label === 'TREND';
  const direction = commonDirection(trends);
  if (isLongest && direction !== 'none') return decided('TREND', direction, trends);
  if (sorted.every(({ label }) => label === 'RANGE')) return decided('RANGE', 'none', sorted);
  return noTrade(sorted, smallestConfidence(sorted), describe(sorted));
}

function decided(
  label: RegimeLabel,
  direction: RegimeDirection,
  by: readonly IntervalRegime[],
): MarketRegime {
  return {
    label,
    direction,
    confidence: smallestConfidence(by),
    reason: describe(by),
    decidedBy: by.map(({ interval }) => interval),
  };
}

function noTrade(by: readonly IntervalRegime[], confidence: number, reason: string): MarketRegime {
  const decidedBy = by.map(({ interval }) => interval);
  return { label: 'NO_TRADE', direction: 'none', confidence, reason, decidedBy };
}

function commonDirection(regimes: readonly IntervalRegime[]): RegimeDirection {
  const directions = new Set(regimes.map(({ direction }) => direction));
  const [only] = directions;
  return directions.size === 1 && only !== undefined ? only : 'none';
}

function smallestConfidence(regimes: readonly IntervalRegime[]): number {
  return Math.min(1, ...regimes.map(({ confidence }) => confidence));
}

/** "1h RANGE, 4h TREND up". */
function describe(regimes: readonly IntervalRegime[]): string {
  return regimes
    .map(({ interval, label, direction }) =>
      direction === 'none' ? `${interval} ${label}` : `${interval} ${label} ${direction}`,
    )
    .join(', ');
}
