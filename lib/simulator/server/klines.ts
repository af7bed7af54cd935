import type { Bars, Feed, SeriesName } from '../feeds/feed';
import { MINUTE_MS } from '../feeds/feed';
import { ApiError } from '../engine/errors';
import { formatFixed } from '../engine/decimal';
import { barAt, corners, LEG_MS, ticksInBar } from '../engine/path';

const INTERVAL_MINUTES: Readonly<Record<string, number>> = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '4h': 240,
  '6h': 360,
  '8h': 480,
  '12h': 720,
  '1d': 1440,
};

/** Length of an interval in ms; -1120 when it is not offered. */
export function intervalMs(interval: string): number {
  const minutes = Object.hasOwn(INTERVAL_MINUTES, interval)
    ? INTERVAL_MINUTES[interval]
    : undefined;
  if (minutes === undefined) throw new ApiError(-1120, 'Invalid interval.');
  return minutes * MINUTE_MS;
}

/** Figures of one candle, in ticks and steps, from the minutes (and the running one's part) it covers. */
export interface Candle {
  openTime: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  quoteVolume: number;
  trades: number;
  takerVolume: number;
  takerQuote: number;
}

/** Adds a whole minute to a candle that has begun: the same figures as `add`, without walking the minute's path. */
function addWhole(candle: Candle, bars: Bars, name: SeriesName, i: number): Candle {
  const open = bars.open[i] ?? 0;
  const high = bars.high[i] ?? 0;
  const low = bars.low[i] ?? 0;
  const close = bars.close[i] ?? 0;
  const volume = name === 'mark' ? 0 : (bars.volume[i] ?? 0);
  const takerVolume = Math.floor(volume * takerShareOf(open, close));
  const mean = (open + high + low + close) / 4;
  candle.high = Math.max(candle.high, high);
  candle.low = Math.min(candle.low, low);
  candle.close = close;
  candle.volume += volume;
  candle.quoteVolume += volume * mean;
  candle.trades += tradesOf(volume, name);
  candle.takerVolume += takerVolume;
  candle.takerQuote += takerVolume * mean;
  return candle;
}

/** Share of a minute's volume that bought: more when it rose. */
function takerShareOf(open: number, close: number): number {
  return Math.max(0.1, Math.min(0.9, 0.5 + (150 * (close - open)) / open));
}

function tradesOf(volume: number, name: SeriesName): number {
  return Math.max(1, Math.round(volume / (name === 'spot' ? 800 : 25)));
}

/** Adds a minute, or the part of it up to `offset` ms when that is below a whole one. */
function add(
  candle: Candle | undefined,
  feed: Feed,
  symbol: string,
  name: SeriesName,
  i: number,
  openTime: number,
  offset: number,
): Candle {
  const series = feed.series(symbol, i);
  const bars = series[name];
  const whole = offset >= MINUTE_MS;
  if (candle !== undefined && whole) return addWhole(candle, bars, name, i);
  const points = corners(bars, series.spot, i);
  const passed = whole ? [...points] : points.slice(0, Math.floor(offset / LEG_MS) + 1);
  const close = whole ? points[3] : ticksInBar(bars, series.spot, i, offset);
  passed.push(close);
  const high = Math.max(...passed);
  const low = Math.min(...passed);
  const share = whole ? 1 : offset / MINUTE_MS;
  const volume = name === 'mark' ? 0 : Math.floor((bars.volume[i] ?? 0) * share);
  const takerVolume = Math.floor(volume * takerShareOf(points[0], points[3]));
  const mean = (points[0] + points[1] + points[2] + points[3]) / 4;
  const trades = tradesOf(volume, name);
  const before = candle ?? {
    openTime,
    open: points[0],
    high,
    low,
    close,
    volume: 0,
    quoteVolume: 0,
    trades: 0,
    takerVolume: 0,
    takerQuote: 0,
  };
  before.high = Math.max(before.high, high);
  before.low = Math.min(before.low, low);
  before.close = close;
  before.volume += volume;
  before.quoteVolume += volume * mean;
  before.trades += trades;
  before.takerVolume += takerVolume;
  before.takerQuote += takerVolume * mean;
  return before;
}

/** Which candles are wanted. */
export interface KlineQuery {
  startTime?: number | undefined;
  endTime?: number | undefined;
  limit: number;
}

/**
 * Candles of an interval up to the instant `at`, oldest first, aligned to UTC; stretches in which the market was closed
 * have none. The running candle is among them as soon
 * as it holds any time.
 */
export function candles(
  feed: Feed,
  symbol: string,
  name: SeriesName,
  lengthMs: number,
  query: KlineQuery,
  at: number,
): Candle[] {
  const aligned = (time: number): number => Math.floor(time / lengthMs) * lengthMs;
  const newest = Math.min(
    aligned(at - 1),
    query.endTime === undefined ? Infinity : aligned(query.endTime),
  );
  let first =
    query.startTime === undefined
      ? newest - (query.limit - 1) * lengthMs
      : Math.ceil(query.startTime / lengthMs) * lengthMs;
  first = Math.max(first, Math.ceil(feed.firstAt / lengthMs) * lengthMs);
  const candleAt = (open: number): Candle | undefined => {
    let candle: Candle | undefined;
    const until = Math.min(open + lengthMs, at);
    for (let minute = open; minute < until; minute += MINUTE_MS) {
      const { index } = barAt(feed.firstAt, minute);
      if (feed.isClosed?.(symbol, name, index) === true) continue;
      candle = add(candle, feed, symbol, name, index, open, Math.min(MINUTE_MS, until - minute));
    }
    return candle;
  };
  const found: Candle[] = [];
  if (query.startTime === undefined && feed.isClosed !== undefined) {
    // Closed minutes make no candle: the newest ones are looked for backwards until there are enough.
    const oldest = Math.ceil(feed.firstAt / lengthMs) * lengthMs;
    for (let open = newest; open >= oldest && found.length < query.limit; open -= lengthMs) {
      const candle = candleAt(open);
      if (candle !== undefined) found.push(candle);
    }
    return found.reverse();
  }
  for (let open = first; open <= newest && found.length < query.limit; open += lengthMs) {
    const candle = candleAt(open);
    if (candle !== undefined) found.push(candle);
  }
  return found;
}

/** Candles as the wire has them (both markets have the same twelve columns). */
export function klineRows(
  feed: Feed,
  symbol: string,
  name: SeriesName,
  lengthMs: number,
  rows: readonly Candle[],
): unknown[][] {
  const units = feed.units(symbol);
  const tick = units.tick[name];
  const step = name === 'mark' ? 0n : units.step[name];
  const priceDigits = name === 'usdm' ? 2 : 8;
  const volumeDigits = name === 'usdm' ? 3 : 8;
  const quoteDigits = name === 'usdm' ? 5 : 8;
  const perTick = (Number(tick) / 1e8) * (Number(step) / 1e8);
  return rows.map((row) => [
    row.openTime,
    formatFixed(BigInt(row.open) * tick, priceDigits),
    formatFixed(BigInt(row.high) * tick, priceDigits),
    formatFixed(BigInt(row.low) * tick, priceDigits),
    formatFixed(BigInt(row.close) * tick, priceDigits),
    name === 'mark' ? '0' : formatFixed(BigInt(row.volume) * step, volumeDigits),
    row.openTime + lengthMs - 1,
    name === 'mark' ? '0' : (row.quoteVolume * perTick).toFixed(quoteDigits),
    name === 'mark' ? 0 : row.trades,
    name === 'mark' ? '0' : formatFixed(BigInt(row.takerVolume) * step, volumeDigits),
    name === 'mark' ? '0' : (row.takerQuote * perTick).toFixed(quoteDigits),
    '0',
  ]);
}
