import type { OrderRecord } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { OrderInstruction } from '../model/order';
import type { Protection } from '../model/plan';
import type { Side } from '../model/terms';
import { priceOf } from './decideChanges';

/** One protective order that should rest and does not. */
export interface WantedProtection {
  purpose: 'stop' | 'target';
  side: Side;
  quantity: Decimal;
  instruction: OrderInstruction;
}

/** What makes protection right: first what is placed, then what is taken away. */
export interface ProtectionActions {
  place: WantedProtection[];
  /**
   * Orders to cancel; each names the purpose whose new order must rest before: a stop that moves
   * rests beside the old one until that is gone (failure scenario C03). Null: at once.
   */
  cancel: { order: OrderRecord; after: 'stop' | 'target' | null }[];
  /** True when the stop that should rest does: with the right quantity at the right price. */
  isStopped: boolean;
  /** True when a confirmed stop covers the position, wherever its trigger is. */
  isCovered: boolean;
}

/**
 * Compares a trade's position with its resting stops and targets.
 *
 * The quantity follows the position. A trigger within `hysteresis` of the wanted one stays as it
 * is, so that a loop that changes nothing sends nothing (C02). Without a position everything goes
 * (C04). An order whose outcome is not known keeps its place: a second stop would be placed for
 * every slow answer; it is settled by asking, and until it is confirmed what rests beside it stays.
 * An order that is lost, or on its way out, protects nothing.
 */
export function decideProtection(
  position: Decimal,
  wanted: Protection,
  resting: readonly OrderRecord[],
  hysteresis: Decimal,
): ProtectionActions {
  if (position.isZero()) {
    return {
      place: [],
      cancel: resting.map((order) => ({ order, after: null })),
      isStopped: true,
      isCovered: true,
    };
  }
  const side: Side = position.isPositive() ? 'SELL' : 'BUY';
  const quantity = position.absolute();
  const stop: WantedProtection = {
    purpose: 'stop',
    side,
    quantity,
    instruction: { type: 'STOP_MARKET', triggerPrice: wanted.stopPrice },
  };
  const target: WantedProtection | null =
    wanted.targetPrice === null
      ? null
      : {
          purpose: 'target',
          side,
          quantity,
          instruction: { type: 'TAKE_PROFIT_MARKET', triggerPrice: wanted.targetPrice },
        };
  const actions: ProtectionActions = {
    place: [],
    cancel: [],
    isStopped: false,
    isCovered: resting.some((order) => isConfirmed(order) && covers(order, stop)),
  };
  for (const purpose of ['stop', 'target'] as const) {
    const want = purpose === 'stop' ? stop : target;
    const mine = resting.filter((order) => order.purpose === purpose);
    const fitting = want ? mine.filter((order) => isGood(order, want, hysteresis)) : [];
    const good = fitting.find(isConfirmed) ?? fitting[0];
    const stands = good ? isConfirmed(good) : false;
    if (purpose === 'stop') actions.isStopped = stands;
    if (want && !good) actions.place.push(want);
    for (const order of mine) {
      if (order === good || (good && !stands)) continue;
      actions.cancel.push({ order, after: want && !good ? purpose : null });
    }
  }
  return actions;
}

/** The exchange said that it rests, and nothing was asked of it since. */
function isConfirmed({ state }: OrderRecord): boolean {
  return state === 'open' || state === 'partiallyFilled';
}

function covers(order: OrderRecord, want: WantedProtection): boolean {
  const left = decimal(order.quantity).minus(decimal(order.filledQuantity));
  return order.purpose === 'stop' && order.side === want.side && !left.isBelow(want.quantity);
}

function isGood(order: OrderRecord, want: WantedProtection, hysteresis: Decimal): boolean {
  const left = decimal(order.quantity).minus(decimal(order.filledQuantity));
  const distance = priceOf(order.instruction).minus(priceOf(want.instruction)).absolute();
  return (
    (isConfirmed(order) || order.state === 'sent' || order.state === 'unknown') &&
    order.side === want.side &&
    order.instruction.type === want.instruction.type &&
    left.equals(want.quantity) &&
    distance.isBelow(hysteresis)
  );
}
