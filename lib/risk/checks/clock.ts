import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { RiskFacts } from '../facts';

/** The clocks must agree, and nothing may have been observed in the future. */
export function checkClock(facts: RiskFacts): Verdict {
  const limitMs = facts.settings.maximumClockDifferenceMs;
  const observedAt = Math.max(facts.market?.observedAt ?? 0, facts.account?.observedAt ?? 0);
  const aheadMs = observedAt - facts.exchangeNow;
  const differenceMs = Math.abs(facts.clockDifferenceMs ?? 0);
  const actual = Math.max(aheadMs, differenceMs);
  if (actual <= limitMs) return ALLOWED;
  const message =
    differenceMs > limitMs
      ? 'the clocks of this machine and the exchange differ too much'
      : 'data was observed in the future';
  return denied('CLOCK', message, { limit: `${limitMs} ms`, actual: `${actual} ms` });
}
