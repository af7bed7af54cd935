import type { Account, Order, Position, Side, TimeInForce } from './model';

/** What the USD-M market adds to orders, positions and accounts (reference D2, E, I). Amounts are scaled bigints. */

export type PositionSide = 'BOTH' | 'LONG' | 'SHORT';
export type MarginType = 'CROSSED' | 'ISOLATED';
export type SelfTradePrevention = 'NONE' | 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH';
export type WorkingType = 'MARK_PRICE' | 'CONTRACT_PRICE';
export const PRICE_MATCHES = [
  'NONE',
  'OPPONENT',
  'OPPONENT_5',
  'QUEUE',
  'QUEUE_5',
  'QUEUE_10',
  'QUEUE_20',
] as const;
export type PriceMatch = (typeof PRICE_MATCHES)[number];
export type ConditionalType =
  | 'STOP'
  | 'STOP_MARKET'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_MARKET'
  | 'TRAILING_STOP_MARKET';
export type AlgoStatus =
  | 'NEW'
  | 'TRIGGERING'
  | 'TRIGGERED'
  | 'FINISHED'
  | 'CANCELED'
  | 'REJECTED'
  | 'EXPIRED';

/** One amendment of an order by PUT (reference D2). */
export interface Amendment {
  amendmentId: number;
  time: number;
  priceBefore: bigint;
  priceAfter: bigint;
  qtyBefore: bigint;
  qtyAfter: bigint;
  clientOrderId: string;
}

/** USD-M fields of an order besides those both markets share. */
export interface UsdmFields {
  positionSide: PositionSide;
  stp: SelfTradePrevention;
  priceMatch: PriceMatch;
  /** 0 when the order has none. */
  goodTillDate: number;
  closePosition: boolean;
  /** The conditional order it came from; absent for an ordinary one. */
  algoId?: number;
  /** Place in the queue after an amendment; the order id when absent. */
  queuedAs?: number;
  amendments: Amendment[];
}

/** A conditional order (reference E). It ties up no margin until it is triggered. */
export interface AlgoOrder {
  algoId: number;
  clientAlgoId: string;
  symbol: string;
  side: Side;
  positionSide: PositionSide;
  type: ConditionalType;
  timeInForce: TimeInForce;
  quantity: bigint;
  /** Limit price of STOP and TAKE_PROFIT; 0 for the market types and with priceMatch. */
  price: bigint;
  /** 0 for TRAILING_STOP_MARKET. */
  triggerPrice: bigint;
  workingType: WorkingType;
  priceMatch: PriceMatch;
  closePosition: boolean;
  priceProtect: boolean;
  reduceOnly: boolean;
  /** 0 when trailing starts at once. */
  activatePrice: bigint;
  /** Scaled percentage, 0.1 to 10; 0 for other types. */
  callbackRate: bigint;
  stp: SelfTradePrevention;
  goodTillDate: number;
  status: AlgoStatus;
  /** Every status it has had, with its time. */
  history: { status: AlgoStatus; at: number }[];
  /** Highest (SELL) or lowest (BUY) working price since it was placed; trailing orders only. */
  extreme: bigint;
  createdAt: number;
  updatedAt: number;
  triggeredAt: number;
  /** The ordinary order it became; 0 before. */
  childOrderId: number;
  rejectMessage: string;
}

/** A change of an isolated position's margin by the user. */
export interface MarginChange {
  symbol: string;
  positionSide: PositionSide;
  /** 1 add, 2 reduce. */
  type: 1 | 2;
  amount: bigint;
  time: number;
}

/** USD-M settings of an account, and what only this market keeps. */
export interface UsdmAccount {
  dualSidePosition: boolean;
  multiAssetsMargin: boolean;
  /** Symbols whose margin type is not the default. */
  marginTypes: Record<string, MarginType>;
  /** Futures wallets of assets other than USDT: USDC is the margin of its contracts, BNB pays fees. */
  assets: Record<string, bigint>;
  /** Time at which a symbol's orders are cancelled by countdownCancelAll. */
  countdowns: Record<string, number>;
  marginChanges: MarginChange[];
  next: { algoId: number; amendmentId: number };
}

/** Margin type of a symbol nobody has changed; the exchange's own accounts start CROSSED. */
export const DEFAULT_MARGIN_TYPE: MarginType = 'ISOLATED';

/** The USD-M side of an account, created at first use. */
export function usdmAccount(account: Account): UsdmAccount {
  return (account.usdm ??= {
    dualSidePosition: false,
    multiAssetsMargin: false,
    marginTypes: {},
    assets: {},
    countdowns: {},
    marginChanges: [],
    next: { algoId: 2_000_001, amendmentId: 5_001 },
  });
}

/** USD-M fields of an order; an order from before hedge mode existed is a plain one-way order. */
export function usdmFields(order: Order): UsdmFields {
  return (order.usdm ??= {
    positionSide: 'BOTH',
    stp: 'EXPIRE_MAKER',
    priceMatch: 'NONE',
    goodTillDate: 0,
    closePosition: false,
    amendments: [],
  });
}

/** Margin type of a symbol. */
export function marginTypeOf(account: Account, symbol: string): MarginType {
  return account.usdm?.marginTypes[symbol] ?? DEFAULT_MARGIN_TYPE;
}

/** BOTH in one-way mode, else the leg. */
export function positionSideOf(position: Position): PositionSide {
  return position.side ?? 'BOTH';
}

/** Key of a leg in `Account.positions`: the symbol itself in one-way mode. */
export function legKey(symbol: string, side: PositionSide): string {
  return side === 'BOTH' ? symbol : `${symbol}:${side}`;
}

/** Side of the order that reduces a leg; undefined in one-way mode, where it depends on the position. */
export function closingSide(side: PositionSide): Side | undefined {
  if (side === 'BOTH') return undefined;
  return side === 'LONG' ? 'SELL' : 'BUY';
}
