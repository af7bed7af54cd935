import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord, SendGuard } from '../journal/port';
import type { Clock } from '../model/clock';
import type { Instrument } from '../model/instrument';
import type { Plan } from '../model/plan';
import type { Market } from '../model/terms';
import type { Denial } from '../model/verdict';
import { type Lease, LEASE_TTL_MS } from '../supervision/leases';
import type { Placement } from './decide';
import { sendBatch, sendOrder, type SendResult } from './send';
import type { Tally } from './tally';

export interface ExecutionDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  lease: Lease;
  /** Instruments of the plans' markets. */
  instruments: { spot: Instrument; usdm: Instrument };
  /** Reads an instrument's rules anew: they change while the exchange runs. */
  refreshInstrument(market: Market): Promise<Instrument>;
  /** Whether key and account may trade: denials hold back everything that increases. */
  accountVerdict: { denials: readonly Denial[]; warnings: readonly string[] };
  /** Leverage that the hedge's contract is set to before its first order. */
  leverage: number;
}

/** One carrying out of approved plans. */
export interface Run {
  plans: readonly Plan[];
  /** Null for what needs no approval and has none. */
  approvalId: string | null;
  tally: Tally;
  deps: ExecutionDeps;
  /** The rules as this run knows them; a refusal may have refreshed them. */
  instruments: { spot: Instrument; usdm: Instrument };
  /** Markets whose rules were read anew in this run: once is enough. */
  refreshed: Set<Market>;
  /** Scopes in which an order that should go may still rest: nothing is added there. */
  uncleared: Set<string>;
  /** False once a trade list could not be read: what depends on the books must not be decided. */
  areBooksWhole: boolean;
}

/** What must still hold in the moment an order of the placement leaves. */
export function guardOf({ plan, intent }: Placement, { plans, deps }: Run): SendGuard {
  const { lease } = deps;
  return {
    lease: { name: lease.name, token: lease.token, ttlMs: LEASE_TTL_MS },
    isIncrease: intent.effect === 'increase',
    baseAsset: plan.baseAsset,
    planRevision: plan.journalRevision,
    ownIntentIds: plans.flatMap((each) => each.intents.map(({ id }) => id)),
  };
}

/** Sends one intended order of the run under its guard and counts what became of it. */
export async function sendInRun(
  order: OrderRecord,
  placement: Placement,
  run: Run,
): Promise<SendResult> {
  const assets = run.instruments[placement.plan.scope.market];
  const result = await sendOrder(order, guardOf(placement, run), { ...run.deps, assets });
  count(order, result, run);
  return result;
}

/** Sends several intended orders of one USD-M plan in one request. */
export async function sendBatchInRun(
  batch: readonly { order: OrderRecord; placement: Placement }[],
  run: Run,
): Promise<SendResult[]> {
  const guarded = batch.map(({ order, placement }) => ({
    order,
    guard: guardOf(placement, run),
  }));
  const results = await sendBatch(guarded, { ...run.deps, assets: run.instruments.usdm });
  batch.forEach(({ order }, index) => {
    const result = results[index];
    if (result) count(order, result, run);
  });
  return results;
}

function count(order: OrderRecord, result: SendResult, { tally, approvalId, deps }: Run): void {
  tally.addSend(result);
  if (result.kind !== 'unknown') return;
  const body = { clientOrderId: order.clientOrderId, approvalId };
  deps.journal.recordEvent('unknownOutcome', body, deps.hostNow());
}
