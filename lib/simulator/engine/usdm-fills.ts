import type { Level } from './book';
import { absolute, larger, multiply, proportion, smaller } from './decimal';
import { tellAccount, tellAlgo, tellUsdmOrder } from './emit-usdm';
import type { AccountState, IncomeType, Order, OrderStatus, Position, Trade } from './model';
import { openOrders, orderKey, tallyOf } from './model';
import { closingPart, isReducing, legOf, legOfOrder } from './position';
import { marginAssetOf } from './symbols';
import { commissionOf } from './usdm-fees';
import type { AlgoOrder, AlgoStatus } from './usdm-model';
import { marginTypeOf, positionSideOf, usdmFields } from './usdm-model';
import { crossWallet, payInto } from './usdm-wallets';

/** Adds an income row, in the contract's margin asset unless told otherwise; every row has its own tranId. */
export function addIncome(
  state: AccountState,
  symbol: string,
  incomeType: IncomeType,
  income: bigint,
  time: number,
  tradeId = '',
  asset: string = marginAssetOf(symbol),
): void {
  state.changes.incomes.push({
    symbol,
    incomeType,
    income,
    asset,
    info: tradeId === '' ? incomeType : tradeId,
    time,
    tranId: state.account.next.tranId++,
    tradeId,
  });
  state.changes.account = true;
}

/**
 * The cross wallet may not go below zero: the leg's isolated one gives first, then the insurance fund does. Answers what
 * the fund gave, of which the caller tells the user stream.
 */
export function settleWallets(state: AccountState, position: Position, at: number): bigint {
  const asset = marginAssetOf(position.symbol);
  const short = -crossWallet(state, asset);
  if (short <= 0n) return 0n;
  position.isolatedWallet -= smaller(short, larger(0n, position.isolatedWallet));
  const uncovered = -crossWallet(state, asset);
  if (uncovered <= 0n) return 0n;
  payInto(state.account, asset, uncovered);
  addIncome(state, position.symbol, 'INSURANCE_CLEAR', uncovered, at);
  return uncovered;
}

/** Tells the user stream what the insurance fund gave to a contract or took; nothing when that is nothing. */
export function tellClearing(
  state: AccountState,
  symbol: string,
  amount: bigint,
  at: number,
): void {
  if (amount === 0n) return;
  tellAccount(state, 'INSURANCE_CLEAR', at, { assets: [marginAssetOf(symbol)], change: amount });
}

/** Moves a conditional order on to a status; final ones leave the waiting list. */
export function moveAlgo(
  state: AccountState,
  algo: AlgoOrder,
  status: AlgoStatus,
  at: number,
  child?: Order,
): void {
  algo.status = status;
  algo.updatedAt = at;
  algo.history.push({ status, at });
  if (['FINISHED', 'CANCELED', 'REJECTED', 'EXPIRED'].includes(status)) {
    state.algos.delete(algo.algoId);
  }
  state.changes.algos.add(algo);
  state.changes.account = true;
  tellAlgo(state, algo, at, child);
}

/** An order that is done finishes the conditional order it came from (reference E). */
function finishAlgo(state: AccountState, order: Order, at: number): void {
  const algo = order.usdm?.algoId === undefined ? undefined : state.algos.get(order.usdm.algoId);
  if (algo !== undefined) moveAlgo(state, algo, 'FINISHED', at, order);
}

function chargeCommission(state: AccountState, trade: Trade, symbol: string): void {
  const { time, commissionAsset } = trade;
  payInto(state.account, commissionAsset, -trade.commission);
  addIncome(
    state,
    symbol,
    'COMMISSION',
    -trade.commission,
    time,
    String(trade.id),
    commissionAsset,
  );
}

/**
 * Books one execution on the order's leg. The part that closes realises profit against its share of the cost and releases
 * its share of the isolated wallet; the part that opens moves price x quantity / leverage into it, unless the symbol is
 * crossed. The fee is cut off at 1e-8.
 * @param bnbPrice price of BNB in USDT, 0n when fees cannot be paid in it
 * @param mark mark price, for what the user stream tells
 */
export function fillUsdm(
  state: AccountState,
  order: Order,
  fill: Level,
  isMaker: boolean,
  at: number,
  bnbPrice = 0n,
  mark = fill.price,
): Trade {
  const { account, changes } = state;
  const position = legOfOrder(account, order);
  const isolated = marginTypeOf(account, order.symbol) === 'ISOLATED';
  const sign = order.side === 'BUY' ? 1n : -1n;
  const quoteQty = multiply(fill.price, fill.qty);
  const marginAsset = marginAssetOf(order.symbol);
  const commission = commissionOf(account, quoteQty, isMaker, bnbPrice, marginAsset);
  const closed = closingPart(position, order.side, fill.qty);
  let realizedPnl = 0n;
  if (closed > 0n) {
    const size = absolute(position.amount);
    const costShare = proportion(position.cost, closed, size);
    const margin = proportion(position.isolatedWallet, closed, size);
    realizedPnl = -sign * multiply(fill.price, closed) - costShare;
    position.amount += sign * closed;
    position.cost -= costShare;
    position.isolatedWallet -= margin;
    payInto(account, marginAsset, realizedPnl);
    position.realized = (position.realized ?? 0n) + realizedPnl;
  }
  const legSide = positionSideOf(position);
  const trade: Trade = {
    market: 'usdm',
    symbol: order.symbol,
    id: account.next.usdmTradeId++,
    orderId: order.orderId,
    side: order.side,
    price: fill.price,
    qty: fill.qty,
    quoteQty,
    commission: commission.amount,
    commissionAsset: commission.asset,
    isMaker,
    realizedPnl,
    time: at,
    ...(legSide === 'BOTH' ? {} : { positionSide: legSide }),
  };
  if (closed > 0n)
    addIncome(state, order.symbol, 'REALIZED_PNL', realizedPnl, at, String(trade.id));
  chargeCommission(state, trade, order.symbol);
  const opened = fill.qty - closed;
  if (opened > 0n) {
    const notional = multiply(fill.price, opened);
    position.amount += sign * opened;
    position.cost += sign * notional;
    const spare = larger(0n, crossWallet(state, marginAsset));
    if (isolated) position.isolatedWallet += smaller(spare, notional / BigInt(position.leverage));
  }
  position.updatedAt = at;
  order.executedQty += fill.qty;
  order.cumQuote += quoteQty;
  order.status = order.executedQty === order.origQty ? 'FILLED' : 'PARTIALLY_FILLED';
  order.updatedAt = at;
  account.updatedAt = at;
  const cleared = settleWallets(state, position, at);
  tallyOf(account, order.symbol).futuresFills++;
  changes.trades.push(trade);
  changes.orders.add(order);
  changes.account = true;
  if (order.status === 'FILLED') state.open.delete(orderKey('usdm', order.orderId));
  const execution = order.type === 'LIQUIDATION' ? 'CALCULATED' : 'TRADE';
  tellUsdmOrder(state, order, execution, at, trade);
  const assets = [...new Set([marginAsset, commission.asset])];
  tellAccount(state, 'ORDER', at, { assets, legs: [position], mark, later: cleared });
  tellClearing(state, order.symbol, cleared, at);
  if (order.status === 'FILLED') finishAlgo(state, order, at);
  return trade;
}

/** Ends an order that is not filled whole. */
export function endUsdm(
  state: AccountState,
  order: Order,
  status: Extract<OrderStatus, 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH'>,
  at: number,
): void {
  order.status = status;
  order.updatedAt = at;
  state.open.delete(orderKey('usdm', order.orderId));
  if (status === 'CANCELED') tallyOf(state.account, order.symbol).ordersCancelled++;
  state.changes.orders.add(order);
  state.changes.account = true;
  tellUsdmOrder(state, order, status === 'CANCELED' ? 'CANCELED' : 'EXPIRED', at);
  finishAlgo(state, order, at);
}

/**
 * Fills a resting order at its limit with up to `available`, and answers the quantity filled; an order that only reduces
 * is filled only as far as there is something to reduce, its rest expires.
 */
export function fillRestingUsdm(
  state: AccountState,
  order: Order,
  at: number,
  available = order.origQty - order.executedQty,
  bnbPrice = 0n,
  mark = order.price,
): bigint {
  const left = order.origQty - order.executedQty;
  const { positionSide } = usdmFields(order);
  const leg = legOfOrder(state.account, order);
  const reducing = isReducing(positionSide, order.side, order.reduceOnly);
  const wanted = reducing ? closingPart(leg, order.side, left) : left;
  const qty = smaller(wanted, available);
  if (qty > 0n) fillUsdm(state, order, { price: order.price, qty }, true, at, bnbPrice, mark);
  if (wanted < left && qty === wanted) endUsdm(state, order, 'EXPIRED', at);
  expireIdleReduceOnly(state, order.symbol, at);
  return qty;
}

/** Orders that only reduce, and closePosition stops, expire when their position is gone. */
export function expireIdleReduceOnly(state: AccountState, symbol: string, at: number): void {
  const idle = (side: Order['side'], leg: AlgoOrder['positionSide']): boolean =>
    closingPart(legOf(state.account, symbol, leg), side, 1n) === 0n;
  for (const order of openOrders(state, 'usdm', symbol)) {
    const leg = usdmFields(order).positionSide;
    if (isReducing(leg, order.side, order.reduceOnly) && idle(order.side, leg)) {
      endUsdm(state, order, 'EXPIRED', at);
    }
  }
  for (const algo of [...state.algos.values()]) {
    if (algo.symbol !== symbol || algo.status !== 'NEW' || !algo.closePosition) continue;
    if (idle(algo.side, algo.positionSide)) moveAlgo(state, algo, 'EXPIRED', at);
  }
}
