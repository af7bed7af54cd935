import { decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts, RunningTotals } from '../facts';

/** A futures contract carries either a hedge or one trade, so that a position has one owner. */
export function checkContract(
  facts: RiskFacts,
  { plan }: Candidate,
  totals: RunningTotals,
): Verdict {
  const { strategy, symbol } = plan.scope;
  if (!facts.position.isZero() || facts.isHedgePlanned) {
    return denied('CONTRACT_IN_USE', `${symbol} carries the hedge: choose another contract`);
  }
  const owners = [...facts.tradeStrategies, totals.tradeStrategy ?? strategy];
  const other = owners.find((owner) => owner !== strategy);
  if (other === undefined) return ALLOWED;
  return denied('CONTRACT_IN_USE', `${symbol} carries a trade of ${other}`);
}

/** After a drawdown only a trade of enough conviction is entered (safe mode). */
export function checkSafeMode({ brakes }: RiskFacts, { plan }: Candidate): Verdict {
  const { minimumConviction } = brakes;
  const { conviction } = plan;
  if (minimumConviction === null) return ALLOWED;
  if (conviction !== undefined && conviction > minimumConviction) return ALLOWED;
  return denied('SAFE_MODE', `the drawdown is ${(-brakes.drawdownPct).toFixed(2)} %`, {
    limit: `above ${minimumConviction}`,
    actual: conviction === undefined ? 'no conviction' : String(conviction),
  });
}

/**
 * A trade is entered only with a stop that can rest: on the losing side of the mark, by at least a
 * tick; a target on the winning side.
 */
export function checkProtection(facts: RiskFacts, { plan, intent }: Candidate): Verdict {
  const { protection } = plan;
  if (!protection) return denied('UNPROTECTED', 'the plan names no stop');
  if (!facts.market) return denied('DATA_MISSING', 'missing: market');
  const mark = decimal(facts.market.markPrice);
  const stop = decimal(protection.stopPrice);
  const isLong = intent.side === 'BUY';
  if (!stop.isPositive() || !(isLong ? stop.isBelow(mark) : stop.isAbove(mark))) {
    return denied('UNPROTECTED', 'the stop would trigger at once', {
      limit: mark.toString(),
      actual: stop.toString(),
    });
  }
  if (protection.targetPrice === null) return ALLOWED;
  const target = decimal(protection.targetPrice);
  if (isLong ? target.isAbove(mark) : target.isBelow(mark)) return ALLOWED;
  return denied('UNPROTECTED', 'the target would trigger at once', {
    limit: mark.toString(),
    actual: target.toString(),
  });
}
