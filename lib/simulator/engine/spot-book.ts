import type { Level } from './book';
import { multiply } from './decimal';
import { assetsOf, tellBalances, tellSpotOrder } from './emit-spot';
import type { MarketView } from './market-view';
import type { SpotOrderEvent } from './events';
import type { AccountState, Balance, Order, OrderStatus, Trade } from './model';
import { balanceOf, orderKey, tallyOf } from './model';
import { remainingOf } from './spot-details';
import { spotCommission } from './spot-fees';
import type { SpotRules } from './symbols';

/** What an order on the book locks: quote for a buy, base for a sale. */
export function lockedBy(order: Order): bigint {
  const left = remainingOf(order);
  return order.side === 'BUY' ? multiply(order.spot?.lockPrice ?? order.price, left) : left;
}

/** The balance an order pays from. */
export function payingBalance(state: AccountState, rules: SpotRules, order: Order): Balance {
  return balanceOf(state.account, order.side === 'BUY' ? rules.quoteAsset : rules.baseAsset);
}

function touch(state: AccountState, order: Order, at: number): void {
  order.updatedAt = at;
  state.account.updatedAt = at;
  state.changes.orders.add(order);
  state.changes.account = true;
}

/** Puts an order on the book and locks what it may cost. */
export function restSpot(state: AccountState, rules: SpotRules, order: Order, at: number): void {
  const paying = payingBalance(state, rules, order);
  const lock = lockedBy(order);
  paying.free -= lock;
  paying.locked += lock;
  state.open.set(orderKey('spot', order.orderId), order);
  touch(state, order, at);
  tellBalances(state, assetsOf(rules), at);
}

/** Takes an order off the book and gives its lock back; it keeps its status. The caller tells of the balances. */
export function liftSpot(state: AccountState, rules: SpotRules, order: Order, at: number): void {
  changeLocked(state, rules, order, () => undefined, 0n);
  state.open.delete(orderKey('spot', order.orderId));
  touch(state, order, at);
}

/** Changes an order on the book and gives back what it no longer locks. */
export function changeLocked(
  state: AccountState,
  rules: SpotRules,
  order: Order,
  change: () => void,
  after?: bigint,
): void {
  const before = lockedBy(order);
  change();
  const released = before - (after ?? lockedBy(order));
  const paying = payingBalance(state, rules, order);
  paying.locked -= released;
  paying.free += released;
}

/**
 * Ends an order that is not on the book (any more).
 * @param more what the user stream tells besides
 */
export function endSpot(
  state: AccountState,
  order: Order,
  status: Extract<OrderStatus, 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH'>,
  at: number,
  more: Partial<Pick<SpotOrderEvent, 'prevented' | 'clientOrderId' | 'origClientOrderId'>> = {},
): void {
  // The prevention that took an order's last quantity has told of its end.
  const isTold = order.status === 'EXPIRED_IN_MATCH';
  order.status = status;
  if (status === 'CANCELED') tallyOf(state.account, order.symbol).ordersCancelled++;
  touch(state, order, at);
  const execution = status === 'EXPIRED_IN_MATCH' ? 'TRADE_PREVENTION' : status;
  if (!isTold) tellSpotOrder(state, order, execution, at, more);
}

/**
 * Books one execution: balances, fee, order and trade. An order on the book first gives its lock back. The fee is that
 * of `spotCommission`.
 */
export function fillSpot(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  order: Order,
  fill: Level,
  isMaker: boolean,
  at: number,
): Trade {
  const { account, changes } = state;
  const base = balanceOf(account, rules.baseAsset);
  const quote = balanceOf(account, rules.quoteAsset);
  const { side } = order;
  const quoteQty = multiply(fill.price, fill.qty);
  const commission = spotCommission(account, view, rules, {
    side,
    qty: fill.qty,
    quoteQty,
    isMaker,
  });
  if (isMaker) {
    changeLocked(state, rules, order, () => {
      order.executedQty += fill.qty;
    });
  } else {
    order.executedQty += fill.qty;
  }
  base.free += side === 'BUY' ? fill.qty : -fill.qty;
  quote.free += side === 'BUY' ? -quoteQty : quoteQty;
  balanceOf(account, commission.asset).free -= commission.amount;
  order.cumQuote += quoteQty;
  order.status = remainingOf(order) === 0n ? 'FILLED' : 'PARTIALLY_FILLED';
  touch(state, order, at);
  const trade: Trade = {
    market: 'spot',
    symbol: order.symbol,
    id: account.next.spotTradeId++,
    orderId: order.orderId,
    side,
    price: fill.price,
    qty: fill.qty,
    quoteQty,
    commission: commission.amount,
    commissionAsset: commission.asset,
    isMaker,
    realizedPnl: 0n,
    time: at,
  };
  if (order.status === 'FILLED') state.open.delete(orderKey('spot', order.orderId));
  tallyOf(account, order.symbol).spotFills++;
  changes.trades.push(trade);
  tellSpotOrder(state, order, 'TRADE', at, { trade });
  tellBalances(state, [...assetsOf(rules), commission.asset], at);
  return trade;
}
