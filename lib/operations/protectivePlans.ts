import type { Plan } from '../model/plan';
import { checkEffect } from '../risk/checks/shape';

/**
 * What of plans may be carried out without an approval: hedges, exits and protection on the futures
 * contract of this account and symbol, each doing what it calls itself. The grid on spot waits for a
 * plan that is approved: its sales rest already. Empty where nothing is left of them.
 */
export function protectivePlans(
  plans: readonly Plan[],
  subject: { account: string; symbol: string },
): Plan[] {
  return plans
    .filter(({ scope }) => scope.market === 'usdm')
    .filter(({ scope }) => scope.account === subject.account && scope.symbol === subject.symbol)
    .map((plan) => ({
      ...plan,
      intents: plan.intents.filter(
        (intent) => intent.effect !== 'increase' && checkEffect(plan, intent).ok,
      ),
    }))
    .filter(({ intents, protection }) => intents.length > 0 || protection !== undefined);
}
