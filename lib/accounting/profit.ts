import { Decimal, decimal } from '../model/decimal';
import type { Fill } from '../model/order';
import { signOf } from '../model/terms';

export interface Profit {
  /** Of what was closed, at average cost, before fees. */
  realizedPnlQuote: Decimal;
  /** Of what is held, at the given price. */
  unrealizedPnlQuote: Decimal;
  /** All fees as quote, those in base at the fill's own price. */
  feesQuote: Decimal;
  /** Fees in assets that are neither base nor quote, by asset: not part of `feesQuote`. */
  otherFees: ReadonlyMap<string, Decimal>;
  fills: number;
}

/**
 * Profit of one instrument's own fills, oldest first, at average cost.
 *
 * Realised: quantity closed x (fill price - average price) for what was long, mirrored for short.
 * A fee in base is a cost at the fill's price and leaves the quantity, so that realised +
 * unrealised - fees is exactly the change of what is owned.
 */
export function profitOf(
  fills: readonly Fill[],
  assets: { baseAsset: string; quoteAsset: string },
  price: Decimal,
): Profit {
  let quantity = Decimal.zero;
  let average = Decimal.zero;
  let realized = Decimal.zero;
  let fees = Decimal.zero;
  const otherFees = new Map<string, Decimal>();
  for (const fill of fills) {
    const change = decimal(fill.quantity).times(decimal(String(signOf(fill.side))));
    const at = decimal(fill.price);
    if (quantity.isZero() || quantity.sign() === change.sign()) {
      const total = quantity.plus(change);
      average = average
        .times(quantity.absolute())
        .plus(at.times(change.absolute()))
        .dividedBy(total.absolute());
      quantity = total;
    } else {
      const closed = Decimal.min(quantity.absolute(), change.absolute());
      const gain = at.minus(average).times(closed);
      realized = realized.plus(quantity.isPositive() ? gain : gain.negated());
      const total = quantity.plus(change);
      if (total.sign() !== quantity.sign()) average = total.isZero() ? Decimal.zero : at;
      quantity = total;
    }
    const fee = decimal(fill.feeAmount);
    if (fill.feeAsset === assets.quoteAsset) fees = fees.plus(fee);
    else if (fill.feeAsset === assets.baseAsset) {
      fees = fees.plus(fee.times(at));
      quantity = quantity.minus(fee);
    } else if (!fee.isZero()) {
      const known = otherFees.get(fill.feeAsset) ?? Decimal.zero;
      otherFees.set(fill.feeAsset, known.plus(fee));
    }
  }
  return {
    realizedPnlQuote: realized,
    unrealizedPnlQuote: price.minus(average).times(quantity),
    feesQuote: fees,
    otherFees,
    fills: fills.length,
  };
}
