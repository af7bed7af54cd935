import { walk } from './book';
import type { Level } from './book';
import { multiply } from './decimal';
import { ApiError } from './errors';
import type { MarketView } from './market-view';
import type { AccountState, Order, OrderType, Side, TimeInForce, Trade } from './model';
import { balanceOf, openOrders, orderKey, tallyOf } from './model';
import { FEES } from './symbols';
import type { SpotRules } from './symbols';

/** A spot order as asked for, already parsed. */
export interface SpotRequest {
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: bigint;
  qty: bigint;
  quoteOrderQty: bigint;
  clientOrderId: string;
}

function insufficient(): ApiError {
  return new ApiError(-2010, 'Account has insufficient balance for requested action.');
}

/** What a resting order locks: quote for a buy, base for a sale. */
export function lockedBy(order: Order): bigint {
  const left = order.origQty - order.executedQty;
  return order.side === 'BUY' ? multiply(order.price, left) : left;
}

/**
 * Books one execution: balances, fee, order and trade. The fee is taken from what is received, base on a buy and quote on
 * a sale, cut off at 1e-8 (reference H, VIP 0). A resting order first gives its lock back.
 */
export function fillSpot(
  state: AccountState,
  rules: SpotRules,
  order: Order,
  fill: Level,
  isMaker: boolean,
  at: number,
): Trade {
  const { account, changes } = state;
  const base = balanceOf(account, rules.baseAsset);
  const quote = balanceOf(account, rules.quoteAsset);
  const quoteQty = multiply(fill.price, fill.qty);
  const rate = isMaker ? FEES.spot.maker : FEES.spot.taker;
  const paying = order.side === 'BUY' ? quote : base;
  if (isMaker) {
    const before = lockedBy(order);
    order.executedQty += fill.qty;
    const released = before - lockedBy(order);
    paying.locked -= released;
    paying.free += released;
  } else {
    order.executedQty += fill.qty;
  }
  let commission: bigint;
  if (order.side === 'BUY') {
    commission = multiply(fill.qty, rate);
    quote.free -= quoteQty;
    base.free += fill.qty - commission;
  } else {
    commission = multiply(quoteQty, rate);
    base.free -= fill.qty;
    quote.free += quoteQty - commission;
  }
  order.cumQuote += quoteQty;
  order.status = order.executedQty === order.origQty ? 'FILLED' : 'PARTIALLY_FILLED';
  order.updatedAt = at;
  account.updatedAt = at;
  const trade: Trade = {
    market: 'spot',
    symbol: order.symbol,
    id: account.next.spotTradeId++,
    orderId: order.orderId,
    side: order.side,
    price: fill.price,
    qty: fill.qty,
    quoteQty,
    commission,
    commissionAsset: order.side === 'BUY' ? rules.baseAsset : rules.quoteAsset,
    isMaker,
    realizedPnl: 0n,
    time: at,
  };
  if (order.status === 'FILLED') state.open.delete(orderKey('spot', order.orderId));
  tallyOf(account, order.symbol).spotFills++;
  changes.trades.push(trade);
  changes.orders.add(order);
  changes.account = true;
  return trade;
}

/** The executions an order would get on arrival. */
export function takeSpot(view: MarketView, rules: SpotRules, asked: SpotRequest): Level[] {
  if (asked.type === 'LIMIT_MAKER') return [];
  const byQuote = asked.type === 'MARKET' && asked.quoteOrderQty > 0n;
  return walk(view, rules.symbol, 'spot', {
    side: asked.side,
    step: rules.stepSize,
    ...(byQuote ? { quote: asked.quoteOrderQty } : { qty: asked.qty }),
    ...(asked.type === 'MARKET' ? {} : { limit: asked.price }),
  });
}

/**
 * Accepts a valid order or throws: takes what crosses, rests or expires the remainder (D1).
 * @param marketNow instant of the book; `now` stamps order and trades
 */
export function placeSpot(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
  now: number,
): { order: Order; trades: Trade[] } {
  const { account } = state;
  const duplicate = openOrders(state, 'spot').some(
    (order) => order.clientOrderId === asked.clientOrderId,
  );
  if (duplicate) throw new ApiError(-2010, 'Duplicate order sent.');
  const crossing = walk(view, rules.symbol, 'spot', {
    side: asked.side,
    step: rules.stepSize,
    qty: rules.stepSize,
    limit: asked.price,
  });
  if (asked.type === 'LIMIT_MAKER' && crossing.length > 0) {
    throw new ApiError(-2010, 'Order would immediately match and take.');
  }
  let fills = takeSpot(view, rules, asked);
  const filledQty = fills.reduce((sum, fill) => sum + fill.qty, 0n);
  const filledQuote = fills.reduce((sum, fill) => sum + multiply(fill.price, fill.qty), 0n);
  const origQty = asked.type === 'MARKET' && asked.qty === 0n ? filledQty : asked.qty;
  const rests = asked.type !== 'MARKET' && asked.timeInForce === 'GTC';
  const base = balanceOf(account, rules.baseAsset);
  const quote = balanceOf(account, rules.quoteAsset);
  if (asked.side === 'BUY') {
    const needed = asked.type === 'MARKET' ? filledQuote : multiply(asked.price, asked.qty);
    if (quote.free < needed) throw insufficient();
  } else if (base.free < origQty) {
    throw insufficient();
  }
  if (asked.timeInForce === 'FOK' && filledQty < origQty) fills = [];
  const order: Order = {
    market: 'spot',
    symbol: rules.symbol,
    orderId: account.next.spotOrderId++,
    clientOrderId: asked.clientOrderId,
    side: asked.side,
    type: asked.type,
    timeInForce: asked.timeInForce,
    price: asked.type === 'MARKET' ? 0n : asked.price,
    origQty,
    origQuoteOrderQty: asked.quoteOrderQty,
    executedQty: 0n,
    cumQuote: 0n,
    status: 'NEW',
    reduceOnly: false,
    createdAt: now,
    updatedAt: now,
  };
  state.changes.orders.add(order);
  state.changes.account = true;
  tallyOf(account, rules.symbol).ordersPlaced++;
  const trades = fills.map((fill) => fillSpot(state, rules, order, fill, false, now));
  if (order.executedQty < order.origQty || order.origQty === 0n) {
    if (rests) {
      const lock = lockedBy(order);
      const paying = asked.side === 'BUY' ? quote : base;
      paying.free -= lock;
      paying.locked += lock;
      state.open.set(orderKey('spot', order.orderId), order);
    } else {
      order.status = 'EXPIRED';
    }
  }
  return { order, trades };
}

/** Takes a resting order off the book and gives its lock back. */
export function cancelSpot(state: AccountState, rules: SpotRules, order: Order, at: number): void {
  const lock = lockedBy(order);
  const paying = balanceOf(
    state.account,
    order.side === 'BUY' ? rules.quoteAsset : rules.baseAsset,
  );
  paying.locked -= lock;
  paying.free += lock;
  order.status = 'CANCELED';
  order.updatedAt = at;
  state.open.delete(orderKey('spot', order.orderId));
  tallyOf(state.account, order.symbol).ordersCancelled++;
  state.changes.orders.add(order);
  state.changes.account = true;
}
