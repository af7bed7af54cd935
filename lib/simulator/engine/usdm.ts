import { walk } from './book';
import type { Level } from './book';
import { maxNotionalAt } from './brackets';
import { absolute, larger, multiply, proportion, smaller } from './decimal';
import { ApiError } from './errors';
import { openOrderMargin, orderNotionals, usdmFigures } from './margin';
import type { MarketView } from './market-view';
import type {
  AccountState,
  IncomeType,
  Order,
  OrderType,
  Position,
  Side,
  TimeInForce,
  Trade,
} from './model';
import { openOrders, orderKey, positionOf, tallyOf } from './model';
import { FEES } from './symbols';
import type { UsdmRules } from './symbols';

/** A USD-M order as asked for, already parsed. */
export interface UsdmRequest {
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: bigint;
  qty: bigint;
  reduceOnly: boolean;
  clientOrderId: string;
}

/** Adds an income row; every row has its own tranId. */
export function addIncome(
  state: AccountState,
  symbol: string,
  incomeType: IncomeType,
  income: bigint,
  time: number,
  tradeId = '',
): void {
  state.changes.incomes.push({
    symbol,
    incomeType,
    income,
    asset: 'USDT',
    info: tradeId === '' ? incomeType : tradeId,
    time,
    tranId: state.account.next.tranId++,
    tradeId,
  });
  state.changes.account = true;
}

function isolatedTotal(state: AccountState): bigint {
  return Object.values(state.account.positions).reduce((sum, row) => sum + row.isolatedWallet, 0n);
}

/** No wallet may go below zero: the isolated one gives first, then the insurance fund does (INSURANCE_CLEAR). */
function settleWallets(state: AccountState, position: Position, at: number): void {
  const { account } = state;
  const short = isolatedTotal(state) - account.wallet;
  if (short > 0n) position.isolatedWallet -= smaller(short, larger(0n, position.isolatedWallet));
  if (account.wallet < 0n) {
    addIncome(state, position.symbol, 'INSURANCE_CLEAR', -account.wallet, at);
    account.wallet = 0n;
  }
}

/** Quantity of `qty` that a fill on `side` takes off the position. */
function closingPart(position: Position, side: Side, qty: bigint): bigint {
  const reduces = side === 'BUY' ? position.amount < 0n : position.amount > 0n;
  return reduces ? smaller(qty, absolute(position.amount)) : 0n;
}

/**
 * Books one execution of a one-way isolated position. The part that closes realises profit against its share of the cost
 * and releases its share of the isolated wallet; the part that opens moves price x quantity / leverage into it. The fee is
 * cut off at 1e-8 and paid from the wallet.
 */
export function fillUsdm(
  state: AccountState,
  order: Order,
  fill: Level,
  isMaker: boolean,
  at: number,
): Trade {
  const { account, changes } = state;
  const position = positionOf(account, order.symbol);
  const sign = order.side === 'BUY' ? 1n : -1n;
  const quoteQty = multiply(fill.price, fill.qty);
  const commission = multiply(quoteQty, isMaker ? FEES.usdm.maker : FEES.usdm.taker);
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
    account.wallet += realizedPnl;
  }
  account.wallet -= commission;
  const opened = fill.qty - closed;
  if (opened > 0n) {
    const notional = multiply(fill.price, opened);
    position.amount += sign * opened;
    position.cost += sign * notional;
    const spare = larger(0n, account.wallet - isolatedTotal(state));
    position.isolatedWallet += smaller(spare, notional / BigInt(position.leverage));
  }
  position.updatedAt = at;
  order.executedQty += fill.qty;
  order.cumQuote += quoteQty;
  order.status = order.executedQty === order.origQty ? 'FILLED' : 'PARTIALLY_FILLED';
  order.updatedAt = at;
  account.updatedAt = at;
  const trade: Trade = {
    market: 'usdm',
    symbol: order.symbol,
    id: account.next.usdmTradeId++,
    orderId: order.orderId,
    side: order.side,
    price: fill.price,
    qty: fill.qty,
    quoteQty,
    commission,
    commissionAsset: 'USDT',
    isMaker,
    realizedPnl,
    time: at,
  };
  if (order.status === 'FILLED') state.open.delete(orderKey('usdm', order.orderId));
  if (closed > 0n)
    addIncome(state, order.symbol, 'REALIZED_PNL', realizedPnl, at, String(trade.id));
  addIncome(state, order.symbol, 'COMMISSION', -commission, at, String(trade.id));
  settleWallets(state, position, at);
  tallyOf(account, order.symbol).futuresFills++;
  changes.trades.push(trade);
  changes.orders.add(order);
  changes.account = true;
  return trade;
}

/** Ends a resting order without a fill. */
export function endUsdm(
  state: AccountState,
  order: Order,
  status: 'CANCELED' | 'EXPIRED',
  at: number,
): void {
  order.status = status;
  order.updatedAt = at;
  state.open.delete(orderKey('usdm', order.orderId));
  if (status === 'CANCELED') tallyOf(state.account, order.symbol).ordersCancelled++;
  state.changes.orders.add(order);
  state.changes.account = true;
}

/** Fills a resting order at its limit; a reduce-only one only as far as there is something to reduce, the rest expires. */
export function fillRestingUsdm(state: AccountState, order: Order, at: number): void {
  const left = order.origQty - order.executedQty;
  const reducible = closingPart(positionOf(state.account, order.symbol), order.side, left);
  const qty = order.reduceOnly ? reducible : left;
  if (qty > 0n) fillUsdm(state, order, { price: order.price, qty }, true, at);
  if (qty < left) endUsdm(state, order, 'EXPIRED', at);
  expireIdleReduceOnly(state, order.symbol, at);
}

/** Reduce-only orders with nothing left to reduce expire, as the exchange does when a position is gone. */
export function expireIdleReduceOnly(state: AccountState, symbol: string, at: number): void {
  const position = positionOf(state.account, symbol);
  for (const order of openOrders(state, 'usdm', symbol)) {
    if (order.reduceOnly && closingPart(position, order.side, 1n) === 0n) {
      endUsdm(state, order, 'EXPIRED', at);
    }
  }
}

/** -2019 when the order's further margin and its fee exceed what is available; -2027 above the bracket's notional. */
function checkMargin(
  state: AccountState,
  view: MarketView,
  position: Position,
  asked: UsdmRequest,
  price: bigint,
): void {
  const mark = view.mark(position.symbol);
  const { bids, asks } = orderNotionals(state, position.symbol);
  const notional = multiply(price, asked.qty);
  const before = openOrderMargin(position, mark, bids, asks);
  const after =
    asked.side === 'BUY'
      ? openOrderMargin(position, mark, bids + notional, asks)
      : openOrderMargin(position, mark, bids, asks + notional);
  if (after <= before) return;
  const fee = multiply(notional, FEES.usdm.taker);
  if (after - before + fee > usdmFigures(state, view).available) {
    throw new ApiError(-2019, 'Margin is insufficient.');
  }
  const own = multiply(position.amount, mark);
  const reached = asked.side === 'BUY' ? own + bids + notional : own - asks - notional;
  if (absolute(reached) > maxNotionalAt(position.symbol, position.leverage)) {
    throw new ApiError(-2027, 'Exceeded the maximum allowable position at current leverage.');
  }
}

/** Accepts a valid order or throws (D2): takes what crosses, rests or expires the remainder. */
export function placeUsdm(
  state: AccountState,
  view: MarketView,
  rules: UsdmRules,
  asked: UsdmRequest,
  now: number,
): { order: Order; trades: Trade[] } {
  const { account } = state;
  const symbol = rules.symbol;
  const duplicate = openOrders(state, 'usdm').some(
    (order) => order.clientOrderId === asked.clientOrderId,
  );
  if (duplicate) throw new ApiError(-4116, 'ClientOrderId is duplicated.');
  const position = positionOf(account, symbol);
  const reducible = closingPart(position, asked.side, asked.qty);
  if (asked.reduceOnly && reducible === 0n)
    throw new ApiError(-2022, 'ReduceOnly Order is rejected.');
  const isMarket = asked.type === 'MARKET';
  const takeQty = asked.reduceOnly ? reducible : asked.qty;
  const fills = walk(view, symbol, 'usdm', {
    side: asked.side,
    qty: takeQty,
    step: rules.stepSize,
    ...(isMarket ? {} : { limit: asked.price }),
  });
  const filledQty = fills.reduce((sum, fill) => sum + fill.qty, 0n);
  if (asked.timeInForce === 'GTX' && fills.length > 0) {
    throw new ApiError(
      -5022,
      'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
    );
  }
  if (asked.timeInForce === 'FOK' && filledQty < takeQty) {
    throw new ApiError(
      -5021,
      'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history',
    );
  }
  const worst = fills.at(-1)?.price ?? view.last(symbol, 'usdm');
  if (!asked.reduceOnly) checkMargin(state, view, position, asked, isMarket ? worst : asked.price);
  const order: Order = {
    market: 'usdm',
    symbol,
    orderId: account.next.usdmOrderId++,
    clientOrderId: asked.clientOrderId,
    side: asked.side,
    type: asked.type,
    timeInForce: asked.timeInForce,
    price: isMarket ? 0n : asked.price,
    origQty: asked.qty,
    origQuoteOrderQty: 0n,
    executedQty: 0n,
    cumQuote: 0n,
    status: 'NEW',
    reduceOnly: asked.reduceOnly,
    createdAt: now,
    updatedAt: now,
  };
  state.changes.orders.add(order);
  state.changes.account = true;
  tallyOf(account, symbol).ordersPlaced++;
  const trades = fills.map((fill) => fillUsdm(state, order, fill, false, now));
  if (order.executedQty < order.origQty) {
    const rests = !isMarket && (asked.timeInForce === 'GTC' || asked.timeInForce === 'GTX');
    const spent = asked.reduceOnly && closingPart(position, asked.side, 1n) === 0n;
    if (rests && !spent) state.open.set(orderKey('usdm', order.orderId), order);
    else order.status = 'EXPIRED';
  }
  if (trades.length > 0) expireIdleReduceOnly(state, symbol, now);
  return { order, trades };
}
