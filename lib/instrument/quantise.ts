import { Decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';

/** Which neighbouring allowed price to take. A tie of `nearest` goes up. */
export type PriceRounding = 'down' | 'up' | 'nearest';

/** The order types whose quantity rules differ. */
export type QuantityRule = 'LIMIT' | 'MARKET';

type StepRule = Instrument['price'];

/**
 * The allowed price next to `price`, in quote per base. Ticks count from zero on spot and from the
 * minimum price on USD-M (reference C1, C2); a tick of "0" changes nothing. Range is not looked at:
 * see `validateOrder`.
 */
export function quantisePrice(
  instrument: Instrument,
  price: Decimal,
  rounding: PriceRounding,
): Decimal {
  const step = Decimal.of(instrument.price.step);
  if (!step.isPositive()) return price;
  const origin = originOf(instrument, instrument.price);
  const distance = price.minus(origin);
  const rounded =
    rounding === 'down'
      ? distance.floorTo(step)
      : rounding === 'up'
        ? distance.ceilTo(step)
        : distance.nearestTo(step);
  return origin.plus(rounded);
}

/**
 * The largest quantity on the steps that is not above `quantity`, in base. MARKET orders keep to
 * their own steps as well (reference C1). It is neither raised to the minimum nor cut to the
 * maximum, so a caller sees in `validateOrder` that an order is too small or too large.
 */
export function quantiseQuantity(
  instrument: Instrument,
  quantity: Decimal,
  orderType: QuantityRule,
): Decimal {
  const rules = quantityRules(instrument, orderType);
  let floored = quantity;
  let previous: Decimal;
  // With steps that do not divide each other, flooring to one may leave the other: each round
  // lowers the quantity, until it lies on both.
  do {
    previous = floored;
    for (const rule of rules) floored = floorToRule(instrument, floored, rule);
  } while (!floored.equals(previous));
  return floored;
}

/** The quantity rules in force for an order type; MARKET_LOT_SIZE counts in addition to LOT_SIZE. */
export function quantityRules(instrument: Instrument, orderType: QuantityRule): StepRule[] {
  return orderType === 'LIMIT'
    ? [instrument.quantity]
    : [instrument.quantity, instrument.marketQuantity];
}

/** True when a value lies on the steps of a rule, or the rule has none. */
export function isOnStep(instrument: Instrument, value: Decimal, rule: StepRule): boolean {
  const step = Decimal.of(rule.step);
  if (!step.isPositive()) return true;
  return value.minus(originOf(instrument, rule)).isMultipleOf(step);
}

function floorToRule(instrument: Instrument, quantity: Decimal, rule: StepRule): Decimal {
  const step = Decimal.of(rule.step);
  if (!step.isPositive()) return quantity;
  const origin = originOf(instrument, rule);
  return origin.plus(quantity.minus(origin).floorTo(step));
}

function originOf(instrument: Instrument, rule: StepRule): Decimal {
  return instrument.stepsFromMinimum ? Decimal.of(rule.minimum) : Decimal.zero;
}
