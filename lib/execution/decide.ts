import { Decimal, decimal } from '../model/decimal';
import { type OrderInstruction, type OrderState, POSSIBLY_LIVE_STATES } from '../model/order';
import { type Intent, type Plan, type Purpose, scopeKey } from '../model/plan';
import type { OrderRecord } from '../journal/port';

/** One step from the books towards the plans. */
export type Action =
  | { kind: 'cancel'; order: OrderRecord; reason: string }
  /** An order that never left is put aside for good. */
  | { kind: 'drop'; order: OrderRecord; reason: string }
  /** An order that surely never arrived is sent once more under its own id. */
  | { kind: 'resend'; order: OrderRecord; plan: Plan; intent: Intent };

export interface Placement {
  plan: Plan;
  intent: Intent;
}

/** States in which an order can be cancelled: the exchange has confirmed that it rests. */
const CANCELLABLE: readonly OrderState[] = ['open', 'partiallyFilled', 'cancelling'];

/**
 * Compares the plans with the unfinished orders of their scopes and says what must go.
 * Orders of other scopes, and foreign orders, are never looked at.
 */
export function decideRemovals(
  plans: readonly Plan[],
  unfinished: readonly OrderRecord[],
): Action[] {
  return plans.flatMap((plan) => {
    const intents = new Map(plan.intents.map((intent) => [intent.id, intent]));
    return unfinished
      .filter((order) => isInScope(order, plan))
      .flatMap((order): Action[] => {
        const intent = intents.get(order.intentId);
        if (order.state === 'intended') return [leftOver(order, intent, plan)];
        if (!CANCELLABLE.includes(order.state)) return [];
        if (!intent) return [{ kind: 'cancel', order, reason: 'no longer planned' }];
        if (differs(order, intent)) return [{ kind: 'cancel', order, reason: 'price changed' }];
        return [];
      });
  });
}

function leftOver(order: OrderRecord, intent: Intent | undefined, plan: Plan): Action {
  const isResend = order.resends > 0 && intent !== undefined && !differs(order, intent);
  return isResend
    ? { kind: 'resend', order, plan, intent }
    : { kind: 'drop', order, reason: 'never sent' };
}

function isInScope(order: OrderRecord, plan: Plan): boolean {
  return scopeKey({ ...order, account: plan.scope.account }) === scopeKey(plan.scope);
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

/** What goes first: what makes the account safer, then what must stand before the rest can. */
const ORDER_OF_PURPOSES = [
  'flatten',
  'openingInventory',
  'hedge',
  'gridExit',
  'gridEntry',
] as const satisfies readonly Purpose[];

/** The placements in the order in which they are sent; entries nearest to the market first. */
export function placementsOf(plans: readonly Plan[]): Placement[] {
  const all = plans.flatMap((plan) => plan.intents.map((intent) => ({ plan, intent })));
  return ORDER_OF_PURPOSES.flatMap((purpose) =>
    all.filter((placement) => placement.intent.purpose === purpose).sort(nearestFirst),
  );
}

function nearestFirst(a: Placement, b: Placement): number {
  const price = ({ intent }: Placement): Decimal => priceOf(intent.instruction);
  const ascending = price(a).compare(price(b));
  return a.intent.side === 'BUY' ? -ascending : ascending;
}

/** What the quantity of an order is cut to, read from the books in the moment of sending. */
export interface SendingBooks {
  /** What the intent's orders have filled or may still fill. */
  committed: Decimal;
  inventory: Decimal;
  position: Decimal;
  /** Inventory that unfinished sales, and fills not booked yet, may already take. */
  inventoryPromised: Decimal;
  quantityStep: Decimal;
  minimumNotionalQuote: Decimal;
}

/**
 * How much of an intent may be sent now: quantity less what its orders have filled or may still
 * fill; a sale never more than managed inventory that is not promised to another sale; a hedge
 * never more than what brings delta to zero. What is too little for an order waits.
 */
export function quantityToSend(intent: Intent, books: SendingBooks): Decimal {
  const open = Decimal.max(decimal(intent.quantity).minus(books.committed), Decimal.zero);
  const quantity = Decimal.min(open, ceilingOf(intent, books));
  const whole = Decimal.max(quantity, Decimal.zero).floorTo(books.quantityStep);
  const isTooLittle =
    intent.instruction.type === 'LIMIT' &&
    whole.times(decimal(intent.instruction.price)).isBelow(books.minimumNotionalQuote);
  return isTooLittle ? Decimal.zero : whole;
}

function ceilingOf(intent: Intent, books: SendingBooks): Decimal {
  switch (intent.effect) {
    case 'increase':
      return decimal(intent.quantity);
    case 'reduce':
      return books.inventory.minus(books.inventoryPromised);
    case 'hedge': {
      const delta = books.inventory.plus(books.position);
      const lowers = intent.side === 'SELL' ? delta.isPositive() : delta.isNegative();
      return lowers ? delta.absolute() : Decimal.zero;
    }
  }
}

/** Inventory that these spot orders may still take: unfinished sales, and fills not booked. */
export function promisedInventory(orders: readonly OrderRecord[]): Decimal {
  const sales = new Map(
    orders
      .filter((order) => order.market === 'spot' && order.side === 'SELL')
      .map((order) => [order.clientOrderId, order]),
  );
  return Decimal.sum([...sales.values()].map(unbookedReach));
}

/** Base that an order may move, or has moved, beyond what is booked of it. */
export function unbookedReach(order: OrderRecord): Decimal {
  const isLive = order.state === 'intended' || POSSIBLY_LIVE_STATES.includes(order.state);
  return decimal(isLive ? order.quantity : order.filledQuantity).minus(
    decimal(order.bookedQuantity),
  );
}
