import { aggregated } from '../../scripts/long/recordedCandles';
import type { MultiTimeframeInputs } from '../../lib/market/multiTimeframe/composite';
import type { Candle } from '../../lib/model/candle';
import { type Interval, INTERVALS } from '../../lib/model/terms';

/** Synthetic markets: 1m candles, put together to every interval, and their mirror images. */

export const MINUTE_MS = 60_000;
/** Midnight UTC of a Monday, so that every interval begins with the path. */
export const PATH_START = Date.parse('2026-01-05T00:00:00Z');

/** Deterministic numbers in [0, 1). */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Minute {
  /** Log return of the minute. */
  move: number;
  /** How far price strayed beyond open and close, as log returns. */
  above: number;
  below: number;
  volume: number;
}

/** 1m candles of minutes, from a price. */
export function minuteCandles(minutes: readonly Minute[], price = 60_000): Candle[] {
  let close = price;
  return minutes.map(({ move, above, below, volume }, index) => {
    const open = close;
    close = open * Math.exp(move);
    const openAt = PATH_START + index * MINUTE_MS;
    return {
      openAt,
      closeAt: openAt + MINUTE_MS - 1,
      open,
      high: Math.max(open, close) * Math.exp(above),
      low: Math.min(open, close) * Math.exp(-below),
      close,
      volume,
    };
  });
}

/** The path with every return turned round (price p becomes price^2 / p), volumes unchanged. */
export function mirrored(candles: readonly Candle[], price = 60_000): Candle[] {
  const turned = (each: number): number => (price / each) * price;
  return candles.map((candle) => ({
    ...candle,
    open: turned(candle.open),
    high: turned(candle.low),
    low: turned(candle.high),
    close: turned(candle.close),
  }));
}

/** Candles of every interval from 1m candles; the last of each may not be whole. */
export function everyInterval(minutes: readonly Candle[]): Record<Interval, Candle[]> {
  const entries = INTERVALS.map((interval) => [interval, aggregated(minutes, interval)] as const);
  return {
    '1m': [],
    '5m': [],
    '15m': [],
    '1h': [],
    '4h': [],
    '1d': [],
    ...Object.fromEntries(entries),
  };
}

/** What an operation sees at `at`: the last candles of each interval that are closed by then. */
export function windowAt(
  all: Readonly<Record<Interval, readonly Candle[]>>,
  at: number,
  count = 300,
): Record<Interval, Candle[]> {
  const window = everyInterval([]);
  for (const interval of INTERVALS) {
    const closed = closedBefore(all[interval], at);
    window[interval] = all[interval].slice(Math.max(0, closed - count), closed);
  }
  return window;
}

/** How many candles are closed at `at`. */
function closedBefore(candles: readonly Candle[], at: number): number {
  let [from, to] = [0, candles.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((candles[middle]?.closeAt ?? Infinity) < at) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Inputs of the multi-timeframe signal with candles and nothing else. */
export function candlesOnly(candles: MultiTimeframeInputs['candles']): MultiTimeframeInputs {
  const absent = { absent: 'not given' };
  return {
    candles,
    fundingRateFraction: absent,
    fundingCapFraction: absent,
    fundingHistory: absent,
    takerFlow: absent,
    openInterestChangePct: absent,
    outside: absent,
    correlation: absent,
    depthOfMedian: absent,
    skewPct: absent,
  };
}

/** So many minutes of a market that does not move. */
export function stillMinutes(count: number, volume: number): Minute[] {
  return Array.from({ length: count }, () => ({ move: 0, above: 0, below: 0, volume }));
}

/** A driftless walk whose minutes move by about `deviation`. */
export function walkMinutes(count: number, deviation: number, seed: number): Minute[] {
  const number = numbersFrom(seed);
  return Array.from({ length: count }, () => ({
    move: deviation * (number() + number() + number() + number() - 2) * Math.sqrt(3),
    above: deviation * number(),
    below: deviation * number(),
    volume: 1 + 9 * number(),
  }));
}

/** The minutes with a rise (or fall) of `fraction` spread over `length` of them, from `from` on. */
export function withMove(
  minutes: readonly Minute[],
  from: number,
  length: number,
  fraction: number,
): Minute[] {
  const each = Math.log(1 + fraction) / length;
  return minutes.map((minute, index) =>
    index >= from && index < from + length ? { ...minute, move: minute.move + each } : minute,
  );
}
