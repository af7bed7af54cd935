import { Decimal, decimal } from '../model/decimal';

export interface EquityParts {
  /** See `managedQuote`. */
  managedQuote: string;
  /** Managed inventory of every base asset at its futures mark. */
  inventories: readonly { quantity: string; markPrice: string }[];
  /** The USD-M wallet as the exchange reports it, without unrealised profit. */
  futuresWalletQuote: string;
  /** Unrealised profit of the USD-M positions, as the exchange reports it. */
  futuresUnrealizedQuote: string;
}

/**
 * Equity in quote: managed quote + managed inventory at mark + futures wallet + unrealised profit,
 * summed exactly and rounded half to even at 8 places, once. Foreign coins do not count.
 */
export function equityQuote(parts: EquityParts): Decimal {
  return Decimal.sum([
    decimal(parts.managedQuote),
    ...parts.inventories.map(({ quantity, markPrice }) =>
      decimal(quantity).times(decimal(markPrice)),
    ),
    decimal(parts.futuresWalletQuote),
    decimal(parts.futuresUnrealizedQuote),
  ]).roundedHalfEven(8);
}
