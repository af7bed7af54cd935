import { Decimal, decimal } from '../model/decimal';
import type { Intent, Plan } from '../model/plan';
import { signOf } from '../model/terms';
import { ALLOWED, type Denial, type DenialCode, type Verdict } from '../model/verdict';
import { checkInstrumentRules, checkPriceBand } from './checks/instrumentRules';
import { checkLatches } from './checks/latches';
import { checkLeverage } from './checks/leverage';
import { checkFreeMargin } from './checks/margin';
import { checkEffect, checkSubject } from './checks/shape';
import type { Candidate, RiskFacts, RunningTotals } from './facts';
import {
  checkTradeEntry,
  decideBuy,
  firstDenial,
  gateOf,
  type PlanGate,
  withQuantity,
} from './increase';
import { notionalOf } from './notional';

export interface RiskDecision {
  /** The plans as they may be carried out: denied increases are left out or cut to what rests. */
  plans: Plan[];
  denials: Denial[];
  /** Quote that carrying them out would newly bind. */
  reservedQuote: { spot: Decimal; usdm: Decimal };
  /** Orders that carrying them out would newly rest. */
  reservedOrders: { spot: number; usdm: number };
}

/** Limits in quote: what does not fit is cut. */
const LIMIT_CODES: ReadonlySet<string> = new Set<DenialCode>([
  'INSUFFICIENT_BALANCE',
  'MAX_EXPOSURE',
  'MAX_ASSET_EXPOSURE',
  'CORRELATED_EXPOSURE',
  'MAX_TOTAL_EXPOSURE',
]);

/** Base quantity that an intent's orders have filled or may still fill. */
export type CommittedQuantity = (intentId: string) => string;

/**
 * Decides plans against the books, in order.
 *
 * Reductions pass. A hedge passes unless leverage or margin forbid it; if it is forbidden, nothing
 * that would need hedging passes either. A buy that does not fit a limit is cut to what fits; one
 * that is denied keeps what already rests; under a latch it is taken out altogether, so that the resting buy is cancelled.
 */
export function decidePlans(
  given: readonly Plan[],
  facts: RiskFacts,
  committed: CommittedQuantity,
): RiskDecision {
  const denials: Denial[] = [];
  const plans = given.flatMap((plan) => wellShaped(plan, facts, denials));
  // A hedge that cannot even be looked at is as good as forbidden.
  const strayHedge = given.map((plan) => strayVerdict(plan, facts)).find(({ ok }) => !ok);
  const totals: RunningTotals = {
    spotQuote: Decimal.zero,
    spotOrders: 0,
    usdmOrders: 0,
    usdmBase: Decimal.zero,
    tradeStrategy: null,
  };
  let usdmReserved = Decimal.zero;
  const latch = checkLatches(facts);
  const note = (verdict: Verdict, intent: Intent): void => {
    if (!verdict.ok) denials.push({ ...verdict, intentId: intent.id });
  };

  const takeUsdm = (candidate: Candidate): void => {
    const sign = decimal(String(signOf(candidate.intent.side)));
    totals.usdmBase = totals.usdmBase.plus(candidate.toSend.times(sign));
    usdmReserved = usdmReserved.plus(notionalOf(candidate, facts));
  };

  // The hedge is decided first: without it no inventory may be added.
  const hedges = plans.map((plan) => plan.intents.filter((intent) => intent.effect === 'hedge'));
  const deniedHedges = new Set<string>();
  plans.forEach((plan, index) => {
    for (const intent of hedges[index] ?? []) {
      const candidate = candidateOf(plan, intent, committed);
      const verdict = firstDenial([
        () => checkLeverage(facts, candidate, totals),
        () => checkFreeMargin(facts, candidate, totals),
        () => checkInstrumentRules(facts, candidate),
      ]);
      note(verdict, intent);
      if (verdict.ok) takeUsdm(candidate);
      else deniedHedges.add(intent.id);
    }
  });

  const gates = new Map<Plan, PlanGate>();
  const gateFor = (plan: Plan): PlanGate => {
    const gate = gates.get(plan) ?? gateOf(facts, plan);
    gates.set(plan, gate);
    return gate;
  };

  const decideTradeEntry = (intent: Intent, candidate: Candidate): Intent[] => {
    const verdict = checkTradeEntry(facts, gateFor(candidate.plan), candidate, totals);
    note(verdict, intent);
    if (!verdict.ok) return [];
    totals.usdmOrders += 1;
    totals.tradeStrategy = candidate.plan.scope.strategy;
    takeUsdm(candidate);
    return [intent];
  };

  // A buy that met a limit closes it for the buys after it.
  let closed: Denial | null = null;
  const decideIncrease = (plan: Plan, intent: Intent): Intent[] => {
    if (!latch.ok) {
      note(latch, intent);
      return [];
    }
    const candidate = candidateOf(plan, intent, committed);
    if (!candidate.toSend.isPositive()) return [intent];
    if (intent.purpose === 'tradeEntry') return decideTradeEntry(intent, candidate);
    const hedgeable = strayHedge ?? unhedgeable(denials, deniedHedges);
    const decision = hedgeable.ok
      ? decideBuy(facts, gateFor(plan), candidate, totals, closed)
      : { toSend: Decimal.zero, denial: hedgeable };
    const { toSend, denial } = decision;
    if (denial) {
      note(denial, intent);
      if (LIMIT_CODES.has(denial.code)) closed = denial;
    }
    if (toSend.isPositive()) {
      totals.spotQuote = totals.spotQuote.plus(notionalOf({ ...candidate, toSend }, facts));
      totals.spotOrders += 1;
    }
    const kept = withQuantity(intent, candidate, toSend);
    return kept ? [kept] : [];
  };

  /** Passes, unless its price lies where the exchange takes none: it is parked until it does. */
  const decideReduction = (plan: Plan, intent: Intent): Intent[] => {
    const candidate = candidateOf(plan, intent, committed);
    const isResting = candidate.toSend.isBelow(decimal(intent.quantity));
    const parked = isResting ? ALLOWED : checkPriceBand(facts, candidate);
    note(parked, intent);
    return parked.ok ? [intent] : [];
  };

  const decided = plans.map((plan): Plan => {
    const intents = plan.intents.flatMap((intent): Intent[] => {
      switch (intent.effect) {
        case 'reduce':
          return decideReduction(plan, intent);
        case 'hedge':
          return deniedHedges.has(intent.id) ? [] : [intent];
        case 'increase':
          return decideIncrease(plan, intent);
      }
    });
    return { ...plan, intents };
  });
  return {
    plans: decided,
    denials,
    reservedQuote: { spot: totals.spotQuote, usdm: usdmReserved },
    reservedOrders: { spot: totals.spotOrders, usdm: totals.usdmOrders },
  };
}

/**
 * The plan without intents that do not do what they call themselves. A plan for another account or
 * symbol is left out whole: an emptied one would take everything of its scope off the book.
 */
function wellShaped(plan: Plan, facts: RiskFacts, denials: Denial[]): Plan[] {
  const subject = checkSubject(facts, plan);
  if (!subject.ok) {
    denials.push(subject);
    return [];
  }
  // What the planner itself refused is told where every other refusal is.
  if (plan.denial) denials.push(plan.denial);
  const intents = plan.intents.filter((intent) => {
    const verdict = checkEffect(plan, intent);
    if (!verdict.ok) denials.push({ ...verdict, intentId: intent.id });
    return verdict.ok;
  });
  return [{ ...plan, intents }];
}

function candidateOf(plan: Plan, intent: Intent, committed: CommittedQuantity): Candidate {
  const toSend = decimal(intent.quantity).minus(decimal(committed(intent.id)));
  return { plan, intent, toSend: Decimal.max(toSend, Decimal.zero) };
}

/** Denies where the plan is a hedge for another account or contract. */
function strayVerdict(plan: Plan, facts: RiskFacts): Verdict {
  const isHedge = plan.hedge !== undefined || plan.intents.some(({ effect }) => effect === 'hedge');
  if (!isHedge) return ALLOWED;
  const verdict = checkSubject(facts, plan);
  return verdict.ok
    ? verdict
    : { ...verdict, message: `the hedge is left out: ${verdict.message}` };
}

function unhedgeable(denials: readonly Denial[], deniedHedges: ReadonlySet<string>): Verdict {
  const hedgeDenial = denials.find(
    (denial) => denial.intentId !== undefined && deniedHedges.has(denial.intentId),
  );
  if (!hedgeDenial) return { ok: true };
  return { ...hedgeDenial, message: `its hedge is denied: ${hedgeDenial.message}` };
}
