import { type Decimal, decimal } from '../model/decimal';
import type { AccountSnapshot, MarketSnapshot } from '../model/item';
import { signOf } from '../model/terms';
import type { Candidate, RiskFacts, RunningTotals } from './facts';

/** What an order makes of the futures position, base without a sign. */
export interface Growth {
  /** The position after it and all that was approved before. */
  after: Decimal;
  /** By how much that is more than what stands now. */
  grown: Decimal;
}

/** Null for an order that makes the position smaller: that is always allowed. */
export function growthOf(
  facts: RiskFacts,
  { intent, toSend }: Candidate,
  totals: RunningTotals,
): Growth | null {
  const standing = facts.position.plus(facts.tradePosition);
  const before = standing.plus(totals.usdmBase);
  const after = before.plus(toSend.times(decimal(String(signOf(intent.side)))));
  if (!after.absolute().isAbove(before.absolute())) return null;
  return { after: after.absolute(), grown: after.absolute().minus(standing.absolute()) };
}

/**
 * The contract's mark in the symbol's quote, in which its margin is told: one that is margined with
 * another asset has its mark in that asset.
 */
export function markInQuote(
  { futures }: Pick<RiskFacts, 'futures'>,
  { futuresWallets = [] }: AccountSnapshot,
  { markPrice }: MarketSnapshot,
): Decimal {
  const wallet = futuresWallets.find(({ asset }) => asset === futures?.quoteAsset);
  return decimal(markPrice).times(decimal(wallet?.rate ?? '1'));
}
