import { decimal, divide, multiply } from './decimal';
import type { MarketView } from './market-view';
import type { Account } from './model';
import type { MarginAsset } from './symbols';
import { usdmAccount } from './usdm-model';

/** USD-M maker and taker fees of the VIP tiers the reference knows (H), as fractions. */
export const USDM_FEE_TIERS = [
  { maker: decimal('0.0002'), taker: decimal('0.0005') },
  { maker: decimal('0.00016'), taker: decimal('0.0004') },
  { maker: decimal('0.00014'), taker: decimal('0.00035') },
] as const;

/** BNB pays nine tenths of a USD-M fee (reference H). */
const BNB_FACTOR = decimal('0.9');

/** Fee rates of an account; a tier above those known has the last one's. */
export function usdmFeeRates(account: Account): { maker: bigint; taker: bigint } {
  return USDM_FEE_TIERS[account.feeTier ?? 0] ?? USDM_FEE_TIERS[2];
}

/** Price of BNB in USDT where the market lists it; 0n where it does not, and fees are then paid in the margin asset. */
export function bnbPriceOf(view: MarketView): bigint {
  return view.symbols.includes('BNBUSDT') ? view.last('BNBUSDT', 'spot') : 0n;
}

/** A fee and the asset it is paid in. */
export interface Commission {
  amount: bigint;
  asset: MarginAsset | 'BNB';
}

/**
 * Fee of an execution worth `quoteQty`, cut off at 1e-8, in the contract's margin asset: in BNB at the discount when the
 * account pays so and has enough. (USDC contracts have rates of their own on the exchange, which no reference states.)
 */
export function commissionOf(
  account: Account,
  quoteQty: bigint,
  isMaker: boolean,
  bnbPrice: bigint,
  marginAsset: MarginAsset,
): Commission {
  const rates = usdmFeeRates(account);
  const inQuote = multiply(quoteQty, isMaker ? rates.maker : rates.taker);
  if (account.bnbFees?.usdm === true && bnbPrice > 0n) {
    const amount = divide(multiply(inQuote, BNB_FACTOR), bnbPrice);
    if ((usdmAccount(account).assets.BNB ?? 0n) >= amount) return { amount, asset: 'BNB' };
  }
  return { amount: inQuote, asset: marginAsset };
}
