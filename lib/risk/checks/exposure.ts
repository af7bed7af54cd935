import { Decimal, decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts, RunningTotals } from '../facts';
import { notionalOf } from '../notional';

/** Inventory at mark, resting buys and this buy may not exceed the share of equity allowed. */
export function checkExposure(
  facts: RiskFacts,
  candidate: Candidate,
  totals: RunningTotals,
): Verdict {
  if (!facts.account || !facts.market) return denied('DATA_MISSING', 'missing: account or market');
  const limit = decimal(facts.account.equityQuote).times(
    Decimal.fromNumber(facts.settings.maximumExposureFraction, 8),
  );
  const exposure = facts.inventory
    .times(decimal(facts.market.markPrice))
    .plus(facts.restingBuysQuote)
    .plus(totals.spotQuote)
    .plus(notionalOf(candidate, facts));
  if (!exposure.isAbove(limit)) return ALLOWED;
  return denied('MAX_EXPOSURE', 'inventory and buys would exceed the exposure allowed', {
    limit: limit.roundedHalfEven(2).toString(),
    actual: exposure.roundedHalfEven(2).toString(),
  });
}
