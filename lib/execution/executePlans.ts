import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord, SendGuard } from '../journal/port';
import type { Clock } from '../model/clock';
import { Decimal, decimal } from '../model/decimal';
import { HaltError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { ExecutionResult } from '../model/item';
import type { Plan } from '../model/plan';
import { type Lease, LEASE_TTL_MS } from '../supervision/leases';
import { bookMissingFills } from './bookMissingFills';
import { cancelOrder } from './cancel';
import { decideRemovals, type Placement, placementsOf, quantityToSend } from './decide';
import { sendOrder } from './send';
import { settleOrder } from './settle';
import { Tally } from './tally';

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

/**
 * Carries plans out: settles what is unknown, removes what is no longer wanted, then places what
 * is missing, most urgent first. Running it again, with the same plans or after a crash, converges.
 *
 * Never throws after its first side effect except HaltError; everything else is in the result.
 */
export async function executePlans(
  plans: readonly Plan[],
  approvalId: string,
  deps: ExecutionDeps,
): Promise<ExecutionResult> {
  const tally = new Tally();
  try {
    await settleUnknown(plans, tally, deps);
    await remove(plans, approvalId, tally, deps);
    await place(plans, approvalId, tally, deps);
    return tally.result(tally.finalStatus());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    deps.journal.recordError('execute', 'EXECUTION', message, deps.hostNow());
    tally.notes.push(message);
    return tally.result(error instanceof HaltError ? 'halted' : 'partly');
  }
}

/** The books come first: nothing is decided while an outcome is only believed. */
async function settleUnknown(
  plans: readonly Plan[],
  tally: Tally,
  deps: ExecutionDeps,
): Promise<void> {
  for (const plan of plans) {
    const orders = deps.journal
      .unfinishedOrders(plan.scope.market, plan.scope.symbol)
      .filter((order) => ['sent', 'unknown', 'cancelling'].includes(order.state));
    for (const order of orders) {
      const settlement = await settleOrder(order, deps);
      if (settlement.kind === 'pending') {
        tally.notes.push(`${order.clientOrderId} has no known outcome yet: ${settlement.why}`);
      }
    }
    await bookMissingFills(deps.instruments[plan.scope.market], deps);
  }
}

async function remove(
  plans: readonly Plan[],
  approvalId: string,
  tally: Tally,
  deps: ExecutionDeps,
): Promise<void> {
  const { journal, hostNow } = deps;
  const unfinished = plans.flatMap((plan) =>
    journal.unfinishedOrders(plan.scope.market, plan.scope.symbol),
  );
  for (const action of decideRemovals(plans, unfinished)) {
    switch (action.kind) {
      case 'drop':
        journal.transition(action.order.clientOrderId, 'expired', action.reason, hostNow());
        break;
      case 'cancel': {
        const result = await cancelOrder(action.order, action.reason, deps);
        if (result === 'cancelled') tally.cancelled += 1;
        if (result === 'unknown' || result === 'notSent') {
          tally.notes.push(`cancelling ${action.order.clientOrderId}: ${result}`);
        }
        break;
      }
      case 'resend': {
        const { plan, intent, order } = action;
        await sendOne(order, { plan, intent }, plans, tally, deps, approvalId);
        break;
      }
    }
  }
}

async function place(
  plans: readonly Plan[],
  approvalId: string,
  tally: Tally,
  deps: ExecutionDeps,
): Promise<void> {
  const { journal, hostNow } = deps;
  for (const plan of plans) {
    journal.savePlan(plan, hostNow());
    if (plan.grid && plan.intents.length > 0) journal.acceptGrid(plan.grid, hostNow());
  }
  const placements = placementsOf(plans);
  // Each leg of the opening is computed from the fills of the one before; the ladder is one write.
  const isLadder = ({ intent }: Placement): boolean =>
    intent.purpose === 'gridEntry' || intent.purpose === 'gridExit';
  for (const placement of placements.filter((each) => !isLadder(each))) {
    await placeAll([placement], approvalId, plans, tally, deps);
  }
  await placeAll(placements.filter(isLadder), approvalId, plans, tally, deps);
}

/** Journals the orders in one transaction, then sends them one after the other. */
async function placeAll(
  placements: readonly Placement[],
  approvalId: string,
  plans: readonly Plan[],
  tally: Tally,
  deps: ExecutionDeps,
): Promise<void> {
  const wanted = placements
    .map((placement) => ({ placement, quantity: missingQuantity(placement, deps) }))
    .filter(({ quantity }) => quantity.isPositive());
  const first = wanted[0];
  if (!first) return;
  if (first.placement.plan.scope.market === 'usdm') await prepare(first.placement.plan, deps);
  const orders = deps.journal.intendOrders(
    wanted.map(({ placement: { plan, intent }, quantity }) => ({
      intent,
      scope: plan.scope,
      baseAsset: plan.baseAsset,
      gridNumber: plan.grid?.number ?? null,
      quantity: quantity.toString(),
      instruction: intent.instruction,
      reduceOnly: false,
    })),
    { approvalId, planReason: first.placement.plan.reason, at: deps.hostNow() },
  );
  for (const [index, order] of orders.entries()) {
    const placement = wanted[index]?.placement;
    if (placement) await sendOne(order, placement, plans, tally, deps, approvalId);
  }
}

function missingQuantity({ plan, intent }: Placement, deps: ExecutionDeps): Decimal {
  const { journal } = deps;
  const instrument = deps.instruments[plan.scope.market];
  const quantity = quantityToSend(intent, {
    committed: decimal(journal.committedQuantity(intent.id)),
    inventory: decimal(journal.ownQuantity('spot', plan.baseAsset)),
    position: decimal(journal.ownQuantity('usdm', plan.baseAsset)),
    quantityStep: decimal(instrument.quantity.step),
  });
  return quantity.floorTo(decimal(instrument.quantity.step));
}

async function prepare(plan: Plan, deps: ExecutionDeps): Promise<void> {
  const { journal, exchange, leverage, hostNow } = deps;
  const { symbol } = plan.scope;
  if (journal.preparedLeverage(symbol) === leverage) return;
  const inForce = await exchange.prepareContract(symbol, leverage);
  journal.savePreparedLeverage(symbol, inForce, hostNow());
}

async function sendOne(
  order: OrderRecord,
  { plan, intent }: Placement,
  plans: readonly Plan[],
  tally: Tally,
  deps: ExecutionDeps,
  approvalId: string,
): Promise<void> {
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
    journal.recordEvent(
      'unknownOutcome',
      { clientOrderId: order.clientOrderId, approvalId },
      deps.hostNow(),
    );
  }
}
