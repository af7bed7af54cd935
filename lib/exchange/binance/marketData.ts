import { type Candle, candleSchema } from '../../model/candle';
import { ConfigurationError } from '../../model/errors';
import { INTERVAL_MS, type Market } from '../../model/terms';
import type { CandleRequest, FundingRate, MarkPrice, OrderBook } from '../port';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
import { unexpectedError } from './reply';
import { parseAnswer } from './schemas/common';
import {
  depthSchema,
  fundingRatesSchema,
  klinesSchema,
  premiumIndexSchema,
} from './schemas/market';

const PREFIX: Readonly<Record<Market, string>> = { spot: 'api/v3', usdm: 'fapi/v1' };

/** The only depths that USD-M knows; spot takes them as well. */
const DEPTHS = [5, 10, 20, 50, 100, 500, 1000];
const MOST_ROWS = 1_000;

/** Candles with openAt in [from, to], ascending, each once, at most 1,000. */
export async function fetchCandles(
  connection: BinanceConnection,
  request: CandleRequest,
): Promise<Candle[]> {
  const { market, symbol, interval, from, to } = request;
  // A smaller limit costs less weight on USD-M (reference B4).
  const wanted = Math.floor((to - from) / INTERVAL_MS[interval]) + 1;
  const rest = publicRequest(
    market === 'spot' ? 'spot' : 'usdm',
    market === 'mark' ? 'markPriceKlines' : 'klines',
    {
      symbol,
      interval,
      startTime: String(from),
      endTime: String(to),
      limit: String(Math.max(1, Math.min(MOST_ROWS, wanted))),
    },
  );
  const rows = await connection.read(rest, klinesSchema);
  const candles = rows
    .map(([openAt, open, high, low, close, volume, closeAt]) =>
      parseAnswer(
        candleSchema,
        {
          openAt,
          closeAt,
          open: Number(open),
          high: Number(high),
          low: Number(low),
          close: Number(close),
          volume: Number(volume),
        },
        rest,
      ),
    )
    .filter((candle) => candle.openAt >= from && candle.openAt <= to);
  return ascendingOnce(candles, ({ openAt }) => openAt);
}

/** Rows by time, ascending; of several with the same time the one that came last. */
export function ascendingOnce<Row>(rows: readonly Row[], timeOf: (row: Row) => number): Row[] {
  const byTime = new Map(rows.map((row) => [timeOf(row), row]));
  return [...byTime].sort(([a], [b]) => a - b).map(([, row]) => row);
}

/** The best `levels` (1 to 1,000) of each side of the book, best first. */
export async function fetchBook(
  connection: BinanceConnection,
  market: Market,
  symbol: string,
  levels: number,
): Promise<OrderBook> {
  const depth = DEPTHS.find((candidate) => candidate >= levels);
  if (depth === undefined || !Number.isInteger(levels) || levels < 1) {
    throw new ConfigurationError(
      `A book of ${levels} levels was asked for.`,
      'Ask for 1 to 1,000 levels.',
    );
  }
  const request = publicRequest(market, 'depth', { symbol, limit: String(depth) });
  const answer = await connection.read(request, depthSchema);
  const side = (rows: typeof answer.bids): OrderBook['bids'] =>
    rows.slice(0, levels).map(([price, quantity]) => ({ price, quantity }));
  return { bids: side(answer.bids), asks: side(answer.asks) };
}

/** Mark, index and predicted funding of a USD-M symbol (reference H). */
export async function fetchMark(connection: BinanceConnection, symbol: string): Promise<MarkPrice> {
  const request = publicRequest('usdm', 'premiumIndex', { symbol });
  const answer = await connection.read(request, premiumIndexSchema);
  if (answer.symbol !== symbol) throw unexpectedError(request, 'it is about another symbol');
  return {
    markPrice: answer.markPrice,
    indexPrice: answer.indexPrice,
    fundingRate: answer.lastFundingRate,
    nextFundingAt: answer.nextFundingTime,
    at: answer.time,
  };
}

/** Settled funding of a USD-M symbol, ascending (reference H); the time may be off by milliseconds. */
export async function fetchFundingRates(
  connection: BinanceConnection,
  symbol: string,
  from: number,
  to: number,
): Promise<FundingRate[]> {
  const request = publicRequest('usdm', 'fundingRate', {
    symbol,
    startTime: String(Math.max(0, from)),
    endTime: String(to),
    limit: String(MOST_ROWS),
  });
  const rows = await connection.read(request, fundingRatesSchema);
  const own = rows
    .filter((row) => row.symbol === symbol)
    .map(({ fundingTime, fundingRate, markPrice }) => {
      return { settledAt: fundingTime, rateFraction: fundingRate, markPrice };
    });
  return ascendingOnce(own, ({ settledAt }) => settledAt);
}

/** A request that needs no key, by its name behind the market's prefix. */
export function publicRequest(
  market: Market,
  name: string,
  params: Readonly<Record<string, string>>,
): RestRequest {
  return { market, method: 'GET', path: `${PREFIX[market]}/${name}`, params, signed: false };
}
