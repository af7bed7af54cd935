import { bracketsOf } from './brackets';
import { absolute, larger, multiply, smaller } from './decimal';
import { tellUsdmOrder } from './emit-usdm';
import type { LiquidationPoint } from './liquidation-price';
import { liquidationPoint } from './liquidation-price';
import { maintenanceOf } from './margin';
import type { AccountState, Order, Position } from './model';
import { openOrders, tallyOf } from './model';
import { existingLegs, unrealizedProfit } from './position';
import type { MarginAsset } from './symbols';
import { marginAssetOf, usdmRules } from './symbols';
import {
  addIncome,
  endUsdm,
  expireIdleReduceOnly,
  fillUsdm,
  settleWallets,
  tellClearing,
} from './usdm-fills';
import { marginTypeOf, positionSideOf } from './usdm-model';
import { crossWallet, payInto, walletOf } from './usdm-wallets';

/** Mark price of a symbol, scaled. */
export type MarkOf = (symbol: string) => bigint;

/** Open legs of the crossed symbols that are margined in an asset. */
export function crossLegs(state: AccountState, asset: MarginAsset): Position[] {
  return Object.values(state.account.positions).filter(
    ({ amount, symbol }) =>
      amount !== 0n &&
      marginAssetOf(symbol) === asset &&
      marginTypeOf(state.account, symbol) === 'CROSSED',
  );
}

/** Symbols among which the cross wallet of an asset is shared now. */
export function crossSymbols(state: AccountState, asset: MarginAsset): string[] {
  return [...new Set(crossLegs(state, asset).map((leg) => leg.symbol))].sort();
}

/**
 * What the cross wallet of an asset has beyond the maintenance margin of the cross positions margined in it; these are
 * liquidated at 0 or below.
 */
export function crossExcess(
  state: AccountState,
  asset: MarginAsset,
  legMark: (leg: Position) => bigint,
): bigint {
  return crossLegs(state, asset).reduce(
    (sum, leg) => {
      const mark = legMark(leg);
      return sum + unrealizedProfit(leg, mark) - maintenanceOf(leg, mark);
    },
    crossWallet(state, asset),
  );
}

/**
 * Where a position is liquidated if only its own contract's mark price moves (reference I); undefined when nowhere. The
 * legs of a crossed symbol share one point.
 */
export function liquidationPointOf(
  state: AccountState,
  position: Position,
  markOf: MarkOf,
): LiquidationPoint | undefined {
  if (position.amount === 0n) return undefined;
  const { symbol } = position;
  const brackets = bracketsOf(symbol);
  if (marginTypeOf(state.account, symbol) === 'ISOLATED') {
    const pool = {
      walletBalance: position.isolatedWallet,
      otherMaintenance: 0n,
      otherUnrealized: 0n,
    };
    return liquidationPoint(brackets, [position], pool);
  }
  const asset = marginAssetOf(symbol);
  const others = crossLegs(state, asset).filter((leg) => leg.symbol !== symbol);
  const sum = (pick: (leg: Position) => bigint): bigint =>
    others.reduce((total, leg) => total + pick(leg), 0n);
  return liquidationPoint(brackets, existingLegs(state.account, symbol), {
    walletBalance: crossWallet(state, asset),
    otherMaintenance: sum((leg) => maintenanceOf(leg, markOf(leg.symbol))),
    otherUnrealized: sum((leg) => unrealizedProfit(leg, markOf(leg.symbol))),
  });
}

/** Closes a whole leg at `price` with an order of the exchange's own. */
function closeLeg(
  state: AccountState,
  leg: Position,
  price: bigint,
  clientOrderId: string,
  at: number,
): Order {
  const side = positionSideOf(leg);
  const order: Order = {
    market: 'usdm',
    symbol: leg.symbol,
    orderId: state.account.next.usdmOrderId++,
    clientOrderId,
    side: leg.amount > 0n ? 'SELL' : 'BUY',
    type: 'LIQUIDATION',
    timeInForce: 'IOC',
    price,
    origQty: absolute(leg.amount),
    origQuoteOrderQty: 0n,
    executedQty: 0n,
    cumQuote: 0n,
    status: 'NEW',
    reduceOnly: true,
    createdAt: at,
    updatedAt: at,
    usdm: {
      positionSide: side,
      stp: 'NONE',
      priceMatch: 'NONE',
      goodTillDate: 0,
      closePosition: false,
      amendments: [],
    },
  };
  tellUsdmOrder(state, order, 'NEW', at);
  fillUsdm(state, order, { price, qty: order.origQty }, false, at);
  return order;
}

/** `autoclose-<time>`; a second leg of the same millisecond gets its number. */
function autocloseId(at: number, nth: number): string {
  return nth === 0 ? `autoclose-${at}` : `autoclose-${at}${nth}`;
}

/** The fee of 1.25 % as far as `carrier` carries it, or what the fund pays where it is below zero. */
function clearing(symbol: string, mark: bigint, size: bigint, carrier: bigint): bigint {
  const fee = multiply(multiply(mark, size), usdmRules(symbol)?.liquidationFee ?? 0n);
  return carrier < 0n ? -carrier : -smaller(fee, carrier);
}

function book(state: AccountState, symbol: string, amount: bigint, at: number): void {
  payInto(state.account, marginAssetOf(symbol), amount);
  if (amount !== 0n) addIncome(state, symbol, 'INSURANCE_CLEAR', amount, at);
  tellClearing(state, symbol, amount, at);
}

/**
 * Closes an isolated leg at `mark` (reference I): the symbol's orders are cancelled, an order named `autoclose-...` takes
 * the whole of it, the liquidation fee goes to the insurance fund as far as the isolated wallet carries it, and a loss
 * beyond that wallet is the fund's (both as INSURANCE_CLEAR). Only the isolated wallet can be lost.
 */
export function liquidate(state: AccountState, leg: Position, mark: bigint, at: number): void {
  const { account } = state;
  const { symbol } = leg;
  for (const order of openOrders(state, 'usdm', symbol)) endUsdm(state, order, 'CANCELED', at);
  const size = absolute(leg.amount);
  const asset = marginAssetOf(symbol);
  const kept = walletOf(account, asset) - larger(0n, leg.isolatedWallet);
  closeLeg(state, leg, mark, autocloseId(at, 0), at);
  book(state, symbol, clearing(symbol, mark, size, walletOf(account, asset) - kept), at);
  expireIdleReduceOnly(state, symbol, at);
}

/**
 * Closes all cross positions that are margined in `asset` at their marks, symbol by symbol: their orders are cancelled, each leg is closed by an order
 * named `autoclose-...`, and the fees go to the insurance fund as far as the cross wallet carries them; below zero the
 * fund pays. (The exchange takes such an account down in steps; here it goes whole, which is the end of the same road.)
 */
export function liquidateCross(
  state: AccountState,
  asset: MarginAsset,
  markOf: MarkOf,
  at: number,
): void {
  const legs = crossLegs(state, asset);
  for (const symbol of crossSymbols(state, asset)) {
    for (const order of openOrders(state, 'usdm', symbol)) endUsdm(state, order, 'CANCELED', at);
  }
  legs.forEach((leg, nth) => {
    const mark = markOf(leg.symbol);
    const size = absolute(leg.amount);
    closeLeg(state, leg, mark, autocloseId(at, nth), at);
    const cross = crossWallet(state, asset);
    book(state, leg.symbol, clearing(leg.symbol, mark, size, cross), at);
  });
  for (const leg of legs) expireIdleReduceOnly(state, leg.symbol, at);
}

/**
 * Auto-deleveraging on request: the symbol's legs are closed at `mark` by orders named `adl_autoclose...`, without a
 * liquidation fee (reference G4). Answers the orders; none when flat.
 */
export function deleverage(state: AccountState, symbol: string, mark: bigint, at: number): Order[] {
  const legs = existingLegs(state.account, symbol).filter((leg) => leg.amount !== 0n);
  const orders = legs.map((leg, nth) => {
    const order = closeLeg(state, leg, mark, `adl_autoclose${nth === 0 ? '' : nth}`, at);
    tellClearing(state, symbol, settleWallets(state, leg, at), at);
    return order;
  });
  expireIdleReduceOnly(state, symbol, at);
  tallyOf(state.account, symbol);
  return orders;
}
