import { type Decimal, decimal } from '../model/decimal';

/**
 * Equity: spot quote (free and locked) + managed inventory at the futures mark + futures margin
 * balance, rounded half to even at 8 places, once. Foreign coins do not count.
 */
export function equityQuote(parts: {
  spotFreeQuote: string;
  spotLockedQuote: string;
  inventory: string;
  markPrice: string;
  futuresMarginBalanceQuote: string;
}): Decimal {
  return decimal(parts.spotFreeQuote)
    .plus(decimal(parts.spotLockedQuote))
    .plus(decimal(parts.inventory).times(decimal(parts.markPrice)))
    .plus(decimal(parts.futuresMarginBalanceQuote))
    .roundedHalfEven(8);
}
