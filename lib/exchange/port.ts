import type { Candle } from '../model/candle';
import type { Instrument } from '../model/instrument';
import type {
  Fill,
  OrderChange,
  OrderKind,
  OrderReport,
  OrderRequest,
  PositionSide,
} from '../model/order';
import type { MarginAccount, MarginBracket } from '../model/margin';
import type {
  DayStatistics,
  FundingRate,
  FundingTerms,
  FuturesFees,
  LongShortGroup,
  LongShortPoint,
  OpenInterestPoint,
  SpotFees,
  TakerFlowPoint,
  Trade,
  Unavailable,
} from '../model/marketData';
import type { CandleSource, Interval, Market, StatisticsPeriod } from '../model/terms';

export type { FundingRate } from '../model/marketData';

/**
 * What the project needs of an exchange, in the domain's words.
 *
 * Reads throw (`TransientError` when a retry may help, `HaltError` for bans and wrong accounts,
 * `ConfigurationError` for keys and addresses); they never answer with a neutral default.
 * Writes answer with a value for every outcome, because an unknown outcome is not a failure.
 * Every call has a deadline of its own.
 */
export interface Exchange extends MarketDataSource, MarketStatistics, TradingAccount {}

/** Public data. */
export interface MarketDataSource {
  /** The exchange's clock, epoch ms UTC. */
  serverTime(): Promise<number>;
  /** The rules of the named symbols of one market. Throws ConfigurationError for an unknown one. */
  instruments(market: Market, symbols: readonly string[]): Promise<Instrument[]>;
  /**
   * Candles with openAt in [from, to], ascending, each once, at most 1,000; the last one may not be
   * closed.
   */
  candles(request: CandleRequest): Promise<Candle[]>;
  /** The book, best first, prices and quantities as decimal text. */
  book(market: Market, symbol: string, levels: number): Promise<OrderBook>;
  /** Mark, index and funding of a USD-M symbol. */
  mark(symbol: string): Promise<MarkPrice>;
  /** Settled funding of a USD-M symbol with settledAt in [from, to], ascending, at most 1,000. */
  fundingRates(symbol: string, from: number, to: number): Promise<FundingRate[]>;
}

/**
 * What a market and its takers did, beyond what plans are priced with. What an environment does not
 * have is answered as `unavailable` with the reason; a failed read throws as every other.
 */
export interface MarketStatistics {
  /** The newest trades, 1 to 1,000, ascending. */
  recentTrades(market: Market, symbol: string, count: number): Promise<Trade[]>;
  /** The last 24 hours. */
  dayStatistics(market: Market, symbol: string): Promise<DayStatistics>;
  /** Every USD-M contract that the exchange lists; one that it does not settles every 8 hours. */
  fundingTerms(): Promise<FundingTerms[]>;
  /** Base of a USD-M symbol that is open now. */
  openInterest(symbol: string): Promise<{ at: number; openInterestBase: string } | Unavailable>;
  /** The newest periods, 1 to 500, ascending; the exchange keeps about 30 days. */
  openInterestHistory(query: StatisticsQuery): Promise<OpenInterestPoint[] | Unavailable>;
  longShortRatios(
    group: LongShortGroup,
    query: StatisticsQuery,
  ): Promise<LongShortPoint[] | Unavailable>;
  takerFlow(query: StatisticsQuery): Promise<TakerFlowPoint[] | Unavailable>;
}

export interface StatisticsQuery {
  symbol: string;
  period: StatisticsPeriod;
  count: number;
}

export interface CandleRequest {
  /** `mark`: the mark price of a USD-M symbol, without volume. */
  market: CandleSource;
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
  /**
   * Margin of the USD-M account as far as it is held in `asset`, and what stands behind each position
   * of contracts that are margined with it. Amounts are in that asset.
   */
  marginAccount(asset: string): Promise<MarginAccount>;
  /** The margin table of a USD-M contract as it holds for this account, lowest notional first. */
  leverageBrackets(symbol: string): Promise<MarginBracket[]>;
  /** What this account pays for trades of a spot symbol. */
  spotFees(symbol: string): Promise<SpotFees>;
  /** What this account pays for trades of a USD-M symbol. */
  futuresFees(symbol: string): Promise<FuturesFees>;
  /** Sets isolated margin and the leverage, idempotently; answers the leverage in force. */
  prepareContract(symbol: string, leverage: number): Promise<number>;
  /**
   * Moves quote from the futures wallet into an isolated position's margin. Sent once: a failure may
   * have moved it all the same, which the next reading of the margin shows.
   */
  addPositionMargin(symbol: string, side: 'LONG' | 'SHORT', amountQuote: string): Promise<void>;

  /** What the key may do; a part that the environment cannot answer is `unavailable`. */
  keyPermissions(): Promise<KeyPermissions>;

  submit(order: OrderRequest): Promise<SubmitOutcome>;
  /**
   * Places up to five USD-M orders in one request; outcomes in the order of the requests, each for
   * itself. A batch whose reply is lost is `unknown` in every element.
   */
  submitBatch(orders: readonly OrderRequest[]): Promise<SubmitOutcome[]>;
  /**
   * Spot: cancels one order and places another in one request; the new one only if the cancel
   * succeeded (STOP_ON_FAILURE).
   */
  replaceOrder(
    market: 'spot',
    symbol: string,
    clientOrderId: string,
    replacement: OrderRequest,
  ): Promise<ReplaceOutcome>;
  /**
   * Changes a resting LIMIT order in place. Spot: a smaller quantity at the same price, keeping its
   * place in the queue. USD-M: quantity and price; it goes to the back of the queue.
   */
  amendOrder(
    market: Market,
    symbol: string,
    clientOrderId: string,
    side: OrderRequest['side'],
    change: OrderChange,
  ): Promise<AmendOutcome>;
  cancel(
    market: Market,
    symbol: string,
    clientOrderId: string,
    kind?: OrderKind,
  ): Promise<CancelOutcome>;
  /** Asks for one order by its client order id, in the list where its kind is kept. */
  findOrder(
    market: Market,
    symbol: string,
    clientOrderId: string,
    kind?: OrderKind,
  ): Promise<FindOutcome>;
  /** Asks for one order by the exchange's own id, ours or not. */
  findOrderById(market: Market, symbol: string, exchangeOrderId: string): Promise<FindOutcome>;
  openOrders(market: Market, symbol: string): Promise<OrderReport[]>;
  /** Conditional orders of a USD-M symbol that rest, ours and foreign ones. */
  openConditionalOrders(symbol: string): Promise<OrderReport[]>;
  /** Fills with tradeId >= fromTradeId, ascending (null: from the oldest listed), at most 1,000. */
  fills(market: Market, symbol: string, fromTradeId: string | null): Promise<Fill[]>;
  /** Fills of one order. */
  fillsOfOrder(market: Market, symbol: string, exchangeOrderId: string): Promise<Fill[]>;
  /** Funding booked at or after `since`, ascending, at most 1,000. */
  fundingPayments(symbol: string, since: number): Promise<FundingPayment[]>;
  /**
   * What moved the futures wallet beside fills and funding at or after `since`, ascending, at most
   * 1,000: transfers, rebates, clearing of liquidations.
   */
  transfers(since: number): Promise<Transfer[]>;
}

export type Permission = 'yes' | 'no' | 'unavailable';

/** What the exchange says about the credential's key. */
export interface KeyPermissions {
  spotTrading: Permission;
  futuresTrading: Permission;
  withdrawals: Permission;
  /** Whether the key only works from addresses on a list. */
  addressRestriction: Permission;
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
  /** Every asset that contracts can be margined with and of which something is held. */
  wallets: FuturesWallet[];
  canTrade: boolean;
  /** False in hedge mode. */
  oneWayMode: boolean;
  /** Positions that are not zero. */
  positions: FuturesPosition[];
}

/** What is held of one margin asset, in that asset. */
export interface FuturesWallet {
  asset: string;
  /** Without unrealised profit. */
  balance: string;
  marginBalance: string;
  availableBalance: string;
}

export interface FuturesPosition {
  symbol: string;
  /** In which its profit is counted and paid. */
  marginAsset: string;
  /** BOTH in one-way mode. */
  side: PositionSide | 'BOTH';
  /** Base quantity, negative when short. */
  quantity: string;
  entryPrice: string;
  markPrice: string;
  unrealizedPnlQuote: string;
  /** Null when the exchange names none. */
  liquidationPrice: string | null;
}

/** Why an exchange refused an order, where that decides what is done next. */
export type RejectionReason =
  | 'filter' // a trading rule of the instrument: the rules may have changed
  | 'wouldTake' // post-only, and it would have taken liquidity
  | 'wouldTrigger' // a conditional order whose trigger is passed already
  | 'nothingToReduce' // reduce-only, and no position is left that it could reduce
  | 'margin' // not enough balance or margin
  | 'positionMode' // the account is in the other position mode
  | 'other';

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
  | { kind: 'rejected'; code: number; message: string; reason: RejectionReason }
  | NotSent
  | { kind: 'unknown'; message: string };

export type CancelOutcome =
  | { kind: 'cancelled'; report: OrderReport }
  /** The exchange knows no such open order: ask what became of it. */
  | { kind: 'notOpen' }
  | NotSent
  | { kind: 'unknown'; message: string };

/** `notCancelled`: the old order still stands or has ended by itself, and nothing was placed. */
export type ReplaceOutcome =
  | {
      kind: 'replaced';
      cancelled: OrderReport;
      placed: Extract<SubmitOutcome, { kind: 'accepted' }>;
    }
  | { kind: 'notCancelled'; message: string }
  /** The old order is gone and the new one was refused. */
  | { kind: 'cancelledOnly'; cancelled: OrderReport; code: number; message: string }
  | NotSent
  /** Both orders have to be asked for. */
  | { kind: 'unknown'; message: string };

export type AmendOutcome =
  | { kind: 'amended'; report: OrderReport }
  /** The exchange ended the order in place of changing it, or it had ended already. */
  | { kind: 'notOpen' }
  | { kind: 'rejected'; code: number; message: string }
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

export interface Transfer {
  /** Unique among rows of the same type. */
  transactionId: string;
  type: string;
  /** Positive when received. */
  amount: string;
  asset: string;
  at: number;
}
