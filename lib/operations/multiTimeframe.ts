import type { MarkPrice } from '../exchange/port';
import {
  multiTimeframe as compositeOf,
  type MultiTimeframeInputs,
} from '../market/multiTimeframe/composite';
import { densityLevels } from '../market/densityLevels';
import { FUNDING_HISTORY_MS } from '../market/fundingExtreme';
import { isPresent, type Reading, readingOf, valueOf } from '../market/reading';
import { meanCorrelation } from '../market/stress';
import type { Candle } from '../model/candle';
import { ConfigurationError, RejectedError } from '../model/errors';
import type { Item } from '../model/item';
import type { MultiTimeframePart } from '../model/multiTimeframe';
import type { PriceLevels } from '../model/priceLevels';
import { type Interval, INTERVALS } from '../model/terms';
import { observeCandles } from '../observation/candles';
import { observeFundingRates, observeFundingTerms } from '../observation/funding';
import type { Session } from '../session/openSession';
import { skewPct } from './impliedReading';
import { isOfItsOwn, orUnavailable, withSignal } from './signalParts';
import {
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
/** Levels further from the price than this are not told, percent. */
const LEVELS_WITHIN_PCT = 10;
const DEPTH_WINDOW_MS = 7 * 86_400_000;
const DEPTH_FRESH_MS = 900_000;
const LEAST_DEPTHS = 10;

/**
 * Adds `signals.multiTimeframe` and `signals.priceLevels`; where candles are stale or cannot be read the
 * signal is unavailable and says why. Throws for a ban and for a broken journal.
 */
export async function multiTimeframe(
  session: Session,
  item: Item,
  options: MultiTimeframeOptions,
): Promise<Item> {
  const read = async (): Promise<Item> => {
    const candles = await everyInterval(session, item.symbol, options.candleCount);
    const levels = levelsOf(candles['1h'], session.clocks.exchangeNow());
    return withSignal(item, {
      multiTimeframe: await signalOf(session, item, candles, options),
      ...(levels ? { priceLevels: levels } : {}),
    });
  };
  return orUnavailable(item, read, (reason) => ({
    multiTimeframe: { status: 'unavailable', at: session.clocks.exchangeNow(), reason },
  }));
}

/** Levels around the last close of 1h candles. */
function levelsOf(hours: readonly Candle[], at: number): PriceLevels | null {
  const price = hours.at(-1)?.close;
  if (price === undefined) return null;
  const [low, high] = [
    price * (1 - LEVELS_WITHIN_PCT / 100),
    price * (1 + LEVELS_WITHIN_PCT / 100),
  ];
  return { at, price, levels: densityLevels(hours, { price, low, high }) };
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
  // A pair may be hedged on another contract than the one of its name, which need not exist.
  const contract = session.journal.hedgeContract(symbol);
  const mark = await markOf(session, contract);
  const rate: Reading = isPresent(mark)
    ? readingOf(Number(mark.value.fundingRate), 'the exchange names no rate')
    : mark;
  const [fundingCapFraction, fundingHistory, correlation] = await Promise.all([
    isPresent(rate) ? fundingCap(session, contract, rate.value) : rate,
    isPresent(mark) ? settledFunding(session, contract, mark.value.nextFundingAt) : mark,
    basketCorrelation(session, symbol, basket),
  ]);
  const now = session.clocks.exchangeNow();
  return compositeOf(now, {
    candles,
    fundingRateFraction: rate,
    fundingCapFraction,
    fundingHistory,
    takerFlow: takerFlow(sources, now),
    openInterestChangePct: openInterestChange(sources, now),
    outside: outsideOpinions(sources, now),
    correlation,
    depthOfMedian: depthOfMedian(session, symbol, now),
    skewPct: skewPct(item, now),
  });
}

/** The contract's mark price and funding; absent where the exchange does not list it. */
async function markOf({ exchange }: Session, contract: string): Promise<Reading<MarkPrice>> {
  try {
    return { value: await exchange.mark(contract) };
  } catch (error) {
    // A symbol that the exchange does not know is a ConfigurationError; other refusals are no answer too.
    const isRefused = error instanceof ConfigurationError || error instanceof RejectedError;
    if (isRefused) return { absent: `${contract}: ${error.message}` };
    throw error;
  }
}

/** Settled rates of 90 days; the journal keeps them, so that few reads are made. */
async function settledFunding(
  session: Session,
  symbol: string,
  nextFundingAt: number,
): Promise<Reading<number[]>> {
  const to = session.clocks.exchangeNow();
  const query = { symbol, from: to - FUNDING_HISTORY_MS, to, nextFundingAt };
  return readOrReason(async () => {
    const rates = await observeFundingRates(query, depsOf(session));
    return { value: rates.map(({ rateFraction }) => Number(rateFraction)) };
  });
}

/** The largest rate on the side of `rate`. */
async function fundingCap(session: Session, symbol: string, rate: number): Promise<Reading> {
  return readOrReason(async () => {
    const terms = await observeFundingTerms(symbol, depsOf(session));
    const text = rate < 0 ? terms?.floorFraction : terms?.capFraction;
    const cap = Math.abs(Number(text));
    return cap > 0 ? { value: cap } : { absent: 'the exchange lists no cap for the symbol' };
  });
}

/** What is optional may fail: the signal is made without it and says why. */
async function readOrReason<Value>(read: () => Promise<Reading<Value>>): Promise<Reading<Value>> {
  try {
    return await read();
  } catch (error) {
    if (isOfItsOwn(error)) return { absent: error.message };
    throw error;
  }
}

/** Mean correlation of the hourly log returns; a symbol that cannot be read is left out. */
async function basketCorrelation(
  session: Session,
  symbol: string,
  basket: readonly string[],
): Promise<Reading> {
  if (basket.length === 0) return { absent: 'the correlation basket is empty' };
  const symbols = [...new Set([symbol, ...basket])];
  const read = await Promise.all(symbols.map((symbol) => hourlyReturns(session, symbol)));
  const series = read.filter((returns) => returns !== null);
  return readingOf(
    meanCorrelation(series),
    `returns of ${series.length} symbols of the basket are known, two are needed`,
  );
}

async function hourlyReturns(session: Session, symbol: string): Promise<number[] | null> {
  const query = { market: 'spot', symbol, interval: '1h', count: CORRELATED_HOURS + 1 } as const;
  const reading = await readOrReason(async () => ({
    value: await observeCandles(query, depsOf(session)),
  }));
  const candles = valueOf(reading) ?? [];
  if (candles.length <= CORRELATED_HOURS) return null;
  return candles
    .slice(1)
    .map(({ close }, index) => Math.log(close / (candles[index]?.close ?? close)));
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
