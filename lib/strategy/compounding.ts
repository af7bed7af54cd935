import { Decimal, decimal } from '../model/decimal';

/** Largest step, fraction of the portfolio's value. */
const LARGEST_STEP_FRACTION = '0.1';
/** Smaller steps are not made, quote. */
const SMALLEST_STEP_QUOTE = '10';

export interface CompoundingInputs {
  /** Quote that the quantities in force were made from; null at the first definition. */
  capitalQuote: Decimal | null;
  equityQuote: Decimal;
  /** The account was read whole and agrees with the journal. */
  accountIsValid: boolean;
}

/**
 * The quote from which the next definition's quantities are made. Profit is put to work by at most
 * 10 % of the portfolio's value a step and not below 10 USDT, and only when the account was
 * validated; a loss makes it smaller at once.
 */
export function compoundedCapital(inputs: CompoundingInputs): Decimal {
  const { capitalQuote, equityQuote } = inputs;
  if (capitalQuote === null) return equityQuote;
  if (equityQuote.isBelow(capitalQuote)) return equityQuote;
  const step = Decimal.min(
    equityQuote.minus(capitalQuote),
    equityQuote.times(decimal(LARGEST_STEP_FRACTION)),
  );
  const isMade = inputs.accountIsValid && !step.isBelow(decimal(SMALLEST_STEP_QUOTE));
  return isMade ? capitalQuote.plus(step) : capitalQuote;
}
