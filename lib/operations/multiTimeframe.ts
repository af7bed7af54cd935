import {
  multiTimeframe as compositeOf,
  type MultiTimeframeInputs,
} from '../market/multiTimeframe/composite';
import { FUNDING_HISTORY_MS } from '../market/fundingExtreme';
import { type Reading, readingOf } from '../market/reading';
import { meanCorrelation } from '../market/stress';
import type { Candle } from '../model/candle';
import { ConfigurationError, TransientError } from '../model/errors';
import type { Item } from '../model/item';
import type { MultiTimeframePart } from '../model/multiTimeframe';
import { type Interval, INTERVALS } from '../model/terms';
import { observeCandles } from '../observation/candles';
import type { Session } from '../session/openSession';
import { skewPct } from './impliedReading';
import { withSignal } from './signalParts';
import {
  fundingCap,
  openInterestChange,
  outsideOpinions,
  type SignalSources,
  takerFlow,
} from './signalSources';

export interface MultiTimeframeOptions {
  /** Closed candles that are read of each interval. */
  candleCount: number;
  /** Symbols whose correlation is stress; the item's own is one of them. */
  basket: readonly string[];
}

export const DEFAULT_MULTI_TIMEFRAME: MultiTimeframeOptions = {
  candleCount: 300,
  basket: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT', 'XRPUSDT'],
};

/** Three days of hours: long enough to mean something, short enough to notice. */
const CORRELATED_HOURS = 72;
const DEPTH_WINDOW_MS = 7 * 86_400_000;
const DEPTH_FRESH_MS = 900_000;
const LEAST_DEPTHS = 10;

/** Adds `signals.multiTimeframe`. Throws as reads do, and TransientError for stale candles. */
export async function multiTimeframe(
  session: Session,
  item: Item,
  options: MultiTimeframeOptions,
): Promise<Item> {
  const candles = await everyInterval(session, item.symbol, options.candleCount);
  return withSignal(item, { multiTimeframe: await signalOf(session, item, candles, options) });
}

/** The last closed spot candles of every interval. */
export async function everyInterval(
  session: Session,
  symbol: string,
  count: number,
): Promise<Record<Interval, Candle[]>> {
  const deps = depsOf(session);
  const read = await Promise.all(
    INTERVALS.map((interval) => observeCandles({ market: 'spot', symbol, interval, count }, deps)),
  );
  const [minute, five, quarter, hour, four, day] = read;
  return {
    '1m': minute ?? [],
    '5m': five ?? [],
    '15m': quarter ?? [],
    '1h': hour ?? [],
    '4h': four ?? [],
    '1d': day ?? [],
  };
}

/** The composite of an item now; inputs that are not there are named in it. */
export async function signalOf(
  session: Session,
  item: Item,
  candles: MultiTimeframeInputs['candles'],
  { basket }: MultiTimeframeOptions,
): Promise<MultiTimeframePart> {
  const { symbol } = item;
  const sources: SignalSources | undefined = item.marketData;
  const [{ fundingRate }, fundingHistory, correlation] = await Promise.all([
    session.exchange.mark(symbol),
    settledFunding(session, symbol),
    basketCorrelation(session, [...new Set([symbol, ...basket])]),
  ]);
  const rate = Number(fundingRate);
  const now = session.clocks.exchangeNow();
  return compositeOf(now, {
    candles,
    fundingRateFraction: readingOf(rate, 'the exchange names no rate'),
    fundingCapFraction: fundingCap(sources, rate),
    fundingHistory,
    takerFlow: takerFlow(sources, now),
    openInterestChangePct: openInterestChange(sources, now),
    outside: outsideOpinions(sources),
    correlation,
    depthOfMedian: depthOfMedian(session, symbol, now),
    skewPct: skewPct(item, now),
  });
}

async function settledFunding(session: Session, symbol: string): Promise<Reading<number[]>> {
  const now = session.clocks.exchangeNow();
  try {
    const rates = await session.exchange.fundingRates(symbol, now - FUNDING_HISTORY_MS, now);
    return { value: rates.map(({ rateFraction }) => Number(rateFraction)) };
  } catch (error) {
    if (error instanceof TransientError) return { absent: error.message };
    throw error;
  }
}

/** Mean correlation of the hourly log returns; a symbol that cannot be read is left out. */
async function basketCorrelation(session: Session, symbols: readonly string[]): Promise<Reading> {
  const read = await Promise.all(symbols.map((symbol) => hourlyReturns(session, symbol)));
  const series = read.filter((returns) => returns !== null);
  return readingOf(
    meanCorrelation(series),
    `returns of ${series.length} symbols of the basket are known, two are needed`,
  );
}

async function hourlyReturns(session: Session, symbol: string): Promise<number[] | null> {
  const query = { market: 'spot', symbol, interval: '1h', count: CORRELATED_HOURS + 1 } as const;
  try {
    const candles = await observeCandles(query, depsOf(session));
    if (candles.length <= CORRELATED_HOURS) return null;
    return candles
      .slice(1)
      .map(({ close }, index) => Math.log(close / (candles[index]?.close ?? close)));
  } catch (error) {
    if (error instanceof TransientError || error instanceof ConfigurationError) return null;
    throw error;
  }
}

/** The newest depth that Risk Check kept of the symbol's book, over the median of a week. */
function depthOfMedian({ journal }: Session, symbol: string, now: number): Reading {
  const depths = journal.depths(symbol, now - DEPTH_WINDOW_MS);
  const newest = depths.at(-1);
  if (depths.length < LEAST_DEPTHS || !newest || now - newest.at > DEPTH_FRESH_MS) {
    return {
      absent: `Risk Check keeps ${depths.length} depths of the book, none fresh or too few`,
    };
  }
  const sorted = depths.map(({ depthQuote }) => depthQuote).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return median > 0
    ? { value: newest.depthQuote / median }
    : { absent: 'the median depth of the book is 0' };
}

function depsOf({ exchange, journal, clocks }: Session) {
  return { exchange, journal, exchangeNow: clocks.exchangeNow };
}
