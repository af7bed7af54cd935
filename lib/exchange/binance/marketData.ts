import { type Candle, candleSchema } from '../../model/candle';
import { ConfigurationError } from '../../model/errors';
import type { Market } from '../../model/terms';
import type { CandleRequest, FundingRate, MarkPrice, OrderBook } from '../port';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
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
const MOST_CANDLES = '1000';

/** Candles with openAt in [from, to], ascending, at most 1,000. */
export async function fetchCandles(
  connection: BinanceConnection,
  request: CandleRequest,
): Promise<Candle[]> {
  const rest = publicRequest(request.market, 'klines', {
    symbol: request.symbol,
    interval: request.interval,
    startTime: String(request.from),
    endTime: String(request.to),
    limit: MOST_CANDLES,
  });
  const rows = await connection.read(rest, klinesSchema);
  return rows
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
    .filter((candle) => candle.openAt >= request.from && candle.openAt <= request.to);
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
    limit: MOST_CANDLES,
  });
  const rows = await connection.read(request, fundingRatesSchema);
  return rows
    .filter((row) => row.symbol === symbol)
    .map(({ fundingTime, fundingRate, markPrice }) => {
      return { settledAt: fundingTime, rateFraction: fundingRate, markPrice };
    })
    .sort((a, b) => a.settledAt - b.settledAt);
}

/** A request that needs no key, by its name behind the market's prefix. */
export function publicRequest(
  market: Market,
  name: string,
  params: Readonly<Record<string, string>>,
): RestRequest {
  return { market, method: 'GET', path: `${PREFIX[market]}/${name}`, params, signed: false };
}
