import { type Decimal, decimal } from '../model/decimal';
import { ConfigurationError } from '../model/errors';
import type { MarginBracket } from '../model/margin';

/**
 * The bracket in which a notional lies (reference I): above its floor, up to its cap; zero lies in
 * the first. Beyond the last cap the last one is answered, whose rate is the highest. Throws
 * ConfigurationError for an empty table.
 */
export function bracketAt(
  brackets: readonly MarginBracket[],
  notionalQuote: Decimal,
): MarginBracket {
  const bracket =
    brackets.find(({ capQuote }) => !notionalQuote.isAbove(decimal(capQuote))) ?? brackets.at(-1);
  if (bracket) return bracket;
  throw new ConfigurationError(
    'The exchange names no leverage brackets for the contract.',
    'Choose a USD-M contract that trades; nothing is reckoned without its margin table.',
  );
}

/** Quote that the exchange wants to stay behind a position of this notional. */
export function maintenanceMarginQuote(
  brackets: readonly MarginBracket[],
  notionalQuote: Decimal,
): Decimal {
  const { rateFraction, cumulativeQuote } = bracketAt(brackets, notionalQuote);
  return notionalQuote.times(decimal(rateFraction)).minus(decimal(cumulativeQuote));
}

/**
 * A table with its cumulative amounts, from caps and rates:
 * `cum_i = cum_(i-1) + floor_i x (rate_i - rate_(i-1))` (domain.md 5.5).
 */
export function bracketsFrom(
  steps: readonly { capQuote: string; rateFraction: string; maximumLeverage: number }[],
): MarginBracket[] {
  const table: MarginBracket[] = [];
  for (const step of steps) {
    const below = table.at(-1);
    const floorQuote = below?.capQuote ?? '0';
    const rise = decimal(step.rateFraction).minus(decimal(below?.rateFraction ?? '0'));
    const cumulative = below
      ? decimal(below.cumulativeQuote).plus(decimal(floorQuote).times(rise))
      : decimal('0');
    table.push({ ...step, floorQuote, cumulativeQuote: cumulative.toString() });
  }
  return table;
}
