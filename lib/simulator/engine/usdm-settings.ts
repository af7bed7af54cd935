import { bracketsOf, maxNotionalAt } from './brackets';
import { absolute } from './decimal';
import { notionalOf, positionInitialMargin, unrealizedProfit, usdmFigures } from './margin';
import { tellAccount } from './emit-usdm';
import type { MarketView } from './market-view';
import type { AccountState, Position } from './model';
import { openOrders, positionOf } from './model';
import { existingLegs, legOf, legsOf, setLegLeverage } from './position';
import { marginAssetOf } from './symbols';
import { waitingAlgos } from './algo';
import { invalidLeverage, usdmError } from './usdm-errors';
import type { MarginType, PositionSide } from './usdm-model';
import { marginTypeOf, usdmAccount } from './usdm-model';
import { crossWallet } from './usdm-wallets';

/** Rows of a user's margin changes that are kept. */
const MOST_MARGIN_CHANGES = 500;

function isFlat(state: AccountState, symbol: string): boolean {
  return existingLegs(state.account, symbol).every((leg) => leg.amount === 0n);
}

/**
 * Sets a symbol's leverage. -4028 outside the brackets; -4161 when lowered under an isolated position; -2027 when the
 * position exceeds what the leverage allows; -2028 when lowering it needs more margin than there is.
 */
export function changeLeverage(
  state: AccountState,
  view: MarketView,
  symbol: string,
  leverage: number,
  now = view.at,
): void {
  const highest = bracketsOf(symbol)[0]?.initialLeverage ?? 1;
  if (leverage < 1 || leverage > highest) throw invalidLeverage(leverage);
  const before = positionOf(state.account, symbol).leverage;
  if (leverage < before && !isFlat(state, symbol)) {
    if (marginTypeOf(state.account, symbol) === 'ISOLATED') throw usdmError(-4161);
  }
  const mark = view.mark(symbol);
  const cap = maxNotionalAt(symbol, leverage);
  for (const leg of existingLegs(state.account, symbol)) {
    if (absolute(notionalOf(leg, mark)) > cap) throw usdmError(-2027);
  }
  setLegLeverage(state.account, symbol, leverage);
  const figures = usdmFigures(state, view, marginAssetOf(symbol));
  const needed = existingLegs(state.account, symbol).reduce(
    (sum, leg) =>
      marginTypeOf(state.account, symbol) === 'CROSSED'
        ? sum + positionInitialMargin(leg, mark)
        : sum,
    figures.openOrderInitial,
  );
  if (leverage < before && needed > figures.cross + figures.crossUnrealized) {
    setLegLeverage(state.account, symbol, before);
    throw usdmError(-2028);
  }
  state.changes.account = true;
  state.changes.events.push({ kind: 'leverage', time: now, symbol, leverage });
}

/** Sets a symbol's margin type. -4046 unchanged; -4047 with open orders, conditional ones too; -4048 with a position; -4168. */
export function changeMarginType(
  state: AccountState,
  symbol: string,
  wanted: MarginType,
  now: number,
): void {
  const usdm = usdmAccount(state.account);
  if (usdm.multiAssetsMargin && wanted === 'ISOLATED') throw usdmError(-4168);
  if (marginTypeOf(state.account, symbol) === wanted) throw usdmError(-4046);
  const resting = openOrders(state, 'usdm', symbol).length + waitingAlgos(state, symbol).length;
  if (resting > 0) throw usdmError(-4047);
  if (!isFlat(state, symbol)) throw usdmError(-4048);
  usdm.marginTypes[symbol] = wanted;
  state.changes.account = true;
  const legs = legsOf(state.account, symbol);
  tellAccount(state, 'MARGIN_TYPE_CHANGE', now, { assets: [], legs });
}

/** Switches hedge mode for the whole account. -4059 unchanged; -4067 with open orders; -4068 with a position. */
export function changePositionMode(state: AccountState, dualSide: boolean): void {
  const usdm = usdmAccount(state.account);
  if (usdm.dualSidePosition === dualSide) throw usdmError(-4059);
  if (openOrders(state, 'usdm').length + waitingAlgos(state).length > 0) throw usdmError(-4067);
  if (Object.values(state.account.positions).some((leg) => leg.amount !== 0n)) {
    throw usdmError(-4068);
  }
  usdm.dualSidePosition = dualSide;
  state.changes.account = true;
}

/**
 * Switches multi-assets mode. -4171 unchanged; -4170 with open orders; -4167 while a symbol is isolated (one with a
 * position, or one the user set so).
 */
export function changeMultiAssets(state: AccountState, wanted: boolean, now: number): void {
  const usdm = usdmAccount(state.account);
  if (usdm.multiAssetsMargin === wanted) throw usdmError(-4171);
  if (openOrders(state, 'usdm').length > 0) throw usdmError(-4170);
  if (wanted) {
    const { positions } = state.account;
    const symbols = Object.values(positions).map((leg) => leg.symbol);
    if (symbols.some((symbol) => marginTypeOf(state.account, symbol) === 'ISOLATED')) {
      throw usdmError(-4167);
    }
  }
  usdm.multiAssetsMargin = wanted;
  state.changes.account = true;
  state.changes.events.push({ kind: 'multi-assets', time: now, multiAssets: wanted });
}

/** Isolated margin that can be taken out: what the wallet and a loss leave above the initial margin. */
function removable(leg: Position, mark: bigint): bigint {
  const profit = unrealizedProfit(leg, mark);
  const loss = profit < 0n ? profit : 0n;
  return leg.isolatedWallet + loss - positionInitialMargin(leg, mark);
}

/**
 * Adds (type 1) to or takes (type 2) from an isolated position's margin. -4055 amount not above 0; -4049 crossed; -4054
 * flat; -4050 more than is available; -4051 more than the position can spare.
 */
export function adjustMargin(
  state: AccountState,
  view: MarketView,
  symbol: string,
  positionSide: PositionSide,
  type: 1 | 2,
  amount: bigint,
  now: number,
): void {
  if (amount <= 0n) throw usdmError(-4055);
  const leg = legOf(state.account, symbol, positionSide);
  if (marginTypeOf(state.account, symbol) === 'CROSSED') throw usdmError(-4049);
  if (leg.amount === 0n) throw usdmError(-4054);
  if (type === 1) {
    const asset = marginAssetOf(symbol);
    const cross = crossWallet(state, asset);
    const { available } = usdmFigures(state, view, asset);
    if (amount > available || amount > cross) throw usdmError(-4050);
    leg.isolatedWallet += amount;
  } else {
    if (amount > removable(leg, view.mark(symbol))) throw usdmError(-4051);
    leg.isolatedWallet -= amount;
  }
  leg.updatedAt = now;
  const { marginChanges } = usdmAccount(state.account);
  marginChanges.push({ symbol, positionSide, type, amount, time: now });
  if (marginChanges.length > MOST_MARGIN_CHANGES) marginChanges.shift();
  state.changes.account = true;
  tellAccount(state, 'MARGIN_TRANSFER', now, {
    assets: [marginAssetOf(symbol)],
    legs: [leg],
    mark: view.mark(symbol),
  });
}
