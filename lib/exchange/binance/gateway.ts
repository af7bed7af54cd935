import type { Clock } from '../../model/clock';
import { kindOf } from '../../model/order';
import type { Market } from '../../model/terms';
import type { Exchange, RejectionReason } from '../port';
import { Account } from './account';
import { AccountConfig } from './accountConfig';
import { type AccountWideOutcome, AccountWideCancels, type IsOurs } from './accountWide';
import { ConditionalOrders } from './algo';
import { isConditionalId } from './algoDialect';
import { Amendments } from './amend';
import { Batches } from './batch';
import { BinanceConnection } from './connection';
import { prepareContract } from './contract';
import { addPositionMargin } from './positionMargin';
import { Income } from './income';
import type { BudgetUse } from './limits/book';
import { fetchLeverageBrackets, fetchMarginAccount } from './margin';
import { fetchFuturesFees, fetchSpotFees } from './fees';
import { fetchDayStatistics, fetchFundingTerms, fetchTrades } from './marketDetail';
import { fetchBook, fetchCandles, fetchFundingRates, fetchMark } from './marketData';
import { type BinanceExchangeOptions, checkOptions } from './options';
import { Orders, type PlacementContext } from './orders';
import { fetchKeyPermissions } from './permissions';
import { Replacements } from './replace';
import { createRedactor } from './signing';
import { Statistics } from './statistics';
import { spotDialect } from './spot';
import { TradingRules } from './tradingRules';
import { usdmDialect } from './usdm';

export interface GatewayOptions extends BinanceExchangeOptions {
  /**
   * Whether requests may be used that cancel every order of a symbol, foreign ones too. Default
   * false; even then they are denied while a foreign order rests on the symbol.
   */
  allowAccountWideCancels?: boolean;
}

/** The exchange, its clock, and what no other exchange of the port has. */
export interface BinanceExchange extends Exchange {
  /**
   * Now on the exchange, epoch ms UTC: the host's clock plus an offset that is measured on first
   * use and at times again. Throws as every read when it cannot be measured.
   */
  exchangeNow(): Promise<number>;
  /**
   * The same clock as a plain function, for code that must not wait: it measures now if needed and
   * follows every later measurement.
   */
  exchangeClock(): Promise<Clock>;
  /** Cancels every order of a symbol; see `AccountWideCancels`. */
  cancelAllOrders(market: Market, symbol: string, isOurs: IsOurs): Promise<AccountWideOutcome>;
  /** Lets the exchange cancel a symbol's USD-M orders after `ms` of silence; see the same. */
  setCountdown(symbol: string, ms: number, isOurs: IsOurs): Promise<AccountWideOutcome>;
  /** Every rate limit that is kept, with what is taken of its running window. */
  usage(): BudgetUse[];
}

/**
 * Binance Spot and USD-M futures behind the project's port. Nothing is sent until the first call.
 * Throws ConfigurationError for options that cannot work (see `checkOptions`).
 */
export function createBinanceExchange(options: GatewayOptions): BinanceExchange {
  const settings = checkOptions(options);
  const connection = new BinanceConnection(settings);
  const redact = createRedactor(settings.apiKey, settings.apiSecret);
  const rules = new TradingRules(connection);
  const config = new AccountConfig(connection);
  const account = new Account(connection, config);
  const income = new Income(connection);
  const statistics = new Statistics(connection, options.environment);
  const { spot, usdm } = placementContexts(config, rules);
  const orders: Readonly<Record<Market, Orders>> = {
    spot: new Orders(connection, spotDialect, spot),
    usdm: new Orders(connection, usdmDialect, usdm),
  };
  const conditional = new ConditionalOrders(connection, orders.usdm, usdm);
  const batches = new Batches(connection, orders.usdm, usdm, redact);
  const replacements = new Replacements(connection, orders.spot, spot, redact);
  const amendments = new Amendments(connection, orders, usdm);
  const resting = {
    openOrders: (market: Market, symbol: string) => orders[market].open(symbol),
    openConditionalOrders: (symbol: string) => conditional.open(symbol),
  };
  const allowed = options.allowAccountWideCancels ?? false;
  const accountWide = new AccountWideCancels(connection, resting, allowed);
  return {
    exchangeNow: () => connection.clock.now(),
    exchangeClock: async () => {
      await connection.clock.ready();
      return () => connection.clock.current();
    },
    usage: () => connection.usage(),
    serverTime: () => connection.readServerTime(),
    instruments: (market, symbols) => rules.of(market, symbols),
    candles: (request) => fetchCandles(connection, request),
    book: (market, symbol, levels) => fetchBook(connection, market, symbol, levels),
    mark: (symbol) => fetchMark(connection, symbol),
    fundingRates: (symbol, from, to) => fetchFundingRates(connection, symbol, from, to),
    recentTrades: (market, symbol, count) => fetchTrades(connection, market, symbol, count),
    dayStatistics: (market, symbol) => fetchDayStatistics(connection, market, symbol),
    fundingTerms: () => fetchFundingTerms(connection),
    openInterest: (symbol) => statistics.openInterest(symbol),
    openInterestHistory: (query) => statistics.openInterestHistory(query),
    longShortRatios: (group, query) => statistics.longShortRatios(group, query),
    takerFlow: (query) => statistics.takerFlow(query),
    spotAccount: () => account.spot(),
    futuresAccount: () => account.futures(),
    marginAccount: (asset) => fetchMarginAccount(connection, asset),
    leverageBrackets: (symbol) => fetchLeverageBrackets(connection, symbol),
    spotFees: (symbol) => fetchSpotFees(connection, symbol),
    futuresFees: (symbol) => fetchFuturesFees(connection, symbol),
    prepareContract: (symbol, leverage) => prepareContract(connection, symbol, leverage),
    addPositionMargin: (symbol, side, amountQuote) =>
      addPositionMargin(connection, config, { symbol, side, amountQuote }),
    keyPermissions: () => fetchKeyPermissions(connection, options.environment),
    submit: (order) =>
      kindOf(order.instruction) === 'conditional'
        ? conditional.submit(order)
        : orders[order.market].submit(order),
    submitBatch: (requests) => batches.submit(requests),
    replaceOrder: (_market, symbol, clientOrderId, replacement) =>
      replacements.replace(symbol, clientOrderId, replacement),
    amendOrder: (market, symbol, clientOrderId, side, change) =>
      amendments.amend(market, symbol, clientOrderId, side, change),
    cancel: (market, symbol, clientOrderId, kind = 'ordinary') =>
      kind === 'conditional'
        ? conditional.cancel(symbol, clientOrderId)
        : orders[market].cancel(symbol, clientOrderId),
    findOrder: (market, symbol, clientOrderId, kind = 'ordinary') =>
      kind === 'conditional'
        ? conditional.find(symbol, clientOrderId)
        : orders[market].find(symbol, clientOrderId),
    findOrderById: (market, symbol, id) =>
      isConditionalId(id) ? conditional.findById(symbol, id) : orders[market].findById(symbol, id),
    ...resting,
    fills: (market, symbol, fromTradeId) => orders[market].fills(symbol, fromTradeId),
    fillsOfOrder: (market, symbol, id) =>
      isConditionalId(id) ? conditional.fills(symbol, id) : orders[market].fillsOfOrder(symbol, id),
    fundingPayments: (symbol, since) => income.fundingPayments(symbol, since),
    transfers: (since) => income.transfers(since),
    cancelAllOrders: (market, symbol, isOurs) => accountWide.cancelAll(market, symbol, isOurs),
    setCountdown: (symbol, ms, isOurs) => accountWide.setCountdown(symbol, ms, isOurs),
  };
}

function placementContexts(
  config: AccountConfig,
  rules: TradingRules,
): Readonly<Record<Market, PlacementContext>> {
  const refused = (reason: RejectionReason): void => {
    if (reason === 'filter') rules.forget();
    if (reason === 'positionMode') config.forget();
  };
  return {
    // Spot has no positions; the word is not used there.
    spot: { positionMode: () => Promise.resolve('oneWay'), refused },
    usdm: { positionMode: (urgent) => config.modeForOrder(urgent), refused },
  };
}
