import { ConfigurationError } from '../../model/errors';
import type { DayStatistics, FundingTerms, Trade } from '../../model/marketData';
import type { Market } from '../../model/terms';
import type { BinanceConnection } from './connection';
import { publicRequest } from './marketData';
import { unexpectedError } from './reply';
import { dayTickerSchema, fundingInfoSchema, recentTradesSchema } from './schemas/statistics';

const MOST_TRADES = 1_000;

/** The newest `count` (1 to 1,000) trades of a symbol, ascending by id. Throws as every read. */
export async function fetchTrades(
  connection: BinanceConnection,
  market: Market,
  symbol: string,
  count: number,
): Promise<Trade[]> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_TRADES) {
    throw new ConfigurationError(`${count} trades were asked for.`, 'Ask for 1 to 1,000 trades.');
  }
  const request = publicRequest(market, 'trades', { symbol, limit: String(count) });
  const rows = await connection.read(request, recentTradesSchema);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()]
    .sort((a, b) => a.time - b.time || Number(BigInt(a.id) - BigInt(b.id)))
    .slice(-count)
    .map(({ id, price, qty, time, isBuyerMaker }) => ({
      id,
      price,
      quantity: qty,
      at: time,
      takerSide: isBuyerMaker ? 'SELL' : 'BUY',
    }));
}

/** The last 24 hours of a symbol. Throws as every read, and for an answer about another symbol. */
export async function fetchDayStatistics(
  connection: BinanceConnection,
  market: Market,
  symbol: string,
): Promise<DayStatistics> {
  const request = publicRequest(market, 'ticker/24hr', { symbol });
  const answer = await connection.read(request, dayTickerSchema);
  if (answer.symbol !== symbol) throw unexpectedError(request, 'it is about another symbol');
  return {
    market,
    openAt: answer.openTime,
    closeAt: answer.closeTime,
    openPrice: answer.openPrice,
    highPrice: answer.highPrice,
    lowPrice: answer.lowPrice,
    lastPrice: answer.lastPrice,
    changeQuote: answer.priceChange,
    changePct: answer.priceChangePercent,
    weightedAveragePrice: answer.weightedAvgPrice,
    volumeBase: answer.volume,
    volumeQuote: answer.quoteVolume,
    tradeCount: answer.count,
  };
}

/**
 * Interval, cap and floor of every contract that the exchange lists. It answers for all at once
 * whatever is asked (reference B4), out of the small funding pool: keep what it says for an hour.
 */
export async function fetchFundingTerms(connection: BinanceConnection): Promise<FundingTerms[]> {
  const rows = await connection.read(publicRequest('usdm', 'fundingInfo', {}), fundingInfoSchema);
  return rows.map((row) => ({
    symbol: row.symbol,
    intervalHours: row.fundingIntervalHours,
    capFraction: row.adjustedFundingRateCap,
    floorFraction: row.adjustedFundingRateFloor,
  }));
}
