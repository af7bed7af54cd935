import { Decimal, decimal } from '../../model/decimal';
import { signOf } from '../../model/terms';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import { type Candidate, type RiskFacts, type RunningTotals } from '../facts';
import { allowedLeverage } from './margin';

/**
 * The futures position after the order, and all that was approved before, over the margin balance,
 * and its initial margin against what is available. An order that makes the position smaller is always allowed.
 */
export function checkLeverage(
  facts: RiskFacts,
  { intent, toSend }: Candidate,
  totals: RunningTotals,
): Verdict {
  const standing = facts.position.plus(facts.tradePosition);
  const before = standing.plus(totals.usdmBase);
  const after = before.plus(toSend.times(decimal(String(signOf(intent.side)))));
  if (!after.absolute().isAbove(before.absolute())) return ALLOWED;
  if (!facts.account || !facts.market) return denied('DATA_MISSING', 'missing: account or market');
  const mark = decimal(facts.market.markPrice);
  const leverage = allowedLeverage(facts);
  const allowed = decimal(facts.account.futuresMarginBalanceQuote).times(
    Decimal.fromNumber(leverage, 8),
  );
  const notional = after.absolute().times(mark);
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
  const margin = after
    .absolute()
    .minus(standing.absolute())
    .times(mark)
    .dividedBy(Decimal.fromNumber(leverage, 8));
  const available = decimal(facts.account.futuresAvailableQuote).minus(facts.reservedQuote.usdm);
  if (!margin.isAbove(available)) return ALLOWED;
  return denied('INSUFFICIENT_MARGIN', 'the futures wallet does not cover the initial margin', {
    limit: available.roundedHalfEven(2).toString(),
    actual: margin.roundedHalfEven(2).toString(),
  });
}
