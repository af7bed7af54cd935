import { type BreakerSettings, type BreakerVerdict, CALM, tripped } from './breaker';

export interface ApiErrorBreakerSettings extends Omit<BreakerSettings, 'minimumSamples'> {
  windowMs: number;
  /** So many errors within the window trip; it is the least number of samples as well. */
  count: number;
}

/** Whether refusals and failures of the exchange came too often. */
export function apiErrorBreaker(
  errorTimes: readonly number[],
  exchangeNow: number,
  settings: ApiErrorBreakerSettings,
): BreakerVerdict {
  const recent = errorTimes.filter((at) => at > exchangeNow - settings.windowMs);
  if (recent.length < settings.count) return CALM;
  const minutes = settings.windowMs / 60_000;
  return tripped(`${recent.length} errors of the exchange within ${minutes} minutes`);
}
