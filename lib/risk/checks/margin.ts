import { Decimal, decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import { brakedLeverage } from '../brakes';
import type { Candidate, RiskFacts, RunningTotals } from '../facts';
import { growthOf, markInQuote } from '../growth';
import { HARD_MAXIMUM_LEVERAGE } from '../settings';

/**
 * Futures margin behind what stands already: nothing increases while too much of it is in use or a
 * position is too near to its liquidation.
 */
export function checkMargin({ margin, settings }: RiskFacts): Verdict {
  if (!margin) return denied('DATA_MISSING', 'missing: the margin of the futures account');
  const { maintenanceMarginRatioPct: ratio, liquidationDistancePct: distance } = margin;
  if (ratio === null || ratio >= settings.maximumMarginRatioPct) {
    return denied('MARGIN_RATIO', 'too much of the margin balance is maintenance margin', {
      limit: `${settings.maximumMarginRatioPct} %`,
      actual: ratio === null ? 'no margin balance' : `${ratio.toFixed(2)} %`,
    });
  }
  if (distance !== null && distance < settings.minimumLiquidationDistancePct) {
    return denied('LIQUIDATION_DISTANCE', 'a position is too near to its liquidation', {
      limit: `${settings.minimumLiquidationDistancePct} %`,
      actual: `${distance.toFixed(2)} %`,
    });
  }
  return ALLOWED;
}

/** The leverage that the settings, the hard maximum and the brakes leave. */
export function allowedLeverage({ settings, brakes }: RiskFacts): number {
  return brakedLeverage(Math.min(settings.maximumLeverage, HARD_MAXIMUM_LEVERAGE), brakes);
}

/** The order must leave its share of the margin balance free; one that shrinks the position may pass. */
export function checkFreeMargin(
  facts: RiskFacts,
  candidate: Candidate,
  totals: RunningTotals,
): Verdict {
  const growth = growthOf(facts, candidate, totals);
  if (!growth) return ALLOWED;
  if (!facts.account || !facts.market) return denied('DATA_MISSING', 'missing: account or market');
  const margin = growth.grown
    .times(markInQuote(facts, facts.account, facts.market))
    .dividedBy(Decimal.fromNumber(allowedLeverage(facts), 8));
  const free = decimal(facts.account.futuresAvailableQuote)
    .minus(facts.reservedQuote.usdm)
    .minus(margin);
  const floor = decimal(facts.account.futuresMarginBalanceQuote).times(
    Decimal.fromNumber(facts.settings.minimumFreeMarginFraction, 8),
  );
  if (!free.isBelow(floor)) return ALLOWED;
  return denied('FREE_MARGIN', 'the order would leave too little margin free', {
    limit: floor.roundedHalfEven(2).toString(),
    actual: free.roundedHalfEven(2).toString(),
  });
}
