import { type Decimal, decimal } from '../model/decimal';
import type { Intent } from '../model/plan';
import type { Candidate, RiskFacts } from './facts';

/** The price at which an intent is valued: its limit price, or the mark for MARKET. */
export function priceOf({ instruction }: Intent, facts: RiskFacts): Decimal {
  const price = instruction.type === 'LIMIT' ? instruction.price : facts.market?.markPrice;
  return decimal(price ?? '0');
}

/** Quote value of what a candidate would send. */
export function notionalOf(candidate: Candidate, facts: RiskFacts): Decimal {
  return candidate.toSend.times(priceOf(candidate.intent, facts));
}
