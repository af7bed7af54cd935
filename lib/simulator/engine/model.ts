/** The state of the paper exchange. Amounts are scaled bigints (1e-8), times epoch milliseconds of the exchange. */

export type Market = 'spot' | 'usdm';
export type Side = 'BUY' | 'SELL';
export type OrderType = 'LIMIT' | 'MARKET' | 'LIMIT_MAKER' | 'LIQUIDATION';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTX';
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED';

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
}

export type IncomeType = 'REALIZED_PNL' | 'COMMISSION' | 'FUNDING_FEE' | 'INSURANCE_CLEAR';

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

/** One-way, isolated. `cost` is the signed sum of quantity x price of what is open, so that closing loses no digit. */
export interface Position {
  symbol: string;
  amount: bigint;
  cost: bigint;
  isolatedWallet: bigint;
  leverage: number;
  updatedAt: number;
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
  /** USD-M wallet in USDT, isolated wallets included. */
  wallet: bigint;
  positions: Record<string, Position>;
  next: {
    spotOrderId: number;
    usdmOrderId: number;
    spotTradeId: number;
    usdmTradeId: number;
    tranId: number;
  };
  /** Funding up to and including this time is settled. */
  fundedThrough: number;
  orderCounts: Record<'spot10s' | 'spot1d' | 'usdm10s' | 'usdm1m', Counter>;
  tally: Tally;
}

/** What one request changed, for the store. */
export interface Changes {
  account: boolean;
  orders: Set<Order>;
  trades: Trade[];
  incomes: Income[];
}

/** An account with its resting orders (keyed by market and order id) and the changes not stored yet. */
export interface AccountState {
  account: Account;
  open: Map<string, Order>;
  changes: Changes;
}

/** The key of an order in `AccountState.open`. */
export function orderKey(market: Market, orderId: number): string {
  return `${market}:${orderId}`;
}

export function emptyChanges(): Changes {
  return { account: false, orders: new Set(), trades: [], incomes: [] };
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
