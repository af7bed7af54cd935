/** The state of the paper exchange. Amounts are scaled bigints (1e-8), times epoch milliseconds of the exchange. */

import type { StreamEvent } from './events';
import type { SpotDetails } from './spot-details';
import type { AlgoOrder, PositionSide, UsdmAccount, UsdmFields } from './usdm-model';

export type Market = 'spot' | 'usdm';
export type Side = 'BUY' | 'SELL';
export type OrderType =
  | 'LIMIT'
  | 'MARKET'
  | 'LIMIT_MAKER'
  | 'STOP_LOSS'
  | 'STOP_LOSS_LIMIT'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_LIMIT'
  | 'LIQUIDATION';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTX' | 'GTD';
export type OrderStatus =
  | 'NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'CANCELED'
  | 'EXPIRED'
  | 'EXPIRED_IN_MATCH';

export interface Order {
  market: Market;
  symbol: string;
  orderId: number;
  clientOrderId: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  price: bigint;
  origQty: bigint;
  origQuoteOrderQty: bigint;
  executedQty: bigint;
  /** Sum of price x quantity over its trades. */
  cumQuote: bigint;
  status: OrderStatus;
  reduceOnly: boolean;
  createdAt: number;
  updatedAt: number;
  /** What USD-M orders carry besides; absent on spot orders. */
  usdm?: UsdmFields;
  /** What spot orders carry besides; absent on USD-M orders. */
  spot?: SpotDetails;
  /** The leg of a minute (epoch ms / LEG_MS) in which this resting order last had its share of the volume. */
  matchedLeg?: number;
}

/** Base quantity that resting orders of a symbol have had of one leg's volume, by side. */
export interface LegUse {
  leg: number;
  BUY: bigint;
  SELL: bigint;
}

export interface Trade {
  market: Market;
  symbol: string;
  id: number;
  orderId: number;
  side: Side;
  price: bigint;
  qty: bigint;
  quoteQty: bigint;
  commission: bigint;
  commissionAsset: string;
  isMaker: boolean;
  realizedPnl: bigint;
  time: number;
  /** USD-M trades in hedge mode; BOTH when absent. */
  positionSide?: PositionSide;
}

export type IncomeType =
  | 'REALIZED_PNL'
  | 'COMMISSION'
  | 'FUNDING_FEE'
  | 'INSURANCE_CLEAR'
  | 'INTERNAL_TRANSFER';

export interface Income {
  symbol: string;
  incomeType: IncomeType;
  income: bigint;
  asset: string;
  info: string;
  time: number;
  tranId: number;
  tradeId: string;
}

export interface Balance {
  free: bigint;
  locked: bigint;
}

/**
 * A position of a symbol, or one leg of it in hedge mode (key `SYMBOL:LONG`, `SYMBOL:SHORT`; amounts are signed). `cost`
 * is the signed sum of quantity x price of what is open, so that closing loses no digit. All legs have one leverage.
 */
export interface Position {
  symbol: string;
  /** Absent in one-way mode. */
  side?: 'LONG' | 'SHORT';
  amount: bigint;
  cost: bigint;
  isolatedWallet: bigint;
  leverage: number;
  updatedAt: number;
  /** All profit realised on it, before fees; 0 when absent. */
  realized?: bigint;
}

/** One clock-aligned window of a limit: `window` is floor(time / length). */
export interface Counter {
  window: number;
  used: number;
}

/** Running figures of one symbol for the report. */
export interface SymbolTally {
  ordersPlaced: number;
  ordersCancelled: number;
  spotFills: number;
  futuresFills: number;
  fundings: number;
  fundingPayments: bigint;
  maxAbsDeltaFraction: number;
}

export interface Tally {
  startEquity: bigint;
  samples: number;
  unprotectedMs: number;
  duplicateOrders: number;
  rateLimitViolations: number;
  symbols: Record<string, SymbolTally>;
}

export interface Account {
  id: number;
  key: string;
  secret: string;
  uid: number;
  createdAt: number;
  updatedAt: number;
  spot: Record<string, Balance>;
  /** USD-M wallet in USDT, isolated wallets included; those of other assets are in `usdm.assets`. */
  wallet: bigint;
  positions: Record<string, Position>;
  next: {
    spotOrderId: number;
    usdmOrderId: number;
    spotTradeId: number;
    usdmTradeId: number;
    tranId: number;
    preventedMatchId?: number;
    executionId?: number;
  };
  /** VIP tier of the fee table (reference H); 0 when absent. */
  feeTier?: number;
  /** Whether fees are paid in BNB, at a discount (reference H); neither when absent. */
  bnbFees?: { spot: boolean; usdm: boolean };
  /** What resting orders used of the running leg, by `market:symbol`. */
  legUse?: Record<string, LegUse>;
  /** Funding up to and including this time is settled. */
  fundedThrough: number;
  orderCounts: Record<'spot10s' | 'spot1d' | 'usdm10s' | 'usdm1m', Counter>;
  tally: Tally;
  /** USD-M settings; created at first use. */
  usdm?: UsdmAccount;
}

/** What one request changed, for the store. */
export interface Changes {
  account: boolean;
  orders: Set<Order>;
  trades: Trade[];
  incomes: Income[];
  algos: Set<AlgoOrder>;
  /** What the user streams tell, in order of time. */
  events: StreamEvent[];
}

/** An account with its resting orders (keyed by market and order id) and the changes not stored yet. */
export interface AccountState {
  account: Account;
  open: Map<string, Order>;
  /** Conditional orders that wait or whose child is not done, by algo id. */
  algos: Map<number, AlgoOrder>;
  changes: Changes;
}

/** The key of an order in `AccountState.open`. */
export function orderKey(market: Market, orderId: number): string {
  return `${market}:${orderId}`;
}

export function emptyChanges(): Changes {
  return {
    account: false,
    orders: new Set(),
    trades: [],
    incomes: [],
    algos: new Set(),
    events: [],
  };
}

/** Resting orders of one market, and of one symbol when given, in order of their ids. */
export function openOrders(state: AccountState, market: Market, symbol?: string): Order[] {
  const found: Order[] = [];
  for (const order of state.open.values()) {
    if (order.market === market && (symbol === undefined || order.symbol === symbol))
      found.push(order);
  }
  return found.sort((a, b) => a.orderId - b.orderId);
}

/** The running figures of a symbol, created at first use. */
export function tallyOf(account: Account, symbol: string): SymbolTally {
  return (account.tally.symbols[symbol] ??= {
    ordersPlaced: 0,
    ordersCancelled: 0,
    spotFills: 0,
    futuresFills: 0,
    fundings: 0,
    fundingPayments: 0n,
    maxAbsDeltaFraction: 0,
  });
}

/** The balance of an asset, created empty at first use. */
export function balanceOf(account: Account, asset: string): Balance {
  return (account.spot[asset] ??= { free: 0n, locked: 0n });
}

/** Leverage a new symbol starts with. */
export const DEFAULT_LEVERAGE = 20;

/** The position of a symbol, created flat at first use. */
export function positionOf(account: Account, symbol: string): Position {
  return (account.positions[symbol] ??= {
    symbol,
    amount: 0n,
    cost: 0n,
    isolatedWallet: 0n,
    leverage: DEFAULT_LEVERAGE,
    updatedAt: 0,
  });
}
