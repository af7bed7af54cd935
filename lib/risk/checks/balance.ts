import { Decimal, decimal } from '../../model/decimal';
import { denied } from '../../model/verdict';
import type { LimitRule } from '../limit';

/**
 * Free spot quote, less reservations, must cover a buy. Quote that is not managed is foreign: with
 * an allocation below the balance it is never spent.
 */
export const balanceLimit: LimitRule = (facts) => {
  if (!facts.account) return denied('DATA_MISSING', 'missing: account');
  const managed = decimal(facts.account.managedQuote).minus(facts.allRestingBuysQuote);
  return {
    code: 'INSUFFICIENT_BALANCE',
    message: 'the free balance does not cover the buy',
    limitQuote: Decimal.min(decimal(facts.account.spotFreeQuote), managed),
    usedQuote: facts.reservedQuote.spot,
  };
};
