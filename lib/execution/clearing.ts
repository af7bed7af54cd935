import { decimal } from '../model/decimal';
import { AWAITING_OUTCOME_STATES } from '../model/order';
import { bookIfReadable } from './bookIfReadable';
import { amendOrder, cancelInRun, replaceOrder } from './change';
import { type Action, decideChanges } from './decideChanges';
import { type Run, sendInRun } from './run';
import { settleOrder } from './settle';
import type { Market } from '../model/terms';
import { scopeKey } from '../model/plan';

/** The books come first: nothing is decided while an outcome is only believed. */
export async function settleUnknown(run: Run): Promise<void> {
  const { plans, tally, deps } = run;
  for (const { scope } of plans) {
    const orders = deps.journal
      .unfinishedOrders(scope.market, scope.symbol)
      .filter((order) => AWAITING_OUTCOME_STATES.includes(order.state));
    for (const order of orders) {
      const settlement = await settleOrder(order, deps);
      if (settlement.kind === 'pending') {
        tally.notes.push(`${order.clientOrderId} has no known outcome yet: ${settlement.why}`);
      }
    }
    await book(scope.market, run);
  }
}

/**
 * Takes off the book, or changes, what the plans no longer want as it is, and books what filled on
 * the way: a fill that came in between makes the plans stale for increases.
 */
export async function removeUnwanted(run: Run): Promise<void> {
  const { plans, deps } = run;
  const unfinished = plans.flatMap(({ scope }) =>
    deps.journal.unfinishedOrders(scope.market, scope.symbol),
  );
  const actions = decideChanges(plans, unfinished, {
    committed: (intentId) => decimal(deps.journal.committedQuantity(intentId)),
  });
  for (const action of actions) {
    // Steps before this one took time: an order that has moved on is for the next run.
    const current = deps.journal.order(action.order.clientOrderId);
    if (current?.state === action.order.state) await carryOut(action, run);
  }
  for (const { scope } of plans) await book(scope.market, run);
  holdScopesInDoubt(run);
}

/** A trade list that cannot be read keeps cancels and protection from nothing. */
async function book(market: Market, run: Run): Promise<void> {
  const { deps, tally } = run;
  const isRead = await bookIfReadable(deps.instruments[market], deps, tally.notes);
  if (!isRead) run.areBooksWhole = false;
}

/** An order that no plan wants and that cannot be cancelled yet may still rest, or fill (H12). */
function holdScopesInDoubt({ plans, deps, tally, uncleared }: Run): void {
  for (const { scope, intents } of plans) {
    const wanted = new Set(intents.map(({ id }) => id));
    const inDoubt = deps.journal
      .unfinishedOrders(scope.market, scope.symbol)
      .filter(({ strategy, intentId }) => strategy === scope.strategy && !wanted.has(intentId))
      .filter(({ state }) => state === 'lost' || AWAITING_OUTCOME_STATES.includes(state))
      .filter(({ purpose }) => purpose !== 'stop' && purpose !== 'target');
    for (const { clientOrderId } of inDoubt) {
      uncleared.add(scopeKey(scope));
      tally.notes.push(`${clientOrderId} is no longer planned and may still be live`);
    }
  }
}

async function carryOut(action: Action, run: Run): Promise<void> {
  const { deps, approvalId } = run;
  const { order } = action;
  switch (action.kind) {
    case 'drop':
      deps.journal.transition(order.clientOrderId, 'expired', action.reason, deps.hostNow());
      return;
    case 'cancel':
      return cancelInRun(order, action.reason, run);
    case 'resend':
      // It is a new order at the exchange: what the account may not do now, it may not do again.
      if (order.effect === 'increase' && deps.accountVerdict.denials.length > 0) {
        deps.journal.transition(order.clientOrderId, 'expired', 'denied', deps.hostNow());
        return;
      }
      await sendInRun(order, action, run);
      return;
    case 'keep':
      deps.journal.reassignOrder(
        order.clientOrderId,
        {
          intent: action.intent,
          scope: action.plan.scope,
          baseAsset: action.plan.baseAsset,
          gridNumber: action.plan.grid?.number ?? null,
          quantity: order.quantity,
          instruction: order.instruction,
          reduceOnly: order.reduceOnly,
          positionSide: order.positionSide,
        },
        { approvalId, planReason: action.plan.reason, at: deps.hostNow() },
      );
      return;
    case 'replace':
      return replaceOrder(action, run);
    case 'amend':
      return amendOrder(action, run);
  }
}
