import { tellBalances } from '../engine/emit-spot';
import { tellAccount } from '../engine/emit-usdm';
import { ApiError } from '../engine/errors';
import { balanceOf } from '../engine/model';
import { leadsItsBase } from '../engine/report';
import type { AccountState, Trade } from '../engine/model';
import type { MarketView } from '../engine/market-view';
import { spotRules } from '../engine/symbols';
import { addIncome } from '../engine/usdm';
import { payInto } from '../engine/usdm-wallets';
import type { World } from '../store/store';
import { countOrders } from './limits';

/** What is paid into an account, by asset (scaled), and its fee settings. */
export interface Funding {
  spot: Record<string, bigint>;
  usdm: Record<string, bigint>;
  feeTier?: number;
  bnbFees?: { spot: boolean; usdm: boolean };
}

/** Pays into an account and changes its fees; its user streams tell of the deposits. */
export function fund(
  state: AccountState,
  { spot, usdm, feeTier, bnbFees }: Funding,
  now: number,
): void {
  const { account } = state;
  state.changes.account = true;
  for (const [asset, amount] of Object.entries(spot)) {
    balanceOf(account, asset).free += amount;
    if (amount === 0n) continue;
    state.changes.events.push({ kind: 'spot-transfer', time: now, asset, amount });
    tellBalances(state, [asset], now);
  }
  for (const [asset, amount] of Object.entries(usdm)) {
    payInto(account, asset, amount);
    if (amount === 0n) continue;
    addIncome(state, '', 'INTERNAL_TRANSFER', amount, now, '', asset);
    tellAccount(state, 'DEPOSIT', now, { assets: [asset], change: amount });
  }
  if (feeTier !== undefined) account.feeTier = feeTier;
  if (bnbFees !== undefined) account.bnbFees = bnbFees;
}

/**
 * The symbols of a report: those the exchange was told to list, or else the first one and those whose base the account
 * holds, and in either case what it has traded. A report need not write the markets nobody looked at.
 */
export function shownOf(
  { account }: AccountState,
  view: MarketView,
  listed: readonly string[] | undefined,
): string[] {
  return view.symbols.filter((symbol, index) => {
    if (listed?.includes(symbol) === true || account.tally.symbols[symbol] !== undefined) {
      return true;
    }
    if (listed !== undefined) return false;
    if (index === 0) return true;
    if (!leadsItsBase(view, symbol)) return false;
    const balance = account.spot[spotRules(symbol)?.baseAsset ?? ''];
    return balance !== undefined && balance.free + balance.locked > 0n;
  });
}

/** A spot maker's first fill gives five orders of the count back (reference B2). */
export function returnOrderCount(state: AccountState, trades: readonly Trade[], now: number): void {
  const orders = new Map([...state.changes.orders].map((order) => [order.orderId, order]));
  const first = trades.filter(
    (trade) => trade.market === 'spot' && orders.get(trade.orderId)?.executedQty === trade.qty,
  );
  if (first.length > 0) countOrders(state.account, 'spot', -5 * first.length, now);
}

/** The account of a key; undefined when nobody has it. */
export function findAccount(world: World, key: string): AccountState | undefined {
  return world.accounts.find((state) => state.account.key === key);
}

/** The account of a key, or the default one without a key; 404 for a key that nobody has. */
export function accountFor(world: World, key: string | undefined): AccountState {
  const state = key === undefined ? world.accounts[0] : findAccount(world, key);
  if (state === undefined) throw new ApiError(-2015, 'No account has this key.', 404);
  return state;
}
