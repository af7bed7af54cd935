import type { Approval } from '../journal/port';
import type { Plan } from '../model/plan';

/**
 * How long after its approval a hedge may still go. Its quantity is reckoned anew from the books when
 * it is sent, but leverage and margin were looked at when it was approved.
 */
const LONGEST_MS = 600_000;

/**
 * What of approved plans may be carried out although the approval has expired: the hedges of what is
 * held, for they only lower delta. Everything else waits for the next run; stops and sales rest.
 */
export function lateHedges(
  plans: readonly Plan[],
  { createdAt }: Pick<Approval, 'createdAt'>,
  hostNow: number,
): Plan[] {
  if (hostNow - createdAt > LONGEST_MS) return [];
  return plans
    .filter(({ scope }) => scope.market === 'usdm')
    .map(({ protection: _stop, ...plan }) => ({
      ...plan,
      intents: plan.intents.filter(({ purpose }) => purpose === 'hedge'),
    }))
    .filter(({ intents }) => intents.length > 0);
}
