import { Decimal, decimal } from '../model/decimal';
import type { OrderRecord } from '../journal/port';
import { POSSIBLY_LIVE_STATES } from '../model/order';
import type { Intent, Plan, Purpose } from '../model/plan';
import { priceOf } from './decideChanges';

export interface Placement {
  plan: Plan;
  intent: Intent;
}

/** What goes first: what makes the account safer, then what must stand before the rest can. */
const ORDER_OF_PURPOSES = [
  'flatten',
  'tradeExit',
  'openingInventory',
  'hedge',
  'gridExit',
  'gridEntry',
  'tradeEntry',
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
  /** Of the hedge. */
  position: Decimal;
  /** Of the intent's own trade scope, less what its unfinished exits may already take. */
  tradeLeft: Decimal;
  /** Inventory that unfinished sales, and fills not booked yet, may already take. */
  inventoryPromised: Decimal;
  quantityStep: Decimal;
  /** Largest quantity of one order of the intent's type; what is more waits for the next one. */
  maximumQuantity: Decimal;
  /** Zero for what is exempt: reductions on USD-M (reference C2). */
  minimumNotionalQuote: Decimal;
}

/**
 * How much of an intent may be sent now: quantity less what its orders have filled or may still
 * fill; a sale never more than managed inventory that is not promised to another sale; a hedge
 * never more than what brings delta to zero. What is too little for an order waits.
 */
export function quantityToSend(intent: Intent, books: SendingBooks): Decimal {
  const open = Decimal.max(decimal(intent.quantity).minus(books.committed), Decimal.zero);
  const largest = books.maximumQuantity.isZero() ? open : books.maximumQuantity;
  const quantity = Decimal.min(Decimal.min(open, largest), ceilingOf(intent, books));
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
      if (intent.purpose === 'tradeExit') return closableOf(intent, books.tradeLeft);
      return books.inventory.minus(books.inventoryPromised);
    case 'hedge': {
      const delta = books.inventory.plus(books.position);
      const lowers = intent.side === 'SELL' ? delta.isPositive() : delta.isNegative();
      return lowers ? delta.absolute() : Decimal.zero;
    }
  }
}

/** An exit takes a trade down and never turns it round. */
function closableOf(intent: Intent, left: Decimal): Decimal {
  const closes = intent.side === 'SELL' ? left.isPositive() : left.isNegative();
  return closes ? left.absolute() : Decimal.zero;
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
