import { decimal, divide, multiply } from './decimal';
import type { MarketView } from './market-view';
import type { Account, Side } from './model';
import type { SpotRules } from './symbols';
import { isMoney } from './symbols';

/** Maker and taker rates of spot as scaled fractions. */
export interface SpotRates {
  maker: bigint;
  taker: bigint;
}

/** VIP 0 to 2 (reference H). */
const TIERS: readonly SpotRates[] = [
  { maker: decimal('0.001'), taker: decimal('0.001') },
  { maker: decimal('0.0009'), taker: decimal('0.001') },
  { maker: decimal('0.0008'), taker: decimal('0.001') },
];

/** What is left of a fee paid in BNB (reference H: 25 % off on spot). */
export const BNB_DISCOUNT = decimal('0.75');
export const BNB_SYMBOL = 'BNBUSDT';

/** The account's standard rates. */
export function spotRates(account: Account): SpotRates {
  const vipZero = { maker: decimal('0.001'), taker: decimal('0.001') };
  return TIERS[account.feeTier ?? 0] ?? TIERS.at(-1) ?? vipZero;
}

/** A fee and the asset it is paid in. */
export interface Commission {
  asset: string;
  amount: bigint;
}

/**
 * The fee of one execution, cut off at 1e-8: from what is received (base on a buy, quote on a sale), or in BNB at a
 * discount when the account asks for it, the quote is worth one USDT, BNBUSDT is listed and enough BNB is free
 * (reference H).
 */
export function spotCommission(
  account: Account,
  view: MarketView,
  rules: SpotRules,
  fill: { side: Side; qty: bigint; quoteQty: bigint; isMaker: boolean },
): Commission {
  const rates = spotRates(account);
  const rate = fill.isMaker ? rates.maker : rates.taker;
  if (account.bnbFees?.spot === true && isMoney(rules.quoteAsset)) {
    const amount = inBnb(view, multiply(multiply(fill.quoteQty, rate), BNB_DISCOUNT));
    const free = (account.spot.BNB?.free ?? 0n) + (receivesBnb(rules, fill.side) ? fill.qty : 0n);
    const gives = rules.baseAsset === 'BNB' && fill.side === 'SELL' ? fill.qty : 0n;
    if (amount !== undefined && free - gives >= amount) return { asset: 'BNB', amount };
  }
  return fill.side === 'BUY'
    ? { asset: rules.baseAsset, amount: multiply(fill.qty, rate) }
    : { asset: rules.quoteAsset, amount: multiply(fill.quoteQty, rate) };
}

function receivesBnb(rules: SpotRules, side: Side): boolean {
  return rules.baseAsset === 'BNB' && side === 'BUY';
}

/** An amount of USDT in BNB at the last price; undefined when BNBUSDT is not listed. */
function inBnb(view: MarketView, amount: bigint): bigint | undefined {
  if (!view.symbols.includes(BNB_SYMBOL)) return undefined;
  const price = view.last(BNB_SYMBOL, 'spot');
  return price > 0n ? divide(amount, price) : undefined;
}
