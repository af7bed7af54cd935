import { Decimal, decimal } from '../model/decimal';
import type { Fill } from '../model/order';
import { signOf } from '../model/terms';
import { figure } from './sums';

/** What one fill does to the books, from the exchange's own figures alone. */
export interface FillEffect {
  /** Signed base quantity that lots are kept of: on spot a fee in base has left it (E04). */
  quantity: Decimal;
  /** What moves the wallet's balances, by figure. */
  additions: Map<string, Decimal>;
  /** The fee's value cannot be told from the fill: its asset is neither quote nor spot base. */
  hasUnvaluedFee: boolean;
}

/**
 * The effect of a fill on the balances of its wallet and on the sums of fees and turnover.
 *
 * Spot: base and quote change hands. USD-M: only profit, as the exchange realised it, and fees
 * reach the wallet. A fee in spot base is worth the fill's price; one in another asset (BNB) is
 * valued later, at that asset's spot price of the fill's minute.
 */
export function fillEffect(
  fill: Fill,
  assets: { baseAsset: string; quoteAsset: string },
): FillEffect {
  const { baseAsset, quoteAsset } = assets;
  const sign = decimal(String(signOf(fill.side)));
  const fee = decimal(fill.feeAmount);
  const quoteQuantity = decimal(fill.quoteQuantity);
  const signed = decimal(fill.quantity).times(sign);
  const additions = new Map<string, Decimal>();
  const add = (name: string, amount: Decimal): void => {
    if (amount.isZero()) return;
    additions.set(name, (additions.get(name) ?? Decimal.zero).plus(amount));
  };
  const isSpot = fill.market === 'spot';
  if (isSpot) {
    add(figure.flow(baseAsset), signed);
    add(figure.flow(quoteAsset), quoteQuantity.times(sign).negated());
  } else {
    const realized = decimal(fill.realizedPnlQuote ?? '0');
    add(figure.flow(quoteAsset), realized);
    add(figure.exchangeRealized, realized);
  }
  add(figure.flow(fill.feeAsset), fee.negated());
  add(figure.fee(fill.feeAsset), fee);
  const isBaseFee = isSpot && fill.feeAsset === baseAsset;
  if (fill.feeAsset === quoteAsset) add(figure.feesQuote, fee);
  else if (isBaseFee) add(figure.feesQuote, fee.times(decimal(fill.price)));
  add(figure.turnover, quoteQuantity);
  add(figure.fills, decimal('1'));
  return {
    quantity: isBaseFee ? signed.minus(fee) : signed,
    additions,
    hasUnvaluedFee: !fee.isZero() && fill.feeAsset !== quoteAsset && !isBaseFee,
  };
}
