import { Decimal } from '../model/decimal';
import { ALLOWED, type Denial, denied, type DenialCode, type Verdict } from '../model/verdict';
import type { RiskFacts } from './facts';

/** A limit in quote, and what of it was used before this decision. */
export interface QuoteLimit {
  code: DenialCode;
  message: string;
  limitQuote: Decimal;
  usedQuote: Decimal;
}

/** A limit on buys of a base asset; a denial where it cannot be reckoned. */
export type LimitRule = (facts: RiskFacts, baseAsset: string) => QuoteLimit | Denial;

/** What a limit still leaves after `takenQuote` was approved; never below zero. */
export function roomQuote({ limitQuote, usedQuote }: QuoteLimit, takenQuote: Decimal): Decimal {
  return Decimal.max(Decimal.zero, limitQuote.minus(usedQuote).minus(takenQuote));
}

/** Whether a limit leaves room for this much. */
export function checkLimit(limit: QuoteLimit, wantedQuote: Decimal): Verdict {
  const after = limit.usedQuote.plus(wantedQuote);
  if (!after.isAbove(limit.limitQuote)) return ALLOWED;
  return denied(limit.code, limit.message, {
    limit: limit.limitQuote.roundedHalfEven(2).toString(),
    actual: after.roundedHalfEven(2).toString(),
  });
}
