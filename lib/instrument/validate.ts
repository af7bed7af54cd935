import { Decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { Side } from '../model/terms';
import { isOnStep, quantityRules } from './quantise';

/** Why an order breaks the rules of its instrument. */
export const INSTRUMENT_RULE_CODES = [
  'NOT_TRADING',
  'PRICE_TICK',
  'PRICE_RANGE',
  'PRICE_BAND',
  'QUANTITY_STEP',
  'QUANTITY_RANGE',
  'MINIMUM_NOTIONAL',
] as const;
export type InstrumentRuleCode = (typeof INSTRUMENT_RULE_CODES)[number];

/** `limit` and `actual` are decimal text, or a word where the rule is not about a number. */
export type InstrumentVerdict =
  | { ok: true }
  | { ok: false; code: InstrumentRuleCode; message: string; limit: string; actual: string };

/** The parts of an order that its instrument has rules for. */
export interface OrderShape {
  side: Side;
  /** Limit price in quote per base; null for a MARKET order. */
  price: Decimal | null;
  /** In base. */
  quantity: Decimal;
  /**
   * What the exchange compares with: mark price on USD-M, average price on spot. Null when not
   * known: the rules that need it (price band, notional of MARKET orders) are then left to the
   * exchange, so that missing data never holds back a reduction.
   */
  referencePrice: Decimal | null;
  /** USD-M only: the order may only shrink the position. */
  reduceOnly: boolean;
}

/**
 * Whether the exchange's filters would accept the order (reference C1, C2); of several faults the
 * first one in the order of `INSTRUMENT_RULE_CODES`. Exact: no binary float is involved.
 */
export function validateOrder(instrument: Instrument, order: OrderShape): InstrumentVerdict {
  if (!instrument.trading) {
    return fault('NOT_TRADING', `${instrument.symbol} is not trading`, 'trading', 'not trading');
  }
  return (
    (order.price === null ? null : priceFault(instrument, order, order.price)) ??
    quantityFault(instrument, order) ??
    notionalFault(instrument, order) ?? { ok: true }
  );
}

function priceFault(
  instrument: Instrument,
  order: OrderShape,
  price: Decimal,
): InstrumentVerdict | null {
  const { minimum, maximum, step } = instrument.price;
  const actual = price.toString();
  if (!isOnStep(instrument, price, instrument.price)) {
    return fault('PRICE_TICK', `the price is not a multiple of the tick ${step}`, step, actual);
  }
  if (!price.isPositive()) return fault('PRICE_RANGE', 'the price is not above zero', '0', actual);
  return (
    below('PRICE_RANGE', 'the price', price, Decimal.of(minimum)) ??
    above('PRICE_RANGE', 'the price', price, Decimal.of(maximum)) ??
    bandFault(instrument, order, price)
  );
}

function bandFault(
  instrument: Instrument,
  order: OrderShape,
  price: Decimal,
): InstrumentVerdict | null {
  const reference = order.referencePrice;
  if (reference === null) return null;
  const band = instrument.priceBand;
  const lowest = Decimal.of(order.side === 'BUY' ? band.buyLowest : band.sellLowest);
  const highest = Decimal.of(order.side === 'BUY' ? band.buyHighest : band.sellHighest);
  return (
    below('PRICE_BAND', 'the price', price, reference.times(lowest)) ??
    above('PRICE_BAND', 'the price', price, reference.times(highest))
  );
}

function quantityFault(instrument: Instrument, order: OrderShape): InstrumentVerdict | null {
  const { quantity } = order;
  const actual = quantity.toString();
  if (!quantity.isPositive()) {
    return fault('QUANTITY_RANGE', 'the quantity is not above zero', '0', actual);
  }
  const rules = quantityRules(instrument, order.price === null ? 'MARKET' : 'LIMIT');
  for (const rule of rules) {
    if (isOnStep(instrument, quantity, rule)) continue;
    const message = `the quantity is not a multiple of the step ${rule.step}`;
    return fault('QUANTITY_STEP', message, rule.step, actual);
  }
  for (const rule of rules) {
    const outside =
      below('QUANTITY_RANGE', 'the quantity', quantity, Decimal.of(rule.minimum)) ??
      above('QUANTITY_RANGE', 'the quantity', quantity, Decimal.of(rule.maximum));
    if (outside !== null) return outside;
  }
  return null;
}

/** Reductions on USD-M are exempt from the minimum notional (reference C2). */
function notionalFault(instrument: Instrument, order: OrderShape): InstrumentVerdict | null {
  const price = order.price ?? order.referencePrice;
  if (price === null || (instrument.market === 'usdm' && order.reduceOnly)) return null;
  const notional = price.times(order.quantity);
  const minimum = Decimal.of(instrument.minimumNotionalQuote);
  return below('MINIMUM_NOTIONAL', 'price times quantity', notional, minimum);
}

/** A bound of zero is off. */
function below(
  code: InstrumentRuleCode,
  what: string,
  value: Decimal,
  lowest: Decimal,
): InstrumentVerdict | null {
  if (lowest.isZero() || !value.isBelow(lowest)) return null;
  return fault(code, `${what} is below ${lowest.toString()}`, lowest.toString(), value.toString());
}

function above(
  code: InstrumentRuleCode,
  what: string,
  value: Decimal,
  highest: Decimal,
): InstrumentVerdict | null {
  if (highest.isZero() || !value.isAbove(highest)) return null;
  return fault(
    code,
    `${what} is above ${highest.toString()}`,
    highest.toString(),
    value.toString(),
  );
}

function fault(
  code: InstrumentRuleCode,
  message: string,
  limit: string,
  actual: string,
): InstrumentVerdict {
  return { ok: false, code, message, limit, actual };
}
