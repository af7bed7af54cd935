import type { Candle } from '../../model/candle';
import { type BreakerSettings, type BreakerVerdict, CALM, tooFew, tripped } from './breaker';
import { deviation, logReturns } from './statistics';

export interface VolatilityBreakerSettings extends BreakerSettings {
  /** The recent stretch and the longer one that it is compared with. */
  recentMs: number;
  windowMs: number;
  multiple: number;
}

/** Whether the returns of the recent stretch deviate a multiple of those of the time before it. */
export function volatilityBreaker(
  candles: readonly Candle[],
  exchangeNow: number,
  settings: VolatilityBreakerSettings,
): BreakerVerdict {
  const closed = candles.filter(
    ({ openAt, closeAt }) => closeAt < exchangeNow && openAt >= exchangeNow - settings.windowMs,
  );
  const recentFrom = exchangeNow - settings.recentMs;
  const firstRecent = closed.findIndex(({ openAt }) => openAt >= recentFrom);
  const split = firstRecent < 0 ? closed.length : firstRecent;
  const returns = logReturns(closed.map(({ close }) => close));
  const before = returns.slice(0, Math.max(0, split - 1));
  const recent = returns.slice(Math.max(0, split - 1));
  if (before.length < settings.minimumSamples || recent.length < 2) return tooFew(before.length);
  const [usual, now] = [deviation(before), deviation(recent)];
  if (!usual || now === null || now < usual * settings.multiple) return CALM;
  return tripped(`the price swings ${(now / usual).toFixed(1)} times as far as usual`);
}
