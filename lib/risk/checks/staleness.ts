import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Plan } from '../../model/plan';
import type { RiskFacts } from '../facts';

/** A plan made before the asset's books changed through something else may not increase. */
export function checkStaleness(facts: RiskFacts, plan: Plan): Verdict {
  if (!facts.isStale(plan)) return ALLOWED;
  return denied(
    'PLAN_STALE',
    `${plan.baseAsset} inventory or position changed after revision ${plan.journalRevision}`,
  );
}
