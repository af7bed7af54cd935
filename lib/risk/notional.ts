import { type Decimal, decimal } from '../model/decimal';
import type { Candidate, RiskFacts } from './facts';

/** Quote value of what a candidate would send: at its limit price, or at mark for MARKET. */
export function notionalOf(candidate: Candidate, facts: RiskFacts): Decimal {
  const { instruction } = candidate.intent;
  const price = instruction.type === 'LIMIT' ? instruction.price : (facts.market?.markPrice ?? '0');
  return candidate.toSend.times(decimal(price));
}
