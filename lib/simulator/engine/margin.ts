import { maintenanceMargin } from './brackets';
import { absolute, larger, multiply, smaller } from './decimal';
import type { MarketView } from './market-view';
import type { AccountState, Order, Position } from './model';
import { openOrders } from './model';
import { isReducing, notionalOf, unrealizedProfit } from './position';
import type { MarginAsset } from './symbols';
import { marginAssetOf } from './symbols';
import { marginTypeOf, positionSideOf } from './usdm-model';
import { walletOf } from './usdm-wallets';

export { entryPrice, notionalOf, unrealizedProfit } from './position';

/** Maintenance margin at `mark`, in the margin asset. */
export function maintenanceOf(position: Position, mark: bigint): bigint {
  if (position.amount === 0n) return 0n;
  return maintenanceMargin(position.symbol, notionalOf(position, mark));
}

/** Sums of price x open quantity of the orders that may open or enlarge a leg (those that only reduce do not). */
export function orderNotionals(
  state: AccountState,
  position: Position,
  orders: readonly Order[] = openOrders(state, 'usdm', position.symbol),
): { bids: bigint; asks: bigint } {
  const leg = positionSideOf(position);
  let bids = 0n;
  let asks = 0n;
  for (const order of orders) {
    if ((order.usdm?.positionSide ?? 'BOTH') !== leg) continue;
    if (isReducing(leg, order.side, order.reduceOnly)) continue;
    const notional = multiply(order.price, order.origQty - order.executedQty);
    if (order.side === 'BUY') bids += notional;
    else asks += notional;
  }
  return { bids, asks };
}

/**
 * Initial margin the resting orders of a leg tie up: the larger of the two notionals the position could reach, less the
 * position's own, over leverage. (Derived: initial margin = notional / leverage, reference I.)
 */
export function openOrderMargin(
  position: Position,
  mark: bigint,
  bids: bigint,
  asks: bigint,
): bigint {
  const own = notionalOf(position, mark);
  const reach = larger(absolute(own + bids), absolute(own - asks));
  return larger(0n, reach - absolute(own)) / BigInt(position.leverage);
}

/** Initial margin of a position at `mark`. */
export function positionInitialMargin(position: Position, mark: bigint): bigint {
  return absolute(notionalOf(position, mark)) / BigInt(position.leverage);
}

/** Figures of the futures wallet of one margin asset, in that asset. */
export interface UsdmFigures {
  isolated: bigint;
  cross: bigint;
  unrealized: bigint;
  crossUnrealized: bigint;
  maintenance: bigint;
  crossMaintenance: bigint;
  positionInitial: bigint;
  openOrderInitial: bigint;
  available: bigint;
  withdrawable: bigint;
}

/**
 * Of one margin asset and the contracts margined in it: wallet split, margins and what is available for new orders: cross wallet + cross unrealised profit - initial margin of
 * the cross positions - open order margin, not below 0. An isolated position's margin is in its own wallet already.
 */
export function usdmFigures(
  state: AccountState,
  view: MarketView,
  asset: MarginAsset,
): UsdmFigures {
  const { account } = state;
  const figures = {
    isolated: 0n,
    unrealized: 0n,
    crossUnrealized: 0n,
    maintenance: 0n,
    crossMaintenance: 0n,
    positionInitial: 0n,
    openOrderInitial: 0n,
  };
  const resting = openOrders(state, 'usdm');
  let crossInitial = 0n;
  for (const position of Object.values(account.positions)) {
    const { symbol } = position;
    if (marginAssetOf(symbol) !== asset) continue;
    const orders = resting.filter((order) => order.symbol === symbol);
    figures.isolated += position.isolatedWallet;
    if (position.amount === 0n && orders.length === 0) continue;
    const mark = view.mark(symbol);
    const { bids, asks } = orderNotionals(state, position, orders);
    const unrealized = unrealizedProfit(position, mark);
    const maintenance = maintenanceOf(position, mark);
    const initial = positionInitialMargin(position, mark);
    figures.unrealized += unrealized;
    figures.maintenance += maintenance;
    figures.positionInitial += initial;
    figures.openOrderInitial += openOrderMargin(position, mark, bids, asks);
    if (marginTypeOf(account, symbol) === 'CROSSED') {
      figures.crossUnrealized += unrealized;
      figures.crossMaintenance += maintenance;
      crossInitial += initial;
    }
  }
  const cross = walletOf(account, asset) - figures.isolated;
  const available = larger(
    0n,
    cross + figures.crossUnrealized - crossInitial - figures.openOrderInitial,
  );
  return { ...figures, cross, available, withdrawable: smaller(available, larger(0n, cross)) };
}
