import { closedCandles, gapsIn } from '../market/candles';
import type { Candle } from '../model/candle';
import { INTERVAL_MS, type Interval, type Market } from '../model/terms';
import type { CandleDeps } from './candles';

/**
 * Every closed candle that opened within `windowMs` before now, ascending; with `growing` the one that
 * is not closed yet comes last, which costs a request each time. Closed ones are kept in the journal, so that a loop reads one request at a time; a longer gap is
 * read in as many requests as it takes. What the exchange never had is not there. Throws as a read.
 */
export async function candleWindow(
  query: { market: Market; symbol: string; interval: Interval; windowMs: number; growing: boolean },
  deps: CandleDeps,
): Promise<Candle[]> {
  const { market, symbol, interval } = query;
  const now = deps.exchangeNow();
  const step = INTERVAL_MS[interval];
  const start = Math.ceil((now - query.windowMs) / step) * step;
  const known = deps.journal.candles(market, symbol, interval, start, now);
  const isWhole = known[0]?.openAt === start && gapsIn(known, interval).length === 0;
  const candles = new Map((isWhole ? known : []).map((candle) => [candle.openAt, candle]));
  let from = isWhole ? (known.at(-1)?.openAt ?? start) + step : start;
  while (from + (query.growing ? 0 : step) <= now) {
    const answer = await deps.exchange.candles({ market, symbol, interval, from, to: now });
    for (const candle of answer) candles.set(candle.openAt, candle);
    deps.journal.saveCandles(market, symbol, interval, closedCandles(answer, now));
    const last = answer.at(-1);
    if (!last || last.openAt < from) break;
    from = last.openAt + step;
  }
  const sorted = [...candles.values()].sort((a, b) => a.openAt - b.openAt);
  return query.growing ? sorted : closedCandles(sorted, now);
}
