import type { MarketDataSource } from '../exchange/port';
import type { MarketJournal } from '../journal/port';
import { areStale, closedCandles, gapsWithin } from '../market/candles';
import type { Candle } from '../model/candle';
import type { Clock } from '../model/clock';
import { TransientError } from '../model/errors';
import type { CandleGap } from '../model/marketData';
import { type CandleSource, INTERVAL_MS, type Interval } from '../model/terms';

export interface CandleQuery {
  /** What the candles are made of: a market's trades, or the mark price. */
  market: CandleSource;
  symbol: string;
  interval: Interval;
  /** Closed candles wanted, at least 1. The journal keeps the newest 5,000. */
  count: number;
}

export interface CandleDeps {
  exchange: Pick<MarketDataSource, 'candles'>;
  journal: Pick<MarketJournal, 'candles' | 'saveCandles' | 'candleGaps' | 'saveCandleGaps'>;
  exchangeNow: Clock;
}

/** Candles that one request answers at most. */
const PER_REQUEST = 1_000;
/** An exchange may fill a hole in its data later, so it is asked about it again once a day. */
const GAP_LIFETIME_MS = 24 * 3_600_000;

/**
 * The last `count` closed candles, ascending. Closed candles never change, so they are kept in the
 * journal by source and only what is missing is read from the exchange (with the newest one that was
 * known), in as few requests as it takes; a stretch that the exchange has no candles of is not asked for again before a day.
 * Throws TransientError when the newest is too old to decide on, and as every read.
 */
export async function observeCandles(query: CandleQuery, deps: CandleDeps): Promise<Candle[]> {
  return (await observeCandlesAndGaps(query, deps)).candles;
}

/** The same, with the stretches of the window that the exchange has no candles of. */
export async function observeCandlesAndGaps(
  query: CandleQuery,
  deps: CandleDeps,
): Promise<{ candles: Candle[]; gaps: CandleGap[] }> {
  const now = deps.exchangeNow();
  const step = INTERVAL_MS[query.interval];
  const to = Math.floor(now / step) * step - step;
  const from = to - (query.count - 1) * step;
  const window = await readWindow({ ...query, from, to, growing: false }, deps);
  assertFresh(window.candles, query, now);
  return window;
}

/**
 * The candles that opened from `from` to `to` (both the opening of a candle that is closed), with the
 * stretches that are missing; with `growing` the one that is not closed yet comes last, which costs a
 * request each time. However old the newest is. Throws as every read.
 */
export async function readWindow(
  query: Omit<CandleQuery, 'count'> & { from: number; to: number; growing: boolean },
  deps: CandleDeps,
): Promise<{ candles: Candle[]; gaps: CandleGap[] }> {
  const { market, symbol, interval, from, to } = query;
  const now = deps.exchangeNow();
  const step = INTERVAL_MS[interval];
  const known = deps.journal.candles(market, symbol, interval, from, to);
  const noticed = deps.journal.candleGaps(market, symbol, interval, {
    from,
    to,
    noticedAfter: now - GAP_LIFETIME_MS,
  });
  const isNoticed = (openAt: number): boolean =>
    noticed.some((gap) => openAt >= gap.from && openAt <= gap.to);
  const missing = openings(gapsWithin(known, interval, from, to), step).filter(
    (openAt) => !isNoticed(openAt),
  );
  const wanted = withNewestKnown(query.growing ? [...missing, to + step] : missing, known);
  const read = await readMissing(query, wanted, deps);
  const closed = closedCandles(read, now);
  if (closed.length > 0) deps.journal.saveCandles(market, symbol, interval, closed);
  const byOpening = new Map([...known, ...closed].map((candle) => [candle.openAt, candle]));
  const candles = [...byOpening.values()]
    .filter(({ openAt }) => openAt >= from && openAt <= to)
    .sort((a, b) => a.openAt - b.openAt);
  const gaps = gapsWithin(candles, interval, from, to);
  keepNewGaps(query, gaps, missing, candles.at(-1)?.openAt ?? from, deps);
  const open = query.growing ? read.filter(({ openAt }) => openAt === to + step) : [];
  return { candles: [...candles, ...open.slice(-1)], gaps };
}

/**
 * With the newest candle that is known, where later ones are read anyway: if it was read a moment
 * before it closed, because our clock was a little ahead, it is put right so.
 */
function withNewestKnown(wanted: readonly number[], known: readonly Candle[]): readonly number[] {
  const newest = known.at(-1)?.openAt ?? Infinity;
  const later = wanted.filter((openAt) => openAt > newest);
  if (later.length === 0) return wanted;
  return [...wanted.filter((openAt) => openAt < newest), newest, ...later];
}

/** Reads the candles that open at `missing` (ascending), each request as long as it may be. */
async function readMissing(
  { market, symbol, interval }: Omit<CandleQuery, 'count'>,
  missing: readonly number[],
  deps: CandleDeps,
): Promise<Candle[]> {
  const step = INTERVAL_MS[interval];
  const read: Candle[] = [];
  let left = [...missing];
  for (let from = left[0]; from !== undefined; from = left[0]) {
    const longest = from + (PER_REQUEST - 1) * step;
    const to = left.findLast((openAt) => openAt <= longest) ?? from;
    const answer = await deps.exchange.candles({ market, symbol, interval, from, to });
    read.push(...answer);
    // Who answers fewer at a time is asked again from behind its last; who answers none has none.
    const reached = Math.max(...answer.map(({ openAt }) => openAt), -1);
    const done = reached >= from && reached < to ? reached : to;
    left = left.filter((openAt) => openAt > done);
  }
  return read;
}

/** A hole is one only when there is a candle behind it: the newest may just not be listed yet. */
function keepNewGaps(
  { market, symbol, interval }: Omit<CandleQuery, 'count'>,
  gaps: readonly CandleGap[],
  asked: readonly number[],
  lastOpenAt: number,
  deps: CandleDeps,
): void {
  const found = gaps.filter(
    (gap) => gap.to < lastOpenAt && asked.some((openAt) => openAt >= gap.from && openAt <= gap.to),
  );
  deps.journal.saveCandleGaps(market, symbol, interval, found, deps.exchangeNow());
}

function openings(gaps: readonly CandleGap[], step: number): number[] {
  return gaps.flatMap(({ from, missing }) =>
    Array.from({ length: missing }, (_, index) => from + index * step),
  );
}

function assertFresh(candles: readonly Candle[], query: CandleQuery, now: number): void {
  const { symbol, interval, market } = query;
  if (!areStale(candles, interval, now)) return;
  const last = candles.at(-1);
  throw new TransientError(
    `The newest closed ${interval} candle of ${symbol} (${market}) is too old ` +
      `(${last ? new Date(last.closeAt).toISOString() : 'there is none'}).`,
    'Wait until the exchange serves current candles again; nothing is decided on old ones.',
  );
}
