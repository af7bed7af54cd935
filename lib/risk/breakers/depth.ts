import { type BreakerSettings, type BreakerVerdict, CALM, tooFew, tripped } from './breaker';
import { median } from './statistics';

export interface DepthBreakerSettings extends BreakerSettings {
  windowMs: number;
  /** Depth now over the median of the window below this trips. */
  fractionOfMedian: number;
}

/** Quote that rests within 1 % of the middle, at a time. */
export interface DepthSample {
  at: number;
  depthQuote: number;
}

/** Whether the newest depth is far below the median of those before it within the window. */
export function depthBreaker(
  samples: readonly DepthSample[],
  exchangeNow: number,
  settings: DepthBreakerSettings,
): BreakerVerdict {
  const window = samples.filter(({ at }) => at >= exchangeNow - settings.windowMs);
  const newest = window.at(-1);
  const before = window.slice(0, -1);
  if (!newest || before.length < settings.minimumSamples) return tooFew(before.length);
  const usual = median(before.map(({ depthQuote }) => depthQuote)) ?? 0;
  if (newest.depthQuote >= usual * settings.fractionOfMedian) return CALM;
  const pct = ((newest.depthQuote / usual) * 100).toFixed(0);
  return tripped(`the book within 1 % holds ${pct} % of what it usually held`);
}
