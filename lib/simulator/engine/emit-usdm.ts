import { multiply } from './decimal';
import type { AccountReason, LegShown, UsdmExecution, WalletShown } from './events';
import type { Account, AccountState, Order, Position, Trade } from './model';
import { entryPrice, unrealizedProfit } from './position';
import { usdmFeeRates } from './usdm-fees';
import type { AlgoOrder } from './usdm-model';
import { marginTypeOf, positionSideOf } from './usdm-model';
import { isolatedTotal, walletOf } from './usdm-wallets';

/** Notional of a symbol's open bids and asks once `told`, which may not be on the book yet, is what it is now. */
function openNotionals(state: AccountState, told: Order): { bids: bigint; asks: bigint } {
  const sums = { bids: 0n, asks: 0n };
  const add = (order: Order): void => {
    const notional = multiply(order.price, order.origQty - order.executedQty);
    sums[order.side === 'BUY' ? 'bids' : 'asks'] += notional;
  };
  for (const order of state.open.values()) {
    if (order.market === 'usdm' && order.symbol === told.symbol && order !== told) add(order);
  }
  if (told.status === 'NEW' || told.status === 'PARTIALLY_FILLED') add(told);
  return sums;
}

/** Tells the user stream what happened to a USD-M order (ORDER_TRADE_UPDATE, reference G4). */
export function tellUsdmOrder(
  state: AccountState,
  order: Order,
  execution: UsdmExecution,
  at: number,
  trade?: Trade,
): void {
  state.changes.events.push({
    kind: 'usdm-order',
    time: at,
    execution,
    order: { ...order, ...(order.usdm === undefined ? {} : { usdm: { ...order.usdm } }) },
    ...(trade === undefined ? {} : { trade }),
    ...openNotionals(state, order),
  });
}

/** Entry price with the fee of both ways in it; the exchange's own formula is not published. */
export function breakEvenPrice(account: Account, leg: Position): bigint {
  const entry = entryPrice(leg);
  const fee = multiply(entry, usdmFeeRates(account).taker);
  return leg.amount === 0n ? 0n : leg.amount > 0n ? entry + fee : entry - fee;
}

function shown(account: Account, leg: Position, mark: bigint): LegShown {
  return {
    symbol: leg.symbol,
    side: positionSideOf(leg),
    amount: leg.amount,
    entry: entryPrice(leg),
    breakEven: breakEvenPrice(account, leg),
    realized: leg.realized ?? 0n,
    unrealized: unrealizedProfit(leg, mark),
    marginType: marginTypeOf(account, leg.symbol),
    isolatedWallet: leg.isolatedWallet,
  };
}

/** What changed on the USD-M side of an account. */
export interface AccountChange {
  /** Assets whose wallets changed, the contract's margin asset first. */
  assets: readonly string[];
  /** Legs that changed, with the contract's mark price. */
  legs?: readonly Position[];
  mark?: bigint;
  /** Change of the first asset that is neither profit nor commission. */
  change?: bigint;
  /** What was put into the wallet of the first asset since, and has an event of its own. */
  later?: bigint;
  symbol?: string;
}

/** Tells the user stream of changed wallets and positions (ACCOUNT_UPDATE, reference G4: only what changed). */
export function tellAccount(
  state: AccountState,
  reason: AccountReason,
  at: number,
  { assets, legs = [], mark = 0n, change = 0n, later = 0n, symbol }: AccountChange,
): void {
  const { account } = state;
  const balances = assets.map((asset, nth): WalletShown => {
    const wallet = walletOf(account, asset) - (nth === 0 ? later : 0n);
    const cross = wallet - isolatedTotal(state, asset);
    return { asset, wallet, cross, change: nth === 0 ? change : 0n };
  });
  state.changes.events.push({
    kind: 'usdm-account',
    time: at,
    reason,
    balances,
    positions: legs.map((leg) => shown(account, leg, mark)),
    ...(symbol === undefined ? {} : { symbol }),
  });
}

/** Tells the user stream of a conditional order's status (ALGO_UPDATE, reference E). */
export function tellAlgo(
  state: AccountState,
  { history: _history, ...algo }: AlgoOrder,
  at: number,
  child?: Order,
): void {
  state.changes.events.push({
    kind: 'algo',
    time: at,
    algo,
    ...(child === undefined
      ? {}
      : {
          child: { type: child.type, executedQty: child.executedQty, cumQuote: child.cumQuote },
        }),
  });
}
