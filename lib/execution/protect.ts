import type { Journal, OrderRecord } from '../journal/port';
import { decimal } from '../model/decimal';
import type { Protection, Scope } from '../model/plan';
import { bookIfReadable } from './bookIfReadable';
import { cancelOrder } from './cancel';
import { closeTrade } from './closeTrade';
import {
  decideProtection,
  type ProtectionActions,
  type WantedProtection,
} from './decideProtection';
import { intendReduction } from './intendReduction';
import { protectiveGuard, type ProtectDeps } from './protectiveGuard';
import { sendOrder, type SendResult } from './send';
import { standingPosition } from './standingPosition';

export type ProtectionResult =
  /** Nothing had to be done, or it stands now. `placed` and `removed` count what was done. */
  | { kind: 'protected'; placed: number; removed: number; notes: string[] }
  /** The stop could not rest, so the trade was closed; `left` is what could not be closed. */
  | { kind: 'closed'; why: string; left: string; notes: string[] }
  /** The stop's outcome is not known yet, or it could not be sent: the next pass goes on. */
  | { kind: 'unprotected'; why: string; notes: string[] };

/** What is done when a stop cannot rest. */
export type WithoutProtection = 'close' | 'alert';

/**
 * Makes a trade's stop and target rest at its position: new ones first, old ones gone only when
 * the new one is confirmed. A stop whose trigger is passed already counts as triggered (C08). When
 * the stop is refused the trade is closed at the market, once, or only reported (`without`).
 * Works under every latch. Throws HaltError when nothing may be sent at all.
 */
export async function protectTrade(
  scope: Scope,
  protection: Protection,
  without: WithoutProtection,
  deps: ProtectDeps,
): Promise<ProtectionResult> {
  const { journal, instrument } = deps;
  const position = standingPosition(scope, journal);
  // What the exchange confirmed and no longer knows protects nothing; a second reduce-only stop is
  // harmless beside it, no stop is not.
  const resting = protectiveOrders(journal, scope).filter(({ state }) => state !== 'lost');
  // One tick of difference is not worth a moment with two stops.
  const hysteresis = decimal(instrument.price.step);
  const actions = decideProtection(position, protection, resting, hysteresis);
  const notes: string[] = [];
  let placed = 0;
  const confirmed = new Set<'stop' | 'target'>();
  let stopFailure: Exclude<SendResult, { kind: 'accepted' }> | null = null;
  for (const wanted of actions.place) {
    let result = await place(scope, wanted, deps);
    // What surely did not leave may leave at the second try, before the trade is given up for it.
    if (result.kind === 'notSent') result = await place(scope, wanted, deps);
    if (result.kind === 'accepted') {
      placed += 1;
      confirmed.add(wanted.purpose);
      continue;
    }
    notes.push(`${wanted.purpose} of ${scope.strategy}: ${tell(result)}`);
    if (wanted.purpose === 'stop') stopFailure = result;
    else if (result.kind === 'rejected' && result.reason === 'wouldTrigger') {
      // The target is passed: what it was for has come.
      return close('the target was passed already');
    }
  }
  if (stopFailure !== null) {
    const isPassed = stopFailure.kind === 'rejected' && stopFailure.reason === 'wouldTrigger';
    if (stopFailure.kind === 'unknown') {
      return { kind: 'unprotected', why: tell(stopFailure), notes };
    }
    if (stopFailure.kind === 'rejected' && stopFailure.reason === 'nothingToReduce') {
      return { kind: 'unprotected', why: 'the exchange holds no such position', notes };
    }
    if (isPassed) return close('the stop was passed already');
    // One that could not be moved still covers all: worse than wanted, but nothing to close for.
    if (!actions.isCovered) {
      if (without === 'close') return close(`its stop cannot rest: ${tell(stopFailure)}`);
      return { kind: 'unprotected', why: tell(stopFailure), notes };
    }
  }
  const removed = await remove(actions, confirmed, notes, deps);
  if (actions.isStopped || actions.isCovered || confirmed.has('stop')) {
    return { kind: 'protected', placed, removed, notes };
  }
  return { kind: 'unprotected', why: 'the outcome of its stop is not known yet', notes };

  async function close(why: string): Promise<ProtectionResult> {
    const left = await closeTrade(scope, why, deps, notes);
    // Flat: what still rests behind it must go. Not flat: what rests is worth keeping.
    if (left.isZero()) await removeAll(protectiveOrders(journal, scope), notes, deps);
    return { kind: 'closed', why, left: left.toString(), notes };
  }
}

/** Stops and targets of a scope that may be live, oldest first. */
export function protectiveOrders(
  journal: Pick<Journal, 'unfinishedOrders'>,
  scope: Scope,
): OrderRecord[] {
  return journal
    .unfinishedOrders('usdm', scope.symbol)
    .filter(({ strategy }) => strategy === scope.strategy)
    .filter(({ purpose }) => purpose === 'stop' || purpose === 'target')
    .filter(({ state }) => state !== 'intended');
}

function place(scope: Scope, wanted: WantedProtection, deps: ProtectDeps): Promise<SendResult> {
  const reduction = { ...wanted, scope, leg: wanted.purpose };
  const order = intendReduction(reduction, `protects ${scope.strategy}`, deps);
  return sendOrder(order, protectiveGuard(deps), { ...deps, assets: deps.instrument });
}

/** Cancels what is to go, if what must rest before does. */
async function remove(
  actions: ProtectionActions,
  confirmed: ReadonlySet<'stop' | 'target'>,
  notes: string[],
  deps: ProtectDeps,
): Promise<number> {
  const ready = actions.cancel.filter(({ after }) => after === null || confirmed.has(after));
  return removeAll(
    ready.map(({ order }) => order),
    notes,
    deps,
  );
}

async function removeAll(
  orders: readonly OrderRecord[],
  notes: string[],
  deps: ProtectDeps,
): Promise<number> {
  let removed = 0;
  for (const { clientOrderId } of orders) {
    const order = deps.journal.order(clientOrderId);
    if (order?.state !== 'open' && order?.state !== 'partiallyFilled') continue;
    const result = await cancelOrder(order, 'protection moved', deps);
    if (result === 'cancelled' || result === 'ended') removed += 1;
    else
      notes.push(`removing ${clientOrderId}: ${result}; it is reduce-only and removed next time`);
  }
  if (removed > 0) await bookIfReadable(deps.instrument, deps, notes);
  return removed;
}

function tell(result: Exclude<SendResult, { kind: 'accepted' }>): string {
  switch (result.kind) {
    case 'rejected':
      return `rejected by the exchange: ${result.code} ${result.message}`;
    case 'notSent':
      return `not sent: ${result.message}`;
    case 'denied':
      return result.denial.message;
    case 'unknown':
      return `outcome unknown: ${result.message}`;
  }
}
