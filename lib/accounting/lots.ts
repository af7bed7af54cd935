import { Decimal } from '../model/decimal';

/** What one fill opened and nothing has closed yet. */
export interface Lot {
  /** Sequence of the fill that opened it. */
  id: number;
  /** Base quantity that is left, negative when short. */
  quantity: Decimal;
  /** Price of the fill; fees are no part of it. */
  price: Decimal;
}

/** What one fill took off one lot. */
export interface LotClosing {
  lotId: number;
  /** Base quantity, above zero. */
  quantity: Decimal;
  /** Quote, before fees. */
  realizedPnlQuote: Decimal;
  /** Base quantity that the lot has left, with its sign. */
  left: Decimal;
}

export interface Matching {
  closings: LotClosing[];
  /** What opens a lot of its own: the change beyond what could be closed, with its sign. */
  opened: Decimal;
  realizedPnlQuote: Decimal;
}

/**
 * Matches a change of quantity at a price against open lots, oldest first (FIFO). Nothing is
 * divided, so that every figure is exact: quantity closed x (price - the lot's price), mirrored
 * for a short lot. `lots` is read only as far as there is something to close.
 */
export function matchLots(lots: Iterable<Lot>, change: Decimal, price: Decimal): Matching {
  const closings: LotClosing[] = [];
  let rest = change;
  let realized = Decimal.zero;
  for (const lot of lots) {
    if (rest.isZero() || lot.quantity.sign() === rest.sign()) break;
    const quantity = Decimal.min(lot.quantity.absolute(), rest.absolute());
    const gain = price.minus(lot.price).times(quantity);
    const realizedPnlQuote = lot.quantity.isPositive() ? gain : gain.negated();
    const taken = lot.quantity.isPositive() ? quantity : quantity.negated();
    closings.push({ lotId: lot.id, quantity, realizedPnlQuote, left: lot.quantity.minus(taken) });
    realized = realized.plus(realizedPnlQuote);
    rest = rest.plus(taken);
  }
  return { closings, opened: rest, realizedPnlQuote: realized };
}

/** Unrealised profit of open lots in quote: quantity at the price less what it cost. */
export function unrealizedPnlQuote(
  held: { quantity: Decimal; costQuote: Decimal },
  price: Decimal,
): Decimal {
  return held.quantity.times(price).minus(held.costQuote);
}
