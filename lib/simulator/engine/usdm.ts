import { topLevels } from './book';
import type { Level } from './book';
import { maxNotionalAt } from './brackets';
import { absolute, decimal, multiply, UNIT } from './decimal';
import { tellUsdmOrder } from './emit-usdm';
import { openOrderMargin, orderNotionals, usdmFigures } from './margin';
import type { MarketView } from './market-view';
import type { AccountState, Order, OrderType, Position, Side, TimeInForce, Trade } from './model';
import { openOrders, orderKey, tallyOf } from './model';
import { closingPart, isReducing, legOf } from './position';
import type { UsdmRules } from './symbols';
import { marginAssetOf } from './symbols';
import type { Taking } from './take';
import { planTake } from './take';
import { usdmError } from './usdm-errors';
import { bnbPriceOf, usdmFeeRates } from './usdm-fees';
import { endUsdm, expireIdleReduceOnly, fillUsdm } from './usdm-fills';
import type { PositionSide, PriceMatch, SelfTradePrevention } from './usdm-model';
import { usdmFields } from './usdm-model';

export { addIncome, endUsdm, expireIdleReduceOnly, fillRestingUsdm, fillUsdm } from './usdm-fills';

/** Furthest from mark a MARKET order may trade: `marketTakeBound` (reference C2). */
const MARKET_TAKE_BOUND = decimal('0.05');

/** A USD-M order as asked for, already parsed. */
export interface UsdmRequest {
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: bigint;
  qty: bigint;
  reduceOnly: boolean;
  clientOrderId: string;
  /** BOTH when absent. */
  positionSide?: PositionSide;
  /** EXPIRE_MAKER when absent (reference D2). */
  stp?: SelfTradePrevention;
  priceMatch?: PriceMatch;
  goodTillDate?: number;
  /** Set on the child of a conditional order. */
  algoId?: number;
  closePosition?: boolean;
}

/** The price a priceMatch stands for: a level of the opposite side (OPPONENT) or of the own one (QUEUE); -5041 when absent. */
export function matchedPrice(
  view: MarketView,
  symbol: string,
  side: Side,
  match: PriceMatch,
): bigint {
  const [kind, depth] = match.split('_');
  const opposite = side === 'BUY' ? 'SELL' : 'BUY';
  const count = Number(depth ?? 1);
  const level = topLevels(view, symbol, 'usdm', kind === 'OPPONENT' ? opposite : side, count)[
    count - 1
  ];
  if (level === undefined) throw usdmError(-5041);
  return level.price;
}

/** -2019 when the order's further margin and its fee exceed what is available; -2027 above the bracket's notional. */
export function checkMargin(
  state: AccountState,
  view: MarketView,
  position: Position,
  side: Side,
  price: bigint,
  qty: bigint,
): void {
  const mark = view.mark(position.symbol);
  const { bids, asks } = orderNotionals(state, position);
  const notional = multiply(price, qty);
  const before = openOrderMargin(position, mark, bids, asks);
  const after =
    side === 'BUY'
      ? openOrderMargin(position, mark, bids + notional, asks)
      : openOrderMargin(position, mark, bids, asks + notional);
  if (after <= before) return;
  const fee = multiply(notional, usdmFeeRates(state.account).taker);
  const { available } = usdmFigures(state, view, marginAssetOf(position.symbol));
  if (after - before + fee > available) throw usdmError(-2019);
  const own = multiply(position.amount, mark);
  const reached = side === 'BUY' ? own + bids + notional : own - asks - notional;
  if (absolute(reached) > maxNotionalAt(position.symbol, position.leverage)) {
    throw usdmError(-2027);
  }
}

/**
 * -2022 when there is nothing to reduce, or a hedge leg is smaller than what is to be closed; -4118 when orders that only
 * reduce rest over the whole position already and this one would rest too (reference D2).
 */
function checkReduction(state: AccountState, position: Position, asked: UsdmRequest): void {
  const leg = asked.positionSide ?? 'BOTH';
  const reducible = closingPart(position, asked.side, asked.qty);
  if (reducible === 0n || (leg !== 'BOTH' && reducible < asked.qty)) throw usdmError(-2022);
  if (asked.type === 'MARKET' || asked.timeInForce === 'IOC' || asked.timeInForce === 'FOK') return;
  const resting = openOrders(state, 'usdm', position.symbol)
    .filter((order) => order.side === asked.side && usdmFields(order).positionSide === leg)
    .filter((order) => isReducing(leg, order.side, order.reduceOnly))
    .reduce((sum, order) => sum + order.origQty - order.executedQty, 0n);
  if (resting >= absolute(position.amount)) throw usdmError(-4118);
}

/** What an order gets on arrival; throws -5021, -5022, -4131. */
function planUsdm(
  state: AccountState,
  view: MarketView,
  rules: UsdmRules,
  asked: UsdmRequest,
  takeQty: bigint,
): Taking {
  const { symbol } = rules;
  const isMarket = asked.type === 'MARKET';
  const wanted = {
    side: asked.side,
    qty: takeQty,
    step: rules.stepSize,
    ...(isMarket ? {} : { limit: asked.price }),
  };
  const makers = openOrders(state, 'usdm', symbol);
  const taking = planTake(view, symbol, 'usdm', wanted, makers, asked.stp ?? 'EXPIRE_MAKER');
  if (asked.timeInForce === 'GTX' && taking.steps.length > 0) throw usdmError(-5022);
  if (asked.timeInForce === 'FOK' && taking.filledQty < takeQty) throw usdmError(-5021);
  if (isMarket) {
    const bound = asked.side === 'BUY' ? UNIT + MARKET_TAKE_BOUND : UNIT - MARKET_TAKE_BOUND;
    const furthest = multiply(view.mark(symbol), bound);
    const worst = tradesOf(taking).at(-1)?.price;
    if (
      worst !== undefined &&
      (asked.side === 'BUY' ? worst > furthest : worst < furthest) &&
      !asked.reduceOnly
    ) {
      throw usdmError(-4131);
    }
  }
  return taking;
}

function tradesOf(taking: Taking): Level[] {
  return taking.steps.flatMap((step) => (step.kind === 'prevented' ? [] : [step.level]));
}

/** Carries out what a taker meets on its way: trades, trades with itself (mode NONE), prevented matches. */
function carryOut(
  state: AccountState,
  view: MarketView,
  order: Order,
  taking: Taking,
  now: number,
): Trade[] {
  const bnbPrice = bnbPriceOf(view);
  const mark = view.mark(order.symbol);
  const trades: Trade[] = [];
  for (const step of taking.steps) {
    if (step.kind === 'prevented') {
      if (step.makerQty > 0n) endUsdm(state, step.maker, 'EXPIRED_IN_MATCH', now);
      continue;
    }
    trades.push(fillUsdm(state, order, step.level, false, now, bnbPrice, mark));
    if (step.kind === 'own') fillUsdm(state, step.maker, step.level, true, now, bnbPrice, mark);
  }
  return trades;
}

/** Takes what crosses, then rests, expires or ends what is left of an order that is not on the book. */
export function runUsdm(
  state: AccountState,
  view: MarketView,
  order: Order,
  taking: Taking,
  now: number,
): Trade[] {
  const trades = carryOut(state, view, order, taking, now);
  if (order.executedQty < order.origQty) {
    const rests = order.type !== 'MARKET' && ['GTC', 'GTX', 'GTD'].includes(order.timeInForce);
    const { positionSide } = usdmFields(order);
    const leg = legOf(state.account, order.symbol, positionSide);
    const spent =
      isReducing(positionSide, order.side, order.reduceOnly) &&
      closingPart(leg, order.side, 1n) === 0n;
    if (taking.isExpired) endUsdm(state, order, 'EXPIRED_IN_MATCH', now);
    else if (rests && !spent) state.open.set(orderKey('usdm', order.orderId), order);
    else endUsdm(state, order, 'EXPIRED', now);
  }
  if (trades.length > 0) expireIdleReduceOnly(state, order.symbol, now);
  return trades;
}

/**
 * Says whether an order would be accepted now, by throwing what it would be refused with (D2), and what it would get.
 * Changes nothing.
 */
export function admitUsdm(
  state: AccountState,
  view: MarketView,
  rules: UsdmRules,
  asked: UsdmRequest,
): Taking {
  const leg = asked.positionSide ?? 'BOTH';
  const duplicate = openOrders(state, 'usdm').some(
    (order) => order.clientOrderId === asked.clientOrderId,
  );
  if (duplicate) throw usdmError(-4116);
  const position = legOf(state.account, rules.symbol, leg);
  const reducing = isReducing(leg, asked.side, asked.reduceOnly);
  if (reducing) checkReduction(state, position, asked);
  const takeQty = reducing ? closingPart(position, asked.side, asked.qty) : asked.qty;
  const taking = planUsdm(state, view, rules, asked, takeQty);
  if (!reducing) {
    const worst = tradesOf(taking).at(-1)?.price ?? view.last(rules.symbol, 'usdm');
    const price = asked.type === 'MARKET' ? worst : asked.price;
    checkMargin(state, view, position, asked.side, price, asked.qty);
  }
  return taking;
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
  const taking = admitUsdm(state, view, rules, asked);
  const order: Order = {
    market: 'usdm',
    symbol: rules.symbol,
    orderId: account.next.usdmOrderId++,
    clientOrderId: asked.clientOrderId,
    side: asked.side,
    type: asked.type,
    timeInForce: asked.timeInForce,
    price: asked.type === 'MARKET' ? 0n : asked.price,
    origQty: asked.qty,
    origQuoteOrderQty: 0n,
    executedQty: 0n,
    cumQuote: 0n,
    status: 'NEW',
    reduceOnly: asked.reduceOnly,
    createdAt: now,
    updatedAt: now,
    usdm: {
      positionSide: asked.positionSide ?? 'BOTH',
      stp: asked.stp ?? 'EXPIRE_MAKER',
      priceMatch: asked.priceMatch ?? 'NONE',
      goodTillDate: asked.goodTillDate ?? 0,
      closePosition: asked.closePosition ?? false,
      ...(asked.algoId === undefined ? {} : { algoId: asked.algoId }),
      amendments: [],
    },
  };
  state.changes.orders.add(order);
  state.changes.account = true;
  tallyOf(account, rules.symbol).ordersPlaced++;
  tellUsdmOrder(state, order, 'NEW', now);
  const trades = runUsdm(state, view, order, taking, now);
  return { order, trades };
}
