import type { Account, AccountState } from './model';
import type { MarginAsset } from './symbols';
import { marginAssetOf } from './symbols';
import { usdmAccount } from './usdm-model';

/**
 * The futures wallets of an account, one per asset. An account is in single-asset mode: a contract's margin, profit, fees
 * and funding are in its own margin asset, and no wallet answers for another.
 */

/** What the futures wallet of an asset holds, isolated wallets included. */
export function walletOf(account: Account, asset: string): bigint {
  return asset === 'USDT' ? account.wallet : (account.usdm?.assets[asset] ?? 0n);
}

/** Puts an amount into the futures wallet of an asset, or takes a negative one out of it. */
export function payInto(account: Account, asset: string, amount: bigint): void {
  if (asset === 'USDT') {
    account.wallet += amount;
    return;
  }
  const { assets } = usdmAccount(account);
  assets[asset] = (assets[asset] ?? 0n) + amount;
}

/** Sum of the isolated wallets of the contracts that are margined in an asset. */
export function isolatedTotal({ account }: AccountState, asset: string): bigint {
  return Object.values(account.positions).reduce(
    (sum, leg) => (marginAssetOf(leg.symbol) === asset ? sum + leg.isolatedWallet : sum),
    0n,
  );
}

/** What of an asset's futures wallet no isolated position holds. */
export function crossWallet(state: AccountState, asset: MarginAsset): bigint {
  return walletOf(state.account, asset) - isolatedTotal(state, asset);
}
