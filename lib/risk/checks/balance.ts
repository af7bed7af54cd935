import { decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import { notionalOf } from '../notional';
import type { Candidate, RiskFacts, RunningTotals } from '../facts';

/** Free spot quote, less reservations and what was approved before, must cover a buy. */
export function checkBalance(
  facts: RiskFacts,
  candidate: Candidate,
  totals: RunningTotals,
): Verdict {
  if (candidate.plan.scope.market !== 'spot' || candidate.intent.side !== 'BUY') return ALLOWED;
  if (!facts.account) return denied('DATA_MISSING', 'missing: account');
  const available = decimal(facts.account.spotFreeQuote)
    .minus(facts.reservedQuote.spot)
    .minus(totals.spotQuote);
  const needed = notionalOf(candidate, facts);
  if (!needed.isAbove(available)) return ALLOWED;
  return denied('INSUFFICIENT_BALANCE', 'the free balance does not cover the buy', {
    limit: available.toString(),
    actual: needed.toString(),
  });
}
