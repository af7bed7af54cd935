import { AWAITING_OUTCOME_STATES } from '../model/order';
import { bookMissingFills } from './bookMissingFills';
import { cancelOrder } from './cancel';
import { type Action, decideRemovals } from './decide';
import { type Run, sendInRun } from './run';
import { settleOrder } from './settle';

/** The books come first: nothing is decided while an outcome is only believed. */
export async function settleUnknown({ plans, tally, deps }: Run): Promise<void> {
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
    await bookMissingFills(deps.instruments[scope.market], deps);
  }
}

/**
 * Takes off the book what the plans no longer want, and books what filled on the way: a fill that
 * came in between makes the plans stale for increases.
 */
export async function removeUnwanted(run: Run): Promise<void> {
  const { plans, deps } = run;
  const unfinished = plans.flatMap(({ scope }) =>
    deps.journal.unfinishedOrders(scope.market, scope.symbol),
  );
  for (const action of decideRemovals(plans, unfinished)) {
    // Cancels before this one took time: an order that has moved on is for the next run.
    const current = deps.journal.order(action.order.clientOrderId);
    if (current?.state === action.order.state) await carryOut(action, run);
  }
  for (const { scope } of plans) await bookMissingFills(deps.instruments[scope.market], deps);
}

async function carryOut(action: Action, run: Run): Promise<void> {
  const { tally, deps } = run;
  const { order } = action;
  switch (action.kind) {
    case 'drop':
      deps.journal.transition(order.clientOrderId, 'expired', action.reason, deps.hostNow());
      return;
    case 'cancel': {
      const result = await cancelOrder(order, action.reason, deps);
      if (result === 'cancelled') tally.cancelled += 1;
      if (result === 'unknown' || result === 'notSent') {
        tally.notes.push(`cancelling ${order.clientOrderId}: ${result}`);
      }
      return;
    }
    case 'resend':
      await sendInRun(order, action, run);
      return;
  }
}
