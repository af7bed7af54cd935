import { maintenanceMargin } from './brackets';
import { absolute, divide, larger, multiply } from './decimal';
import type { MarketView } from './market-view';
import type { AccountState, Position } from './model';
import { openOrders } from './model';

/** Entry price of a position, scaled and cut off; 0 when flat. */
export function entryPrice(position: Position): bigint {
  return position.amount === 0n ? 0n : divide(position.cost, position.amount);
}

/** Unrealised profit at `mark` in USDT: amount x mark - cost. */
export function unrealizedProfit(position: Position, mark: bigint): bigint {
  return multiply(position.amount, mark) - position.cost;
}

/** Signed notional at `mark` in USDT. */
export function notionalOf(position: Position, mark: bigint): bigint {
  return multiply(position.amount, mark);
}

/** Maintenance margin in USDT at `mark`. */
export function maintenanceOf(position: Position, mark: bigint): bigint {
  if (position.amount === 0n) return 0n;
  return maintenanceMargin(position.symbol, notionalOf(position, mark));
}

/** Sums of price x open quantity of the orders that may open or enlarge a position (reduce-only ones do not). */
export function orderNotionals(
  state: AccountState,
  symbol: string,
): { bids: bigint; asks: bigint } {
  let bids = 0n;
  let asks = 0n;
  for (const order of openOrders(state, 'usdm', symbol)) {
    if (order.reduceOnly) continue;
    const notional = multiply(order.price, order.origQty - order.executedQty);
    if (order.side === 'BUY') bids += notional;
    else asks += notional;
  }
  return { bids, asks };
}

/**
 * Initial margin the resting orders of a symbol tie up in one-way mode: the larger of the two notionals the position
 * could reach, less the position's own, over leverage. (Derived: initial margin = notional / leverage, reference I.)
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

/** Figures of the USD-M side of an account, USDT. */
export interface UsdmFigures {
  isolated: bigint;
  cross: bigint;
  unrealized: bigint;
  maintenance: bigint;
  positionInitial: bigint;
  openOrderInitial: bigint;
  available: bigint;
}

/** Wallet split, margins and what is available for new orders: cross wallet - open order margin, not below 0. */
export function usdmFigures(state: AccountState, view: MarketView): UsdmFigures {
  const figures = {
    isolated: 0n,
    unrealized: 0n,
    maintenance: 0n,
    positionInitial: 0n,
    openOrderInitial: 0n,
  };
  for (const position of Object.values(state.account.positions)) {
    const mark = view.mark(position.symbol);
    const { bids, asks } = orderNotionals(state, position.symbol);
    figures.isolated += position.isolatedWallet;
    figures.unrealized += unrealizedProfit(position, mark);
    figures.maintenance += maintenanceOf(position, mark);
    figures.positionInitial += absolute(notionalOf(position, mark)) / BigInt(position.leverage);
    figures.openOrderInitial += openOrderMargin(position, mark, bids, asks);
  }
  const cross = state.account.wallet - figures.isolated;
  return { ...figures, cross, available: larger(0n, cross - figures.openOrderInitial) };
}
