import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord, SendGuard } from '../journal/port';
import type { Clock } from '../model/clock';
import type { Instrument } from '../model/instrument';
import type { Plan } from '../model/plan';
import { type Lease, LEASE_TTL_MS } from '../supervision/leases';
import type { Placement } from './decide';
import { sendOrder, type SendResult } from './send';
import type { Tally } from './tally';

export interface ExecutionDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  lease: Lease;
  /** Instruments of the plans' markets. */
  instruments: { spot: Instrument; usdm: Instrument };
  /** Leverage that the hedge's contract is set to before its first order. */
  leverage: number;
}

/** One carrying out of approved plans. */
export interface Run {
  plans: readonly Plan[];
  approvalId: string;
  tally: Tally;
  deps: ExecutionDeps;
}

/** Sends one intended order of the run under its guard and counts what became of it. */
export async function sendInRun(
  order: OrderRecord,
  { plan, intent }: Placement,
  { plans, approvalId, tally, deps }: Run,
): Promise<SendResult> {
  const { lease, journal } = deps;
  const guard: SendGuard = {
    lease: { name: lease.name, token: lease.token, ttlMs: LEASE_TTL_MS },
    isIncrease: intent.effect === 'increase',
    baseAsset: plan.baseAsset,
    planRevision: plan.journalRevision,
    ownIntentIds: plans.flatMap((each) => each.intents.map(({ id }) => id)),
  };
  const instrument = deps.instruments[plan.scope.market];
  const result = await sendOrder(order, guard, { ...deps, assets: instrument });
  tally.addSend(result);
  if (result.kind === 'unknown') {
    const body = { clientOrderId: order.clientOrderId, approvalId };
    journal.recordEvent('unknownOutcome', body, deps.hostNow());
  }
  return result;
}
