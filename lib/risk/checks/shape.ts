import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import { type Intent, isOfTrade, type Plan } from '../../model/plan';
import type { RiskFacts } from '../facts';

/** A plan must be for the session's account and the item's symbol, or the contract that hedges it. */
export function checkSubject(facts: RiskFacts, { scope }: Plan): Verdict {
  const { account } = facts.subject;
  const symbol =
    scope.market === 'spot'
      ? facts.subject.symbol
      : (facts.futures?.symbol ?? facts.subject.symbol);
  if (scope.account === account && scope.symbol === symbol) return ALLOWED;
  return denied('PLAN_INVALID', 'the plan is for another account or symbol', {
    limit: `${account} ${symbol}`,
    actual: `${scope.account} ${scope.symbol}`,
  });
}

/**
 * An intent must do what it calls itself: a reduction sells on spot, an increase buys on spot, a
 * hedge is on the futures contract; a trade is entered and left on the futures contract. What calls itself safe passes under a kill switch, so it has
 * to be.
 */
export function checkEffect({ scope }: Plan, { effect, side, purpose }: Intent): Verdict {
  const ofTrade = isOfTrade(purpose);
  if (purpose === 'stop' || purpose === 'target') {
    return denied('PLAN_INVALID', 'stops and targets come from the plan\u2019s protection');
  }
  const expected = ofTrade
    ? `usdm ${side} ${purpose === 'tradeEntry' ? 'increase' : 'reduce'}`
    : { reduce: 'spot SELL', increase: 'spot BUY', hedge: `usdm ${side}` }[effect];
  const actual = ofTrade ? `${scope.market} ${side} ${effect}` : `${scope.market} ${side}`;
  if (actual === expected) return ALLOWED;
  return denied('PLAN_INVALID', `an intent to ${effect} has the wrong market or side`, {
    limit: expected,
    actual,
  });
}
