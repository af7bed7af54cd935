import { topLevels } from '../../engine/book';
import { formatFixed, toNumber } from '../../engine/decimal';
import { ApiError, invalidSymbol } from '../../engine/errors';
import type { Market } from '../../engine/model';
import { spotRules, SPOT_SYMBOLS, usdmRules, USDM_SYMBOLS } from '../../engine/symbols';
import { candles, intervalMs, klineRows } from '../klines';
import type { Params } from '../params';
import type { PublicRequest } from '../route';

/** Digits of prices and quantities on the wire: spot eight, USD-M as its contract prints them. */
export const DIGITS = { spot: { price: 8, qty: 8 }, usdm: { price: 2, qty: 3 } } as const;

/** The symbol parameter, listed on that market; -1102 or -1121 otherwise. */
export function listedSymbol(params: Params, market: Market): string {
  const symbol = params.required('symbol');
  const listed = market === 'spot' ? spotRules(symbol) : usdmRules(symbol);
  if (listed === undefined) throw invalidSymbol();
  return symbol;
}

/** The optional symbol parameter; -1121 when it is not listed. */
export function optionalSymbol(params: Params, market: Market): string | undefined {
  return params.text('symbol') === undefined ? undefined : listedSymbol(params, market);
}

/** Answers for one symbol as an object, for none as an array over all. */
export function perSymbol(
  request: PublicRequest,
  market: Market,
  row: (symbol: string) => Record<string, unknown>,
): unknown {
  const symbol = optionalSymbol(request.params, market);
  if (symbol !== undefined) return row(symbol);
  return (market === 'spot' ? SPOT_SYMBOLS : USDM_SYMBOLS).map(row);
}

/** A number that rises with the market's time, as order book ids do. */
export function updateId(request: PublicRequest): number {
  return 10_000_000_000 + Math.floor(request.view.at / 10);
}

/** Bids and asks as [price, quantity] texts. */
export function depthLevels(
  request: PublicRequest,
  symbol: string,
  market: Market,
  limit: number,
): Record<'bids' | 'asks', string[][]> {
  const digits = DIGITS[market];
  const side = (name: 'BUY' | 'SELL'): string[][] =>
    topLevels(request.view, symbol, market, name, limit).map((level) => [
      formatFixed(level.price, digits.price),
      formatFixed(level.qty, digits.qty),
    ]);
  return { bids: side('BUY'), asks: side('SELL') };
}

/** klines of a market (or its mark price), oldest first. */
export function klinesOf(
  request: PublicRequest,
  market: Market,
  highest: number,
  mark = false,
): unknown {
  const { params, view } = request;
  const symbol = listedSymbol(params, market);
  const lengthMs = intervalMs(params.required('interval'));
  const limit = params.integer('limit') ?? 500;
  if (limit < 1 || (market === 'usdm' && limit > highest)) {
    throw new ApiError(-1130, "Data sent for parameter 'limit' is not valid.");
  }
  const name = mark ? 'mark' : market;
  const query = {
    startTime: params.integer('startTime'),
    endTime: params.integer('endTime'),
    limit: Math.min(limit, highest),
  };
  return klineRows(
    view.feed,
    symbol,
    name,
    lengthMs,
    candles(view.feed, symbol, name, lengthMs, query, view.at),
  );
}

/** Best bid and ask. */
export function bookTicker(
  request: PublicRequest,
  symbol: string,
  market: Market,
): Record<string, unknown> {
  const { bids, asks } = depthLevels(request, symbol, market, 1);
  return {
    symbol,
    bidPrice: bids[0]?.[0],
    bidQty: bids[0]?.[1],
    askPrice: asks[0]?.[0],
    askQty: asks[0]?.[1],
  };
}

/** Rolling 24 h statistics over closed minutes and the running one. */
export function dayTicker(
  request: PublicRequest,
  symbol: string,
  market: Market,
): Record<string, unknown> {
  const { view } = request;
  const { feed } = view;
  const digits = DIGITS[market];
  const rows = candles(feed, symbol, market, 60_000, { limit: 1440 }, view.at);
  const units = feed.units(symbol);
  const tick = units.tick[market];
  const step = units.step[market];
  const price = (ticks: number): string => formatFixed(BigInt(ticks) * tick, digits.price);
  const open = rows[0]?.open ?? view.ticks(symbol, market);
  const last = view.ticks(symbol, market);
  const high = rows.reduce((top, row) => Math.max(top, row.high), last);
  const low = rows.reduce((bottom, row) => Math.min(bottom, row.low), last);
  const volume = rows.reduce((sum, row) => sum + row.volume, 0);
  const quote =
    rows.reduce((sum, row) => sum + row.quoteVolume, 0) * toNumber(tick) * toNumber(step);
  const change = BigInt(last - open) * tick;
  const count = rows.reduce((sum, row) => sum + row.trades, 0);
  const top = depthLevels(request, symbol, market, 1);
  return {
    symbol,
    priceChange: formatFixed(change, digits.price),
    priceChangePercent: (((last - open) / open) * 100).toFixed(3),
    weightedAvgPrice: (volume === 0 ? 0 : quote / (volume * toNumber(step))).toFixed(digits.price),
    ...(market === 'spot' ? { prevClosePrice: price(open) } : {}),
    lastPrice: price(last),
    lastQty: formatFixed(step * 2n, digits.qty),
    ...(market === 'spot'
      ? {
          bidPrice: top.bids[0]?.[0],
          bidQty: top.bids[0]?.[1],
          askPrice: top.asks[0]?.[0],
          askQty: top.asks[0]?.[1],
        }
      : {}),
    openPrice: price(open),
    highPrice: price(high),
    lowPrice: price(low),
    volume: formatFixed(BigInt(volume) * step, digits.qty),
    quoteVolume: quote.toFixed(market === 'spot' ? 8 : 2),
    openTime: rows[0]?.openTime ?? view.at,
    closeTime: request.now,
    firstId: updateId(request) - count,
    lastId: updateId(request),
    count,
  };
}
