import { decimal } from '../model/decimal';
import type { OrderRecord } from '../journal/port';
import type { OrderInstruction } from '../model/order';
import { scopeKey } from '../model/plan';
import { cancelOrder } from './cancel';
import type { Action } from './decideChanges';
import { guardOf, type Run } from './run';
import { takeOutcome } from './send';
import { settleOrder } from './settle';
import { unlessFull } from './unlessFull';

type Change = Extract<Action, { kind: 'replace' | 'amend' }>;

/**
 * Spot: cancels an unfilled order and places its successor in one request. The exchange cancels
 * only what has not filled at all, so that the successor's quantity cannot come on top of a fill
 * that happened on the way. A doubtful reply makes both be asked for (failure scenario A15).
 */
export async function replaceOrder(change: Change, run: Run): Promise<void> {
  const { order, plan, intent, quantity } = change;
  const { deps, tally, approvalId } = run;
  const { journal, exchange, hostNow } = deps;
  const instrument = run.instruments.spot;
  const instruction = intent.instruction;
  const isTooSmall =
    instruction.type !== 'LIMIT' ||
    decimal(quantity)
      .times(decimal(instruction.price))
      .isBelow(decimal(instrument.minimumNotionalQuote));
  if (isTooSmall) return cancelInRun(order, 'price changed', run);
  const wanted = {
    intent,
    scope: plan.scope,
    baseAsset: plan.baseAsset,
    gridNumber: plan.grid?.number ?? null,
    quantity,
    instruction,
    reduceOnly: false,
    positionSide: null,
  };
  const context = { approvalId, planReason: plan.reason, at: hostNow() };
  const successor = unlessFull(tally, () => journal.intendOrders([wanted], context))?.[0];
  if (!successor) return cancelInRun(order, 'price changed', run);
  const denial = journal.markSent(
    successor.clientOrderId,
    { ...guardOf(change, run), replaces: order.clientOrderId },
    hostNow(),
  );
  if (denial) {
    tally.denials.push(denial);
    return cancelInRun(order, 'price changed', run);
  }
  journal.transition(order.clientOrderId, 'cancelling', 'price changed', hostNow());
  const outcome = await exchange.replaceOrder('spot', order.symbol, order.clientOrderId, {
    market: 'spot',
    symbol: order.symbol,
    side: order.side,
    quantity,
    instruction,
    clientOrderId: successor.clientOrderId,
    reduceOnly: false,
    positionSide: null,
  });
  const sending = { ...deps, assets: instrument };
  const at = hostNow();
  switch (outcome.kind) {
    case 'replaced':
      journal.applyReport(order.clientOrderId, outcome.cancelled, 'replaced', at);
      tally.cancelled += 1;
      tally.addSend(await takeOutcome(successor, outcome.placed, sending));
      return;
    case 'cancelledOnly': {
      journal.applyReport(order.clientOrderId, outcome.cancelled, 'replaced', at);
      tally.cancelled += 1;
      const { code, message } = outcome;
      const rejected = { kind: 'rejected', code, message, reason: 'other' } as const;
      tally.addSend(await takeOutcome(successor, rejected, sending));
      return;
    }
    case 'notCancelled':
    case 'notSent': {
      const { message } = outcome;
      const isHalt = outcome.kind === 'notSent' && outcome.halt === true;
      const notSent = { kind: 'notSent', message, retryAt: null } as const;
      await takeOutcome(successor, isHalt ? { ...notSent, halt: true } : notSent, sending);
      await settleInRun(order, run);
      return;
    }
    case 'unknown':
      tally.addSend(await takeOutcome(successor, outcome, sending));
      await settleInRun(order, run);
      return;
  }
}

/** Changes a resting order in place. Until the exchange has answered its outcome is not known. */
export async function amendOrder(change: Change, run: Run): Promise<void> {
  const { order, intent, quantity } = change;
  const { journal, exchange, hostNow } = run.deps;
  const price = priceText(intent.instruction, order.instruction);
  if (price === null) return cancelInRun(order, 'price changed', run);
  const wanted = { quantity, price };
  const denial = journal.beginChange(order.clientOrderId, wanted, guardOf(change, run), hostNow());
  if (denial) {
    run.tally.denials.push(denial);
    return cancelInRun(order, 'a change was denied', run);
  }
  const { market, symbol, clientOrderId, side } = order;
  const outcome = await exchange.amendOrder(market, symbol, clientOrderId, side, wanted);
  const at = hostNow();
  switch (outcome.kind) {
    case 'amended':
      journal.applyReport(clientOrderId, outcome.report, 'changed', at);
      run.tally.remarks.push(`${clientOrderId} was changed in place`);
      return;
    case 'notSent':
      journal.transition(clientOrderId, order.state, outcome.message, at);
      run.tally.notes.push(`changing ${clientOrderId}: ${outcome.message}`);
      return;
    case 'rejected':
      journal.transition(clientOrderId, order.state, `${outcome.code} ${outcome.message}`, at);
      journal.recordError('amend', String(outcome.code), outcome.message, at);
      // What cannot be changed is taken off; the next look at the books places it anew.
      return cancelInRun(journal.order(clientOrderId) ?? order, 'could not be changed', run);
    case 'notOpen':
    case 'unknown':
      await settleInRun(journal.order(clientOrderId) ?? order, run);
      return;
  }
}

/** Cancels and counts; a scope in which an order may still rest gets no new entries. */
export async function cancelInRun(order: OrderRecord, reason: string, run: Run): Promise<void> {
  const result = await cancelOrder(order, reason, run.deps);
  if (result === 'cancelled') run.tally.cancelled += 1;
  if (result === 'unknown' || result === 'notSent') {
    run.tally.notes.push(`cancelling ${order.clientOrderId}: ${result}`);
    run.uncleared.add(scopeKey({ ...order, account: '' }));
  }
}

async function settleInRun(order: OrderRecord, run: Run): Promise<void> {
  const current = run.deps.journal.order(order.clientOrderId) ?? order;
  const settlement = await settleOrder(current, run.deps);
  if (settlement.kind !== 'pending') return;
  run.tally.notes.push(`${order.clientOrderId} has no known outcome yet: ${settlement.why}`);
  run.uncleared.add(scopeKey({ ...order, account: '' }));
}

function priceText(wanted: OrderInstruction, had: OrderInstruction): string | null {
  return wanted.type === 'LIMIT' && had.type === 'LIMIT' ? wanted.price : null;
}
