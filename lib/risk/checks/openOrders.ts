import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts, RunningTotals } from '../facts';

/** The exchange's and the user's limits on open orders of the symbol, whichever is lower. */
export function checkOpenOrders(
  facts: RiskFacts,
  { plan }: Candidate,
  totals: RunningTotals,
): Verdict {
  const isSpot = plan.scope.market === 'spot';
  const instrument = isSpot ? facts.spot : facts.futures;
  if (!instrument) return denied('DATA_MISSING', `missing: ${plan.scope.market} instrument`);
  const limit = Math.min(instrument.maximumOpenOrders, facts.settings.maximumOpenOrders);
  const open = isSpot
    ? facts.unfinishedOrders.spot + facts.reservedOrders.spot + totals.spotOrders
    : facts.unfinishedOrders.usdm + facts.reservedOrders.usdm + totals.usdmOrders;
  if (open + 1 <= limit) return ALLOWED;
  return denied('MAX_OPEN_ORDERS', 'no further open order is allowed', {
    limit: String(limit),
    actual: String(open + 1),
  });
}
