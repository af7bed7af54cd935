import type { Bracket } from './brackets';
import { absolute, multiply, UNIT } from './decimal';

/** One position of the contract whose liquidation price is wanted; amount and cost are signed. */
export interface LiquidationLeg {
  amount: bigint;
  /** Sum of quantity x entry price with the sign of the amount. */
  cost: bigint;
}

/** What stands behind the legs: their wallet, and the other cross contracts of the account (0 when isolated). */
export interface LiquidationPool {
  walletBalance: bigint;
  otherMaintenance: bigint;
  otherUnrealized: bigint;
}

/** Where a contract is liquidated. `falling`: at this mark price or below; else at it or above. */
export interface LiquidationPoint {
  price: bigint;
  falling: boolean;
}

/**
 * The exchange's own formula (reference I):
 * (WB - TMM + UPNL + sum of cum - sum of side x P x EP) / (sum of P x MMR - sum of side x P), over BOTH, LONG and SHORT of
 * one contract, with the brackets that hold at the price itself, found by trying each combination. Exact but for the last
 * digit, 1e-8. Undefined when there is none (a price of 0 or less).
 */
export function liquidationPoint(
  brackets: readonly Bracket[],
  legs: readonly LiquidationLeg[],
  pool: LiquidationPool,
): LiquidationPoint | undefined {
  const open = legs.filter((leg) => leg.amount !== 0n);
  if (open.length === 0) return undefined;
  let nearest: LiquidationPoint | undefined;
  for (const chosen of combinations(brackets, open.length)) {
    let above = pool.walletBalance - pool.otherMaintenance + pool.otherUnrealized;
    let below = 0n;
    open.forEach((leg, i) => {
      const bracket = chosen[i];
      if (bracket === undefined) return;
      above += bracket.cum - leg.cost;
      below += absolute(leg.amount) * bracket.maintMarginRatio - leg.amount * UNIT;
    });
    if (below === 0n) continue;
    const price = (above * UNIT * UNIT) / below;
    if (price <= 0n) continue;
    const point = { price, falling: below < 0n };
    const holds = open.every((leg, i) => {
      const bracket = chosen[i];
      const notional = absolute(multiply(leg.amount, price));
      return (
        bracket !== undefined && notional > bracket.notionalFloor && notional <= bracket.notionalCap
      );
    });
    if (holds) return point;
    nearest = point;
  }
  // Only rounding at a bracket's edge, or a notional above the last cap, ends here.
  return nearest;
}

function* combinations(brackets: readonly Bracket[], count: number): Generator<readonly Bracket[]> {
  if (count === 1) {
    for (const bracket of brackets) yield [bracket];
    return;
  }
  for (const first of brackets) {
    for (const rest of combinations(brackets, count - 1)) yield [first, ...rest];
  }
}
