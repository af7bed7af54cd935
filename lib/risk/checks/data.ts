import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { RiskFacts } from '../facts';

/** Increases need the account, the market and both instruments: nothing is assumed. */
export function checkData(facts: RiskFacts): Verdict {
  const missing = [
    facts.account ? null : 'account',
    facts.market ? null : 'market',
    facts.spot ? null : 'spot instrument',
    facts.futures ? null : 'futures instrument',
    ...facts.unread,
  ].filter((name) => name !== null);
  if (missing.length > 0) return denied('DATA_MISSING', `missing: ${missing.join(', ')}`);
  const lacking = facts.account?.missing ?? [];
  if (lacking.length > 0) return denied('DATA_MISSING', lacking.join('; '));
  return ALLOWED;
}

/** Market and account must have been observed a short time ago. */
export function checkFreshness(facts: RiskFacts): Verdict {
  const observedAt = Math.min(facts.market?.observedAt ?? 0, facts.account?.observedAt ?? 0);
  const ageMs = facts.exchangeNow - observedAt;
  if (ageMs <= facts.settings.maximumDataAgeMs) return ALLOWED;
  return denied('DATA_STALE', 'market or account data is too old', {
    limit: `${facts.settings.maximumDataAgeMs} ms`,
    actual: `${ageMs} ms`,
  });
}
