import type { Clock } from '../../model/clock';
import type { Market } from '../../model/terms';
import type { Exchange } from '../port';
import { Account } from './account';
import { BinanceConnection } from './connection';
import {
  fetchBook,
  fetchCandles,
  fetchFundingRates,
  fetchInstruments,
  fetchMark,
} from './marketData';
import { type BinanceExchangeOptions, checkOptions } from './options';
import { Orders } from './orders';
import { spotDialect } from './spot';
import { usdmDialect } from './usdm';

/** The exchange, and its clock for freshness, candle ends, funding and signatures. */
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
}

/**
 * Binance Spot and USD-M futures behind the project's port. Nothing is sent until the first call.
 * Throws ConfigurationError for options that cannot work (see `checkOptions`).
 */
export function createBinanceExchange(options: BinanceExchangeOptions): BinanceExchange {
  const connection = new BinanceConnection(checkOptions(options));
  const account = new Account(connection);
  const orders: Readonly<Record<Market, Orders>> = {
    spot: new Orders(connection, spotDialect),
    usdm: new Orders(connection, usdmDialect),
  };
  return {
    exchangeNow: () => connection.clock.now(),
    exchangeClock: async () => {
      await connection.clock.ready();
      return () => connection.clock.current();
    },
    serverTime: () => connection.readServerTime(),
    instruments: (market, symbols) => fetchInstruments(connection, market, symbols),
    candles: (request) => fetchCandles(connection, request),
    book: (market, symbol, levels) => fetchBook(connection, market, symbol, levels),
    mark: (symbol) => fetchMark(connection, symbol),
    fundingRates: (symbol, from, to) => fetchFundingRates(connection, symbol, from, to),
    spotAccount: () => account.spot(),
    futuresAccount: () => account.futures(),
    prepareContract: (symbol, leverage) => account.prepareContract(symbol, leverage),
    submit: (order) => orders[order.market].submit(order),
    cancel: (market, symbol, clientOrderId) => orders[market].cancel(symbol, clientOrderId),
    findOrder: (market, symbol, clientOrderId) => orders[market].find(symbol, clientOrderId),
    openOrders: (market, symbol) => orders[market].open(symbol),
    fills: (market, symbol, fromTradeId) => orders[market].fills(symbol, fromTradeId),
    fillsOfOrder: (market, symbol, orderId) => orders[market].fillsOfOrder(symbol, orderId),
    fundingPayments: (symbol, since) => account.fundingPayments(symbol, since),
  };
}
