import { Decimal, decimal } from '../model/decimal';

/** Maintenance rates of the simple formula, by notional in quote: an estimate, no account's table. */
const RATE_STEPS: readonly (readonly [upToQuote: string, rateFraction: string])[] = [
  ['50000', '0.004'],
  ['250000', '0.005'],
  ['1000000', '0.01'],
  ['10000000', '0.025'],
];
const RATE_ABOVE = '0.05';

/** Maintenance rate of the simple formula for a notional: 0.4 % up to 50,000 quote, then rising. */
export function estimatedRateFraction(notionalQuote: Decimal): Decimal {
  const step = RATE_STEPS.find(([upTo]) => !notionalQuote.isAbove(decimal(upTo)));
  return decimal(step?.[1] ?? RATE_ABOVE);
}

/**
 * Liquidation price by the simple formula: long `entry x (1 - 1/leverage + rate)`, short mirrored.
 *
 * An estimate only. It leaves out the cumulative amount, the wallet behind the position and the
 * rate's own weight in the denominator, so that it differs from `liquidationPrice`, which decides.
 */
export function estimatedLiquidationPrice(position: {
  side: 'LONG' | 'SHORT';
  entryPrice: string;
  /** Times, above zero; at most 8 decimals. */
  leverage: number;
  quantity: string;
}): Decimal {
  const entry = decimal(position.entryPrice);
  const rate = estimatedRateFraction(entry.times(decimal(position.quantity)));
  const share = decimal('1').dividedBy(Decimal.fromNumber(position.leverage, 8));
  const move = share.minus(rate);
  const factor = position.side === 'LONG' ? decimal('1').minus(move) : decimal('1').plus(move);
  return entry.times(factor);
}
