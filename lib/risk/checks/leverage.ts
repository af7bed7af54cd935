import { Decimal, decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts, RunningTotals } from '../facts';
import { growthOf, markInQuote } from '../growth';
import { allowedLeverage } from './margin';

/**
 * The futures position after the order, and all that was approved before, over the margin balance,
 * and its initial margin against what is available. An order that makes the position smaller is always allowed.
 */
export function checkLeverage(
  facts: RiskFacts,
  candidate: Candidate,
  totals: RunningTotals,
): Verdict {
  const growth = growthOf(facts, candidate, totals);
  if (!growth) return ALLOWED;
  if (!facts.account || !facts.market) return denied('DATA_MISSING', 'missing: account or market');
  const mark = markInQuote(facts, facts.account, facts.market);
  const leverage = allowedLeverage(facts);
  const allowed = decimal(facts.account.futuresMarginBalanceQuote).times(
    Decimal.fromNumber(leverage, 8),
  );
  const notional = growth.after.times(mark);
  if (notional.isAbove(allowed)) {
    return denied(
      'MAX_LEVERAGE',
      `the futures position would exceed ${leverage} times the wallet`,
      {
        limit: allowed.roundedHalfEven(2).toString(),
        actual: notional.roundedHalfEven(2).toString(),
      },
    );
  }
  const margin = growth.grown.times(mark).dividedBy(Decimal.fromNumber(leverage, 8));
  const available = decimal(facts.account.futuresAvailableQuote).minus(facts.reservedQuote.usdm);
  if (!margin.isAbove(available)) return ALLOWED;
  return denied('INSUFFICIENT_MARGIN', 'the futures wallet does not cover the initial margin', {
    limit: available.roundedHalfEven(2).toString(),
    actual: margin.roundedHalfEven(2).toString(),
  });
}
