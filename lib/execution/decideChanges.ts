import type { OrderRecord } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { OrderInstruction, OrderState } from '../model/order';
import { type Intent, type Plan, scopeKey } from '../model/plan';

/** One step from the orders that rest towards the plans. */
export type Action =
  | { kind: 'cancel'; order: OrderRecord; reason: string }
  /** An order that never left is put aside for good. */
  | { kind: 'drop'; order: OrderRecord; reason: string }
  /** An order that surely never arrived is sent once more under its own id. */
  | { kind: 'resend'; order: OrderRecord; plan: Plan; intent: Intent }
  /** It rests for an intent that is gone, and another intent wants exactly this. */
  | { kind: 'keep'; order: OrderRecord; plan: Plan; intent: Intent }
  /** Spot, unfilled, another price: cancelled and placed anew in one request. */
  | { kind: 'replace'; order: OrderRecord; plan: Plan; intent: Intent; quantity: string }
  /** Changed in place: USD-M while unfilled (price or quantity), spot to less at the same price. */
  | { kind: 'amend'; order: OrderRecord; plan: Plan; intent: Intent; quantity: string };

/** What the books say about an intent. */
export interface IntentBooks {
  /** What its orders have filled or may still fill. */
  committed(intentId: string): Decimal;
}

/** States in which an order can be cancelled: the exchange has confirmed that it rests. */
const CANCELLABLE: readonly OrderState[] = ['open', 'partiallyFilled', 'cancelling'];

/**
 * Compares the plans with the unfinished orders of their scopes and says what must go or change.
 * Orders of other scopes, and foreign orders, are never looked at; stops and targets follow the
 * position (see `decideProtection`), not the plan's intents.
 */
export function decideChanges(
  plans: readonly Plan[],
  unfinished: readonly OrderRecord[],
  books: IntentBooks,
): Action[] {
  return plans.flatMap((plan) => {
    const orders = unfinished
      .filter((order) => isInScope(order, plan))
      .filter(({ purpose }) => purpose !== 'stop' && purpose !== 'target');
    const intents = new Map(plan.intents.map((intent) => [intent.id, intent]));
    // An intent that nothing was ever sent for can take over an order that wants the same.
    const unserved = plan.intents.filter((intent) => books.committed(intent.id).isZero());
    return orders.flatMap((order): Action[] => {
      const intent = intents.get(order.intentId);
      if (order.state === 'intended') return [leftOver(order, intent, plan)];
      if (!CANCELLABLE.includes(order.state)) return [];
      if (intent) return changeOf(order, intent, plan, books);
      const heir = unserved.findIndex((candidate) => wantsTheSame(order, candidate));
      const [taken] = heir < 0 ? [] : unserved.splice(heir, 1);
      if (taken) return [{ kind: 'keep', order, plan, intent: taken }];
      return [{ kind: 'cancel', order, reason: 'no longer planned' }];
    });
  });
}

function leftOver(order: OrderRecord, intent: Intent | undefined, plan: Plan): Action {
  const isResend = order.resends > 0 && intent !== undefined && !differs(order, intent);
  return isResend
    ? { kind: 'resend', order, plan, intent }
    : { kind: 'drop', order, reason: 'never sent' };
}

function changeOf(order: OrderRecord, intent: Intent, plan: Plan, books: IntentBooks): Action[] {
  const surplus = books.committed(intent.id).minus(decimal(intent.quantity));
  const quantity = decimal(order.quantity).minus(Decimal.max(surplus, Decimal.zero));
  const isUnfilled = order.state === 'open' && decimal(order.filledQuantity).isZero();
  const change = { order, plan, intent, quantity: quantity.toString() };
  if (!quantity.isAbove(decimal(order.filledQuantity))) {
    return [{ kind: 'cancel', order, reason: 'less is wanted' }];
  }
  if (differs(order, intent)) {
    if (!isUnfilled || !bothRest(order, intent)) {
      return [{ kind: 'cancel', order, reason: 'price changed' }];
    }
    return [{ kind: order.market === 'spot' ? 'replace' : 'amend', ...change }];
  }
  if (!surplus.isPositive()) return [];
  if (order.market === 'usdm' && !isUnfilled) {
    return [{ kind: 'cancel', order, reason: 'less is wanted' }];
  }
  return order.state === 'cancelling' ? [] : [{ kind: 'amend', ...change }];
}

function isInScope(order: OrderRecord, plan: Plan): boolean {
  return scopeKey({ ...order, account: plan.scope.account }) === scopeKey(plan.scope);
}

function wantsTheSame(order: OrderRecord, intent: Intent): boolean {
  return (
    order.state === 'open' &&
    decimal(order.filledQuantity).isZero() &&
    decimal(order.bookedQuantity).isZero() &&
    order.purpose === intent.purpose &&
    order.side === intent.side &&
    decimal(order.quantity).equals(decimal(intent.quantity)) &&
    bothRest(order, intent) &&
    !differs(order, intent)
  );
}

/** Only a resting LIMIT order can be changed, and only into another one of its kind. */
function bothRest({ instruction: had }: OrderRecord, { instruction: wants }: Intent): boolean {
  return (
    had.type === 'LIMIT' &&
    wants.type === 'LIMIT' &&
    had.timeInForce === wants.timeInForce &&
    had.timeInForce !== 'IOC'
  );
}

function differs(order: OrderRecord, intent: Intent): boolean {
  const [had, wants] = [order.instruction, intent.instruction];
  return had.type !== wants.type || !priceOf(had).equals(priceOf(wants));
}

/** The price at which an instruction rests or triggers; zero for MARKET. */
export function priceOf(instruction: OrderInstruction): Decimal {
  switch (instruction.type) {
    case 'MARKET':
      return Decimal.zero;
    case 'LIMIT':
      return decimal(instruction.price);
    case 'STOP_MARKET':
    case 'TAKE_PROFIT_MARKET':
      return decimal(instruction.triggerPrice);
  }
}
