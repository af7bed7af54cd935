import type { Feed } from '../feeds/feed';
import { multiply } from './decimal';
import { tellAccount } from './emit-usdm';
import { MarketView } from './market-view';
import type { AccountState } from './model';
import { tallyOf } from './model';
import { marginAssetOf, usdmRules } from './symbols';
import { addIncome, settleWallets, tellClearing } from './usdm-fills';
import { marginTypeOf } from './usdm-model';
import { payInto } from './usdm-wallets';

/** Settlements fall on whole hours only, whatever the interval. */
export const FUNDING_GRID_MS = 3_600_000;

/** Hours between two settlements of a contract: 8, 4 or 1 (reference H; 8 for a contract that says nothing). */
export function fundingHoursOf(symbol: string): number {
  return usdmRules(symbol)?.fundingIntervalHours ?? 8;
}

/** Next settlement of a contract strictly after `at`. */
export function nextSettlementAt(at: number, hours: number): number {
  const interval = hours * FUNDING_GRID_MS;
  return (Math.floor(at / interval) + 1) * interval;
}

/** The last whole hour at or before `at`: all funding up to it is settled once `at` is lived through. */
export function settledThrough(at: number): number {
  return Math.floor(at / FUNDING_GRID_MS) * FUNDING_GRID_MS;
}

/**
 * Settles funding at the whole hour `at` for every leg whose contract is due: -(position x mark x rate), cut off at 1e-8
 * (reference H), in the contract's margin asset. An isolated leg pays from its own wallet, a crossed one from the cross wallet; what neither can pay is
 * the insurance fund's.
 * @param hoursOf interval of a contract in hours
 * @returns number of settlements
 */
export function settleFunding(
  state: AccountState,
  feed: Feed,
  at: number,
  hoursOf: (symbol: string) => number = fundingHoursOf,
): number {
  const view = new MarketView(feed, at);
  let settled = 0;
  state.account.fundedThrough = at;
  for (const position of Object.values(state.account.positions)) {
    const { symbol } = position;
    const hours = hoursOf(symbol);
    if (position.amount === 0n || at % (hours * FUNDING_GRID_MS) !== 0) continue;
    const notional = multiply(position.amount, view.mark(symbol));
    const payment = -multiply(notional, view.settledRate(symbol, at, hours * FUNDING_GRID_MS));
    const isolated = marginTypeOf(state.account, symbol) === 'ISOLATED';
    if (isolated) position.isolatedWallet += payment;
    payInto(state.account, marginAssetOf(symbol), payment);
    position.updatedAt = at;
    addIncome(state, symbol, 'FUNDING_FEE', payment, at);
    const cleared = settleWallets(state, position, at);
    tellAccount(state, 'FUNDING_FEE', at, {
      assets: [marginAssetOf(symbol)],
      change: payment,
      later: cleared,
      symbol,
      // A crossed position is not changed by it (reference G4).
      ...(isolated ? { legs: [position], mark: view.mark(symbol) } : {}),
    });
    tellClearing(state, symbol, cleared, at);
    const tally = tallyOf(state.account, symbol);
    tally.fundings++;
    tally.fundingPayments += payment;
    settled++;
  }
  if (settled > 0) state.changes.account = true;
  return settled;
}
