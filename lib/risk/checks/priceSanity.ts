import { type Decimal, decimal } from '../../model/decimal';
import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { Candidate, RiskFacts } from '../facts';

/**
 * Mark and book must agree, else one of them is wrong; and a limit price may not pay far beyond the
 * mark. Better prices than the mark are a grid's business.
 */
export function checkPriceSanity(facts: RiskFacts, { plan, intent }: Candidate): Verdict {
  const { market, settings } = facts;
  if (!market) return denied('DATA_MISSING', 'missing: market');
  const mark = decimal(market.markPrice);
  if (!mark.isPositive()) return denied('PRICE_SANITY', 'the mark price is not above zero');
  const [bid, ask] =
    plan.scope.market === 'spot'
      ? [market.spotBid, market.spotAsk]
      : [market.futuresBid, market.futuresAsk];
  if (decimal(bid).isAbove(decimal(ask))) {
    return denied('PRICE_SANITY', 'the book is crossed', { limit: ask, actual: bid });
  }
  const middle = decimal(bid).plus(decimal(ask)).dividedBy(decimal('2'));
  const basisPct = Math.abs(awayPct(middle, mark));
  if (basisPct > settings.maximumBasisPct) {
    return denied('PRICE_SANITY', 'book and mark price differ too much', {
      limit: `${settings.maximumBasisPct} %`,
      actual: `${basisPct.toFixed(2)} %`,
    });
  }
  if (intent.instruction.type !== 'LIMIT') return ALLOWED;
  const away = awayPct(decimal(intent.instruction.price), mark);
  const beyondPct = intent.side === 'BUY' ? away : -away;
  if (beyondPct <= settings.maximumPriceDeviationPct) return ALLOWED;
  return denied('PRICE_SANITY', 'the price would pay too far beyond the mark', {
    limit: `${settings.maximumPriceDeviationPct} %`,
    actual: `${beyondPct.toFixed(2)} %`,
  });
}

function awayPct(price: Decimal, mark: Decimal): number {
  return price.minus(mark).dividedBy(mark).toNumber() * 100;
}
