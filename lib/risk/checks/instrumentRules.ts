import { type InstrumentVerdict, validateOrder } from '../../instrument';
import { decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts } from '../facts';

/** The order as it would be sent must pass the instrument's rules. */
export function checkInstrumentRules(facts: RiskFacts, candidate: Candidate): Verdict {
  const verdict = verdictOf(facts, candidate);
  if (!verdict) return denied('DATA_MISSING', `missing: ${candidate.plan.scope.market} instrument`);
  return verdict.ok ? ALLOWED : asDenial(verdict);
}

/**
 * A limit price outside the band that the exchange takes now (failure scenario E06). Missing data
 * passes: it never holds back a reduction.
 */
export function checkPriceBand(facts: RiskFacts, candidate: Candidate): Verdict {
  const verdict = verdictOf(facts, candidate);
  return verdict && !verdict.ok && verdict.code === 'PRICE_BAND' ? asDenial(verdict) : ALLOWED;
}

function verdictOf(facts: RiskFacts, candidate: Candidate): InstrumentVerdict | null {
  const { intent, plan, toSend } = candidate;
  const instrument = plan.scope.market === 'spot' ? facts.spot : facts.futures;
  if (!instrument) return null;
  const reference =
    plan.scope.market === 'spot'
      ? facts.market && (intent.side === 'BUY' ? facts.market.spotAsk : facts.market.spotBid)
      : facts.market?.markPrice;
  return validateOrder(instrument, {
    side: intent.side,
    price: intent.instruction.type === 'LIMIT' ? decimal(intent.instruction.price) : null,
    quantity: toSend,
    referencePrice: reference ? decimal(reference) : null,
    reduceOnly: intent.purpose === 'tradeExit',
  });
}

function asDenial(verdict: Extract<InstrumentVerdict, { ok: false }>): Verdict {
  return denied('INSTRUMENT_RULE', `${verdict.code}: ${verdict.message}`, {
    limit: verdict.limit,
    actual: verdict.actual,
  });
}
