import { Decimal, decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import { notionalOf } from '../notional';
import type { Candidate, RiskFacts, RunningTotals } from '../facts';

/**
 * Free spot quote, less reservations and what was approved before, must cover a buy. Quote that is
 * not managed is foreign: with an allocation below the balance it is never spent.
 */
export function checkBalance(
  facts: RiskFacts,
  candidate: Candidate,
  totals: RunningTotals,
): Verdict {
  if (candidate.plan.scope.market !== 'spot' || candidate.intent.side !== 'BUY') return ALLOWED;
  if (!facts.account) return denied('DATA_MISSING', 'missing: account');
  const managed = decimal(facts.account.managedQuote).minus(facts.allRestingBuysQuote);
  const available = Decimal.min(decimal(facts.account.spotFreeQuote), managed)
    .minus(facts.reservedQuote.spot)
    .minus(totals.spotQuote);
  const needed = notionalOf(candidate, facts);
  if (!needed.isAbove(available)) return ALLOWED;
  return denied('INSUFFICIENT_BALANCE', 'the free balance does not cover the buy', {
    limit: available.toString(),
    actual: needed.toString(),
  });
}
