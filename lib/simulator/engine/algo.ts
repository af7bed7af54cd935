import { absolute, decimal, multiply, UNIT } from './decimal';
import { tellAlgo } from './emit-usdm';
import { ApiError } from './errors';
import type { MarketView } from './market-view';
import type { AccountState } from './model';
import { closingPart, isReducing, legOf } from './position';
import type { UsdmRules } from './symbols';
import type { UsdmRequest } from './usdm';
import { admitUsdm, matchedPrice, placeUsdm } from './usdm';
import { usdmError } from './usdm-errors';
import { moveAlgo } from './usdm-fills';
import type { AlgoOrder } from './usdm-model';
import { usdmAccount } from './usdm-model';

/** Conditional orders an account can have waiting (reference E). */
export const MOST_ALGO_ORDERS = 200;
/** Widest gap between mark and last price at which a protected order triggers: `triggerProtect` (reference C2). */
const TRIGGER_PROTECT = decimal('0.05');

/** A conditional order as asked for, already parsed. */
export type AlgoRequest = Omit<
  AlgoOrder,
  | 'algoId'
  | 'status'
  | 'history'
  | 'extreme'
  | 'createdAt'
  | 'updatedAt'
  | 'triggeredAt'
  | 'childOrderId'
  | 'rejectMessage'
>;

/** Conditional orders that wait for their trigger, oldest first. */
export function waitingAlgos(state: AccountState, symbol?: string): AlgoOrder[] {
  return [...state.algos.values()]
    .filter((algo) => algo.status === 'NEW' && (symbol === undefined || algo.symbol === symbol))
    .sort((a, b) => a.algoId - b.algoId);
}

/** True when the trigger lies above the market: STOP of a BUY, TAKE_PROFIT of a SELL (reference E). */
export function triggersUpwards(algo: Pick<AlgoOrder, 'type' | 'side'>): boolean {
  const stops = algo.type === 'STOP' || algo.type === 'STOP_MARKET';
  return stops ? algo.side === 'BUY' : algo.side === 'SELL';
}

/** Current price of the kind an order works on, scaled. */
export function workingPrice(
  view: MarketView,
  algo: Pick<AlgoOrder, 'symbol' | 'workingType'>,
): bigint {
  return algo.workingType === 'MARK_PRICE'
    ? view.mark(algo.symbol)
    : view.last(algo.symbol, 'usdm');
}

/** Price at which a trailing order triggers, seen from its extreme. */
export function trailingTrigger(algo: AlgoOrder): bigint {
  const part = multiply(algo.extreme, algo.callbackRate) / 100n;
  return algo.side === 'SELL' ? algo.extreme - part : algo.extreme + part;
}

/** True once the extreme has been at the activation price (reference E); at once when there is none. */
export function isActive(algo: AlgoOrder): boolean {
  if (algo.activatePrice === 0n) return true;
  return algo.side === 'SELL'
    ? algo.extreme >= algo.activatePrice
    : algo.extreme <= algo.activatePrice;
}

/** -4130, -4509 of closePosition; -2021 of a trigger the price has passed; -4045; -4116 of a client id that waits. */
function admitAlgo(state: AccountState, view: MarketView, asked: AlgoRequest): void {
  const waiting = waitingAlgos(state);
  if (waiting.length >= MOST_ALGO_ORDERS) throw usdmError(-4045);
  if (waiting.some((algo) => algo.clientAlgoId === asked.clientAlgoId)) throw usdmError(-4116);
  const price = workingPrice(view, asked);
  if (asked.type === 'TRAILING_STOP_MARKET') {
    const { activatePrice } = asked;
    // A SELL trails from above the market, a BUY from below it.
    const wrong = asked.side === 'SELL' ? activatePrice < price : activatePrice > price;
    if (activatePrice !== 0n && wrong) throw usdmError(-2021);
    return;
  }
  const upwards = triggersUpwards(asked);
  if (upwards ? price >= asked.triggerPrice : price <= asked.triggerPrice) {
    throw usdmError(-2021);
  }
  if (!asked.closePosition) return;
  const leg = legOf(state.account, asked.symbol, asked.positionSide);
  if (closingPart(leg, asked.side, 1n) === 0n) throw usdmError(-4509);
  const stops = asked.type.startsWith('STOP');
  const same = waiting.some(
    (algo) =>
      algo.closePosition &&
      algo.symbol === asked.symbol &&
      algo.side === asked.side &&
      algo.positionSide === asked.positionSide &&
      algo.type.startsWith('STOP') === stops,
  );
  if (same) throw usdmError(-4130);
}

/** Accepts a valid conditional order or throws; nothing is locked for it (reference E). */
export function placeAlgo(
  state: AccountState,
  view: MarketView,
  asked: AlgoRequest,
  now: number,
): AlgoOrder {
  admitAlgo(state, view, asked);
  const algo: AlgoOrder = {
    ...asked,
    algoId: usdmAccount(state.account).next.algoId++,
    status: 'NEW',
    history: [{ status: 'NEW', at: now }],
    extreme: asked.type === 'TRAILING_STOP_MARKET' ? workingPrice(view, asked) : 0n,
    createdAt: now,
    updatedAt: now,
    triggeredAt: 0,
    childOrderId: 0,
    rejectMessage: '',
  };
  state.algos.set(algo.algoId, algo);
  state.changes.algos.add(algo);
  state.changes.account = true;
  tellAlgo(state, algo, now);
  return algo;
}

/** True when a protected order's prices are too far apart when its trigger is reached. */
function isHeldBack(view: MarketView, algo: AlgoOrder): boolean {
  if (!algo.priceProtect) return false;
  const mark = view.mark(algo.symbol);
  return absolute(view.last(algo.symbol, 'usdm') - mark) > multiply(mark, TRIGGER_PROTECT);
}

function childOf(state: AccountState, view: MarketView, algo: AlgoOrder): UsdmRequest {
  const limit = algo.type === 'STOP' || algo.type === 'TAKE_PROFIT';
  const leg = legOf(state.account, algo.symbol, algo.positionSide);
  const price = !limit
    ? 0n
    : algo.priceMatch === 'NONE'
      ? algo.price
      : matchedPrice(view, algo.symbol, algo.side, algo.priceMatch);
  const hedged = algo.positionSide !== 'BOTH';
  return {
    side: algo.side,
    type: limit ? 'LIMIT' : 'MARKET',
    timeInForce: limit ? algo.timeInForce : 'GTC',
    price,
    qty: algo.closePosition ? absolute(leg.amount) : algo.quantity,
    reduceOnly: !hedged && (algo.reduceOnly || algo.closePosition),
    clientOrderId: `algo_${algo.algoId}`,
    positionSide: algo.positionSide,
    stp: algo.stp,
    priceMatch: algo.priceMatch,
    goodTillDate: algo.goodTillDate,
    algoId: algo.algoId,
    closePosition: algo.closePosition,
  };
}

/**
 * The trigger of a conditional order: NEW -> TRIGGERING -> TRIGGERED with an ordinary order of its own id, FINISHED once
 * that one is done; REJECTED with the reason when the ordinary order is refused, margin being looked at only now.
 */
export function triggerAlgo(
  state: AccountState,
  view: MarketView,
  rules: UsdmRules,
  algo: AlgoOrder,
  at: number,
): void {
  algo.triggeredAt = at;
  moveAlgo(state, algo, 'TRIGGERING', at);
  if (isHeldBack(view, algo)) {
    algo.rejectMessage = 'The gap between mark price and last price exceeds the price protection.';
    moveAlgo(state, algo, 'REJECTED', at);
    return;
  }
  try {
    const asked = childOf(state, view, algo);
    const leg = legOf(state.account, algo.symbol, algo.positionSide);
    // A closing order of a hedge leg that has shrunk closes what is left of it.
    if (algo.positionSide !== 'BOTH' && isReducing(algo.positionSide, algo.side, false)) {
      const rest = closingPart(leg, algo.side, asked.qty);
      if (rest > 0n) asked.qty = rest;
    }
    admitUsdm(state, view, rules, asked);
    // The child's id is known before it is placed, so that TRIGGERED comes before a fill at once makes it FINISHED.
    algo.childOrderId = state.account.next.usdmOrderId;
    moveAlgo(state, algo, 'TRIGGERED', at);
    placeUsdm(state, view, rules, asked, at);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    algo.rejectMessage = error.message;
    moveAlgo(state, algo, 'REJECTED', at);
  }
}

/** Withdraws a waiting conditional order. */
export function cancelAlgo(state: AccountState, algo: AlgoOrder, at: number): void {
  moveAlgo(state, algo, 'CANCELED', at);
}

/**
 * Quantity of a symbol's position that waiting conditional orders would close: reduceOnly, closePosition (all of it), or
 * the closing side of a hedge leg.
 */
export function protectedQuantity(state: AccountState, symbol: string): bigint {
  let sum = 0n;
  for (const algo of waitingAlgos(state, symbol)) {
    const leg = legOf(state.account, symbol, algo.positionSide);
    if (closingPart(leg, algo.side, UNIT) === 0n) continue;
    if (algo.closePosition) sum += absolute(leg.amount);
    else if (isReducing(algo.positionSide, algo.side, algo.reduceOnly)) sum += algo.quantity;
  }
  return sum;
}
