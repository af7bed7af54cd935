import { Decimal, decimal } from '../../model/decimal';
import { type Denial, denied, type DenialCode } from '../../model/verdict';
import type { Exposure, RiskFacts } from '../facts';
import type { LimitRule, QuoteLimit } from '../limit';

/** Inventory of the symbol at mark, its resting buys and reservations. */
export const symbolExposureLimit: LimitRule = (facts) =>
  exposureLimit(facts, [], {
    code: 'MAX_EXPOSURE',
    message: 'inventory and buys would exceed the exposure allowed',
    fraction: facts.settings.maximumExposureFraction,
  });

/** The same with the buys of the base asset's other symbols. */
export const assetExposureLimit: LimitRule = (facts, base) =>
  exposureLimit(
    facts,
    facts.elsewhere.filter(({ baseAsset }) => baseAsset === base),
    {
      code: 'MAX_ASSET_EXPOSURE',
      message: `inventory and buys of ${base} would exceed the exposure allowed`,
      fraction: facts.settings.maximumAssetExposureFraction,
    },
  );

/** The same over every asset of the account. */
export const totalExposureLimit: LimitRule = (facts) =>
  exposureLimit(facts, facts.elsewhere, {
    code: 'MAX_TOTAL_EXPOSURE',
    message: 'inventory and buys of all assets would exceed the exposure allowed',
    fraction: facts.settings.maximumTotalExposureFraction,
  });

/** The same over assets that move with this one; what cannot be reckoned counts as moving with it. */
export const correlatedExposureLimit: LimitRule = (facts, base) => {
  const { correlatedFrom, maximumCorrelatedExposureFraction } = facts.settings;
  const together = facts.elsewhere.filter(
    ({ baseAsset, correlation }) =>
      baseAsset === base || correlation === null || correlation >= correlatedFrom,
  );
  return exposureLimit(facts, together, {
    code: 'CORRELATED_EXPOSURE',
    message: 'inventory and buys of assets that move together would exceed the exposure allowed',
    fraction: maximumCorrelatedExposureFraction,
  });
};

function exposureLimit(
  facts: RiskFacts,
  elsewhere: readonly Exposure[],
  limit: { code: DenialCode; message: string; fraction: number },
): QuoteLimit | Denial {
  if (!facts.account || !facts.market) return denied('DATA_MISSING', 'missing: account or market');
  const unknown = elsewhere.find(({ quote }) => quote === null);
  if (unknown) return denied('DATA_MISSING', `missing: the mark price of ${unknown.baseAsset}`);
  const allowed = limit.fraction * facts.brakes.orderSizeFactor;
  return {
    code: limit.code,
    message: limit.message,
    limitQuote: decimal(facts.account.equityQuote).times(Decimal.fromNumber(allowed, 8)),
    usedQuote: facts.inventory
      .times(decimal(facts.market.markPrice))
      .plus(facts.restingBuysQuote)
      .plus(facts.reservedSymbolQuote)
      .plus(Decimal.sum(elsewhere.map(({ quote }) => quote ?? Decimal.zero))),
  };
}
