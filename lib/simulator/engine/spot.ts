import { walk } from './book';
import { multiply } from './decimal';
import { assetsOf, tellBalances, tellSpotOrder } from './emit-spot';
import { ApiError } from './errors';
import type { MarketView } from './market-view';
import type { AccountState, Order, OrderType, Side, TimeInForce, Trade } from './model';
import { balanceOf, openOrders, tallyOf } from './model';
import { changeLocked, endSpot, fillSpot, liftSpot, restSpot } from './spot-book';
import type { PreventedMatch, SelfTradePrevention, SpotDetails } from './spot-details';
import { isWaiting, remainingOf, triggersAbove } from './spot-details';
import type { SpotRules } from './symbols';
import type { Taking } from './take';
import { planTake } from './take';

/** A spot order as asked for, already parsed; amounts scaled, 0 for what it does not have. */
export interface SpotRequest {
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: bigint;
  qty: bigint;
  quoteOrderQty: bigint;
  clientOrderId: string;
  stopPrice?: bigint;
  /** Basis points. */
  trailingDelta?: number;
  icebergQty?: bigint;
  /** The symbol's default EXPIRE_MAKER when absent (reference D1). */
  selfTradePreventionMode?: SelfTradePrevention;
  strategyId?: number;
  strategyType?: number;
}

/** -2010 when the balance does not carry an order. */
export function insufficient(): ApiError {
  return new ApiError(-2010, 'Account has insufficient balance for requested action.');
}

/** True for the types that wait for a trigger. */
export function isConditional(type: OrderType): boolean {
  return type.startsWith('STOP_LOSS') || type.startsWith('TAKE_PROFIT');
}

/** True for the types that execute at any price. */
export function isMarketLike(type: OrderType): boolean {
  return type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT';
}

/** The account's working orders of a symbol, which a taker of its own could meet. */
export function workingMakers(state: AccountState, symbol: string): Order[] {
  return openOrders(state, 'spot', symbol).filter((order) => !isWaiting(order));
}

/** What an order would get on arrival, own orders and self-trade prevention included; nothing is changed. */
export function takeSpot(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
): Taking {
  const byQuote = asked.type === 'MARKET' && asked.quoteOrderQty > 0n;
  return planTake(
    view,
    rules.symbol,
    'spot',
    {
      side: asked.side,
      step: rules.stepSize,
      ...(byQuote ? { quote: asked.quoteOrderQty } : { qty: asked.qty }),
      ...(isMarketLike(asked.type) ? {} : { limit: asked.price }),
    },
    workingMakers(state, rules.symbol),
    asked.selfTradePreventionMode ?? 'EXPIRE_MAKER',
  );
}

/** True when a limit at this price would trade with the market or an own order at once. */
function crosses(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
): boolean {
  const wanted = { side: asked.side, step: rules.stepSize, qty: rules.stepSize };
  if (walk(view, rules.symbol, 'spot', { ...wanted, limit: asked.price }).length > 0) return true;
  return workingMakers(state, rules.symbol).some(
    (order) =>
      order.side !== asked.side &&
      (asked.side === 'BUY' ? order.price <= asked.price : order.price >= asked.price),
  );
}

/** -2010 when a conditional order's stop is on the wrong side of the market (reference D1). */
function checkTrigger(view: MarketView, rules: SpotRules, asked: SpotRequest): void {
  const stop = asked.stopPrice ?? 0n;
  if (!isConditional(asked.type) || stop === 0n) return;
  const last = view.last(rules.symbol, 'spot');
  const triggers = triggersAbove(asked.type, asked.side) ? last >= stop : last <= stop;
  if (triggers) throw new ApiError(-2010, 'Order would trigger immediately.');
}

function newOrder(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
  origQty: bigint,
  now: number,
): Order {
  const stopPrice = asked.stopPrice ?? 0n;
  const waits = isConditional(asked.type);
  const trails = (asked.trailingDelta ?? 0) > 0 && stopPrice === 0n;
  const last = view.last(rules.symbol, 'spot');
  const details: SpotDetails = {
    selfTradePreventionMode: asked.selfTradePreventionMode ?? 'EXPIRE_MAKER',
    stopPrice,
    trailingDelta: asked.trailingDelta ?? 0,
    trailingTime: trails ? now : -1,
    trailingExtremeTicks: trails ? view.ticks(rules.symbol, 'spot') : 0,
    icebergQty: asked.icebergQty ?? 0n,
    isWorking: !waits,
    workingTime: waits ? -1 : now,
    lockPrice: asked.price > 0n ? asked.price : stopPrice > 0n ? stopPrice : last,
    preventedQty: 0n,
    preventions: [],
    amendments: [],
    ...(asked.strategyId === undefined ? {} : { strategyId: asked.strategyId }),
    ...(asked.strategyType === undefined ? {} : { strategyType: asked.strategyType }),
  };
  return {
    market: 'spot',
    symbol: rules.symbol,
    orderId: state.account.next.spotOrderId++,
    clientOrderId: asked.clientOrderId,
    side: asked.side,
    type: asked.type,
    timeInForce: asked.timeInForce,
    price: isMarketLike(asked.type) ? 0n : asked.price,
    origQty,
    origQuoteOrderQty: asked.quoteOrderQty,
    executedQty: 0n,
    cumQuote: 0n,
    status: 'NEW',
    reduceOnly: false,
    createdAt: now,
    updatedAt: now,
    spot: details,
  };
}

/** Refusals that depend on the books and balances, all -2010; nothing is changed. */
export function checkPlaceable(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
): void {
  const duplicate = openOrders(state, 'spot').some(
    (order) => order.clientOrderId === asked.clientOrderId,
  );
  if (duplicate) throw new ApiError(-2010, 'Duplicate order sent.');
  if (asked.type === 'LIMIT_MAKER' && crosses(state, view, rules, asked)) {
    throw new ApiError(-2010, 'Order would immediately match and take.');
  }
  checkTrigger(view, rules, asked);
  const byQuote = asked.type === 'MARKET' && asked.qty === 0n;
  if (asked.side === 'BUY') {
    const isMarket = asked.type === 'MARKET';
    const stop = (asked.stopPrice ?? 0n) || view.last(rules.symbol, 'spot');
    const needed = isMarket
      ? takeSpot(state, view, rules, asked).filledQuote
      : multiply(asked.price || stop, asked.qty);
    if (balanceOf(state.account, rules.quoteAsset).free < needed) throw insufficient();
    return;
  }
  const qty = byQuote ? takeSpot(state, view, rules, asked).filledQty : asked.qty;
  if (balanceOf(state.account, rules.baseAsset).free < qty) throw insufficient();
}

/**
 * Accepts a valid order or throws (reference D1): a conditional one waits, any other takes what crosses and rests or
 * expires the remainder. The trades told are the order's own.
 * @param now stamps order and trades; the book is that of `view`
 */
export function placeSpot(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
  now: number,
): { order: Order; trades: Trade[] } {
  checkPlaceable(state, view, rules, asked);
  const byQuote = asked.type === 'MARKET' && asked.qty === 0n;
  let origQty = asked.qty;
  if (byQuote) {
    const taking = takeSpot(state, view, rules, asked);
    origQty = taking.filledQty + taking.preventedQty;
  }
  const order = newOrder(state, view, rules, asked, origQty, now);
  state.changes.orders.add(order);
  state.changes.account = true;
  tallyOf(state.account, rules.symbol).ordersPlaced++;
  tellSpotOrder(state, order, 'NEW', now);
  if (isConditional(asked.type)) {
    restSpot(state, rules, order, now);
    return { order, trades: [] };
  }
  const quote = byQuote ? { quote: asked.quoteOrderQty } : {};
  return { order, trades: enterBook(state, view, rules, order, quote, now) };
}

/** Lets an order that locks nothing take what crosses; then it rests, or the remainder expires with its reason. */
function enterBook(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  order: Order,
  limits: { quote?: bigint },
  at: number,
): Trade[] {
  const { spot } = order;
  const isMarket = isMarketLike(order.type);
  const qty = remainingOf(order);
  const taking = planTake(
    view,
    rules.symbol,
    'spot',
    {
      side: order.side,
      step: rules.stepSize,
      qty,
      ...limits,
      ...(isMarket ? {} : { limit: order.price }),
    },
    // A LIMIT_MAKER that crosses was refused before.
    order.type === 'LIMIT_MAKER' ? [] : workingMakers(state, rules.symbol),
    spot?.selfTradePreventionMode ?? 'EXPIRE_MAKER',
  );
  if (order.timeInForce === 'FOK' && taking.filledQty < qty) {
    if (spot !== undefined) spot.expiryReason = 'UNFILLED_FOK_ORDER_EXPIRED';
    endSpot(state, order, 'EXPIRED', at);
    return [];
  }
  const trades = carryOutTaking(state, view, rules, order, taking, at);
  if (order.status === 'FILLED') return trades;
  if (taking.isExpired || (order.origQty > 0n && remainingOf(order) === 0n)) {
    endSpot(state, order, 'EXPIRED_IN_MATCH', at);
  } else if (!isMarket && order.timeInForce === 'GTC') {
    restSpot(state, rules, order, at);
  } else {
    if (spot !== undefined) {
      spot.expiryReason = isMarket ? 'INSUFFICIENT_LIQUIDITY' : 'UNFILLED_IOC_QUANTITY_EXPIRED';
    }
    endSpot(state, order, 'EXPIRED', at);
  }
  return trades;
}

function carryOutTaking(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  order: Order,
  taking: Taking,
  at: number,
): Trade[] {
  const trades: Trade[] = [];
  for (const step of taking.steps) {
    switch (step.kind) {
      case 'trade':
        trades.push(fillSpot(state, view, rules, order, step.level, false, at));
        break;
      case 'own':
        trades.push(fillSpot(state, view, rules, order, step.level, false, at));
        fillSpot(state, view, rules, step.maker, step.level, true, at);
        break;
      case 'prevented':
        prevent(state, rules, order, step, at);
    }
  }
  return trades;
}

/** Books a prevented match on both orders and takes the prevented quantity off each. */
function prevent(
  state: AccountState,
  rules: SpotRules,
  taker: Order,
  step: { maker: Order; price: bigint; takerQty: bigint; makerQty: bigint },
  at: number,
): void {
  const { next } = state.account;
  const { maker } = step;
  const preventedMatchId = next.preventedMatchId ?? 1;
  next.preventedMatchId = preventedMatchId + 1;
  const match: PreventedMatch = {
    preventedMatchId,
    takerOrderId: taker.orderId,
    makerOrderId: maker.orderId,
    selfTradePreventionMode: taker.spot?.selfTradePreventionMode ?? 'EXPIRE_MAKER',
    price: step.price,
    takerPreventedQty: step.takerQty,
    makerPreventedQty: step.makerQty,
    time: at,
  };
  if (taker.spot !== undefined) {
    taker.spot.preventedQty += step.takerQty;
    taker.spot.preventions.push(match);
    if (remainingOf(taker) === 0n) taker.status = 'EXPIRED_IN_MATCH';
    if (step.takerQty > 0n) {
      tellSpotOrder(state, taker, 'TRADE_PREVENTION', at, { prevented: match });
    }
  }
  const { spot } = maker;
  if (spot !== undefined) {
    changeLocked(state, rules, maker, () => {
      spot.preventedQty += step.makerQty;
    });
    spot.preventions.push(match);
  }
  state.changes.orders.add(maker);
  if (remainingOf(maker) === 0n) {
    liftSpot(state, rules, maker, at);
    endSpot(state, maker, 'EXPIRED_IN_MATCH', at, { prevented: match });
  } else if (step.makerQty > 0n) {
    tellSpotOrder(state, maker, 'TRADE_PREVENTION', at, { prevented: match });
  }
  if (step.makerQty > 0n) tellBalances(state, assetsOf(rules), at);
}

/**
 * A conditional order reaches its trigger: it gives its lock back and enters the book as MARKET or LIMIT. A MARKET buy
 * goes as far as the free balance carries it.
 */
export function triggerSpot(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  order: Order,
  at: number,
): void {
  const { spot } = order;
  if (spot === undefined) return;
  liftSpot(state, rules, order, at);
  spot.isWorking = true;
  spot.workingTime = at;
  // It is accepted a second time, now into the book (`w` true).
  tellSpotOrder(state, order, 'NEW', at);
  const isBuy = order.side === 'BUY' && isMarketLike(order.type);
  const free = balanceOf(state.account, rules.quoteAsset).free;
  enterBook(state, view, rules, order, isBuy ? { quote: free } : {}, at);
  // One that found nothing has its lock back, of which nothing has told yet.
  if (order.executedQty === 0n) tellBalances(state, assetsOf(rules), at);
}

/** The id of a cancel that names none. */
export function ownCancelId(order: Order): string {
  return `cancel_${order.orderId.toString(36)}`;
}

/**
 * Takes a resting order off the book and gives its lock back.
 * @param cancelId the id of the cancel
 */
export function cancelSpot(
  state: AccountState,
  rules: SpotRules,
  order: Order,
  at: number,
  cancelId = ownCancelId(order),
): void {
  liftSpot(state, rules, order, at);
  const ids = { clientOrderId: cancelId, origClientOrderId: order.clientOrderId };
  endSpot(state, order, 'CANCELED', at, ids);
  tellBalances(state, assetsOf(rules), at);
}
