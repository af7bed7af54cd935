import type { Candle } from '../model/candle';
import type { Instrument } from '../model/instrument';
import type { Fill, OrderReport, OrderRequest } from '../model/order';
import type { Interval, Market } from '../model/terms';

/**
 * What the project needs of an exchange, in the domain's words.
 *
 * Reads throw (`TransientError` when a retry may help, `HaltError` for bans and wrong accounts,
 * `ConfigurationError` for keys and addresses); they never answer with a neutral default.
 * Writes answer with a value for every outcome, because an unknown outcome is not a failure.
 * Every call has a deadline of its own.
 */
export interface Exchange extends MarketDataSource, TradingAccount {}

/** Public data. */
export interface MarketDataSource {
  /** The exchange's clock, epoch ms UTC. */
  serverTime(): Promise<number>;
  /** The rules of the named symbols of one market. Throws ConfigurationError for an unknown one. */
  instruments(market: Market, symbols: readonly string[]): Promise<Instrument[]>;
  /**
   * Candles with openAt in [from, to], ascending, at most 1,000; the last one may not be closed.
   */
  candles(request: CandleRequest): Promise<Candle[]>;
  /** The book, best first, prices and quantities as decimal text. */
  book(market: Market, symbol: string, levels: number): Promise<OrderBook>;
  /** Mark, index and funding of a USD-M symbol. */
  mark(symbol: string): Promise<MarkPrice>;
}

export interface CandleRequest {
  market: Market;
  symbol: string;
  interval: Interval;
  from: number;
  to: number;
}

export interface BookLevel {
  price: string;
  quantity: string;
}

export interface OrderBook {
  bids: BookLevel[];
  asks: BookLevel[];
}

export interface MarkPrice {
  markPrice: string;
  indexPrice: string;
  /** Predicted rate of the next settlement, a fraction. */
  fundingRate: string;
  nextFundingAt: number;
  at: number;
}

/** The account behind the credential's key. */
export interface TradingAccount {
  spotAccount(): Promise<SpotAccount>;
  futuresAccount(): Promise<FuturesAccount>;
  /** Sets isolated margin and the leverage, idempotently; answers the leverage in force. */
  prepareContract(symbol: string, leverage: number): Promise<number>;

  submit(order: OrderRequest): Promise<SubmitOutcome>;
  cancel(market: Market, symbol: string, clientOrderId: string): Promise<CancelOutcome>;
  /** Asks for one order by its client order id. */
  findOrder(market: Market, symbol: string, clientOrderId: string): Promise<FindOutcome>;
  openOrders(market: Market, symbol: string): Promise<OrderReport[]>;
  /** Fills with tradeId >= fromTradeId, ascending (null: from the oldest listed), at most 1,000. */
  fills(market: Market, symbol: string, fromTradeId: string | null): Promise<Fill[]>;
  /** Fills of one order. */
  fillsOfOrder(market: Market, symbol: string, exchangeOrderId: string): Promise<Fill[]>;
  /** Funding booked at or after `since`, ascending, at most 1,000. */
  fundingPayments(symbol: string, since: number): Promise<FundingPayment[]>;
}

export interface SpotAccount {
  /** The account's number, as decimal text. */
  uid: string;
  canTrade: boolean;
  /** Assets of which something is held; one that is not listed is zero. */
  balances: AssetBalance[];
}

export interface AssetBalance {
  asset: string;
  free: string;
  locked: string;
}

export interface FuturesAccount {
  walletBalanceQuote: string;
  marginBalanceQuote: string;
  availableBalanceQuote: string;
  unrealizedPnlQuote: string;
  /** False in hedge mode. */
  oneWayMode: boolean;
  /** Positions that are not zero. */
  positions: FuturesPosition[];
}

export interface FuturesPosition {
  symbol: string;
  /** Base quantity, negative when short. */
  quantity: string;
  entryPrice: string;
  markPrice: string;
  unrealizedPnlQuote: string;
  /** Null when the exchange names none. */
  liquidationPrice: string | null;
}

/**
 * Surely nothing happened at the exchange. `retryAt` is host time, epoch ms. `halt` means that
 * nothing else may be sent either (a ban, a refused key): stop and tell a person.
 */
export interface NotSent {
  kind: 'notSent';
  message: string;
  retryAt: number | null;
  halt?: true;
}

/** `unknown` means: it may rest or have filled; ask with `findOrder`, never resend. */
export type SubmitOutcome =
  | { kind: 'accepted'; report: OrderReport; fills: Fill[] }
  | { kind: 'rejected'; code: number; message: string }
  | NotSent
  | { kind: 'unknown'; message: string };

export type CancelOutcome =
  | { kind: 'cancelled'; report: OrderReport }
  /** The exchange knows no such open order: ask what became of it. */
  | { kind: 'notOpen' }
  | NotSent
  | { kind: 'unknown'; message: string };

export type FindOutcome = { kind: 'found'; report: OrderReport } | { kind: 'absent' };

export interface FundingPayment {
  /** Unique among funding rows. */
  transactionId: string;
  symbol: string;
  /** Positive when received. */
  amountQuote: string;
  asset: string;
  paidAt: number;
}
