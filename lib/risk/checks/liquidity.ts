import { Decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts } from '../facts';
import { notionalOf } from '../notional';

/** One order may be no more than a share of what rests within 1 % of the middle. */
export function checkLiquidity(facts: RiskFacts, candidate: Candidate): Verdict {
  if (facts.depthQuote === null) return denied('DATA_MISSING', 'missing: the depth of the book');
  const limit = Decimal.fromNumber(facts.depthQuote * facts.settings.maximumDepthFraction, 2);
  const notional = notionalOf(candidate, facts);
  if (!notional.isAbove(limit)) return ALLOWED;
  return denied('LIQUIDITY', 'the order is too large for what rests near the price', {
    limit: limit.toString(),
    actual: notional.roundedHalfEven(2).toString(),
  });
}
