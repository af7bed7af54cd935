import type { Order } from './model';

/** Self-trade prevention modes of spot (reference D1). */
export type SelfTradePrevention =
  | 'NONE'
  | 'EXPIRE_TAKER'
  | 'EXPIRE_MAKER'
  | 'EXPIRE_BOTH'
  | 'DECREMENT'
  | 'TRANSFER';

/** A match of two of the account's own orders that was not allowed to happen. */
export interface PreventedMatch {
  preventedMatchId: number;
  takerOrderId: number;
  makerOrderId: number;
  selfTradePreventionMode: SelfTradePrevention;
  price: bigint;
  /** 0 when that side was not reduced. */
  takerPreventedQty: bigint;
  makerPreventedQty: bigint;
  time: number;
}

/** One reduction by amend keepPriority. */
export interface Amendment {
  executionId: number;
  origClientOrderId: string;
  newClientOrderId: string;
  origQty: bigint;
  newQty: bigint;
  time: number;
}

/** Why an order expired, as the `expiryReason` of reference G4. */
export type ExpiryReason =
  | 'UNFILLED_IOC_QUANTITY_EXPIRED'
  | 'UNFILLED_FOK_ORDER_EXPIRED'
  | 'INSUFFICIENT_LIQUIDITY'
  | 'REJECTED';

/** What a spot order carries besides the fields both markets share (reference D1). */
export interface SpotDetails {
  selfTradePreventionMode: SelfTradePrevention;
  /** 0 when the order has none. */
  stopPrice: bigint;
  /** Basis points; 0 when the order does not trail. */
  trailingDelta: number;
  /** When it began to trail; -1 before. */
  trailingTime: number;
  /** Lowest or highest price since then, in the feed's spot ticks. */
  trailingExtremeTicks: number;
  icebergQty: bigint;
  /** False while a conditional order waits for its trigger. */
  isWorking: boolean;
  /** -1 while it waits. */
  workingTime: number;
  /** Price that says what a BUY locks: its limit, or for a triggered MARKET the stop price. */
  lockPrice: bigint;
  preventedQty: bigint;
  preventions: PreventedMatch[];
  amendments: Amendment[];
  expiryReason?: ExpiryReason;
  strategyId?: number;
  strategyType?: number;
}

/** Base quantity an order can still trade: what is neither executed nor prevented. */
export function remainingOf(order: Order): bigint {
  return order.origQty - order.executedQty - (order.spot?.preventedQty ?? 0n);
}

/** True for a STOP_LOSS(_LIMIT) or TAKE_PROFIT(_LIMIT) that still waits; these count as algo orders (reference C1). */
export function isWaiting(order: Order): boolean {
  return order.spot?.isWorking === false;
}

/**
 * True when a conditional order triggers at or above its stop: STOP_LOSS BUY and TAKE_PROFIT SELL (reference D1); the
 * same pair takes the "Above" bounds of TRAILING_DELTA (reference C1).
 */
export function triggersAbove(type: Order['type'], side: Order['side']): boolean {
  return type.startsWith('STOP_LOSS') ? side === 'BUY' : side === 'SELL';
}
