import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { RiskFacts } from '../facts';

/** Increases need the account, the market and both instruments, and fresh: nothing is assumed. */
export function checkData(facts: RiskFacts): Verdict {
  const missing = [
    facts.account ? null : 'account',
    facts.market ? null : 'market',
    facts.spot ? null : 'spot instrument',
    facts.futures ? null : 'futures instrument',
  ].filter((name) => name !== null);
  if (missing.length > 0) return denied('DATA_MISSING', `missing: ${missing.join(', ')}`);
  const lacking = facts.account?.missing ?? [];
  if (lacking.length > 0) return denied('DATA_MISSING', lacking.join('; '));
  const observedAt = Math.min(facts.market?.observedAt ?? 0, facts.account?.observedAt ?? 0);
  const ageMs = facts.exchangeNow - observedAt;
  if (ageMs > facts.settings.maximumDataAgeMs) {
    return denied('DATA_MISSING', 'market or account data is too old', {
      limit: `${facts.settings.maximumDataAgeMs} ms`,
      actual: `${ageMs} ms`,
    });
  }
  return ALLOWED;
}
