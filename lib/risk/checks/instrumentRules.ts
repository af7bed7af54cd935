import { validateOrder } from '../../instrument';
import { decimal } from '../../model/decimal';
import { denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts } from '../facts';

/** The order as it would be sent must pass the instrument's rules. */
export function checkInstrumentRules(facts: RiskFacts, candidate: Candidate): Verdict {
  const { intent, plan, toSend } = candidate;
  const instrument = plan.scope.market === 'spot' ? facts.spot : facts.futures;
  if (!instrument) return denied('DATA_MISSING', `missing: ${plan.scope.market} instrument`);
  const reference =
    plan.scope.market === 'spot'
      ? facts.market && (intent.side === 'BUY' ? facts.market.spotAsk : facts.market.spotBid)
      : facts.market?.markPrice;
  const verdict = validateOrder(instrument, {
    side: intent.side,
    price: intent.instruction.type === 'LIMIT' ? decimal(intent.instruction.price) : null,
    quantity: toSend,
    referencePrice: reference ? decimal(reference) : null,
    reduceOnly: false,
  });
  if (verdict.ok) return verdict;
  return denied('INSTRUMENT_RULE', `${verdict.code}: ${verdict.message}`, {
    limit: verdict.limit,
    actual: verdict.actual,
  });
}
