import { decimal } from '../../model/decimal';
import { denied } from '../../model/verdict';
import type { LimitRule } from '../limit';

/** Free spot quote, less reservations, must cover a buy. */
export const balanceLimit: LimitRule = (facts) => {
  if (!facts.account) return denied('DATA_MISSING', 'missing: account');
  return {
    code: 'INSUFFICIENT_BALANCE',
    message: 'the free balance does not cover the buy',
    limitQuote: decimal(facts.account.spotFreeQuote),
    usedQuote: facts.reservedQuote.spot,
  };
};
