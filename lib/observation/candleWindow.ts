import type { Candle } from '../model/candle';
import { type CandleSource, INTERVAL_MS, type Interval } from '../model/terms';
import { type CandleDeps, readWindow } from './candles';

/**
 * Every closed candle that opened within `windowMs` before now, ascending; with `growing` the one that
 * is not closed yet comes last, which costs a request each time. Closed ones are kept in the journal, so
 * that a loop reads one request at a time; a longer stretch is read in as many requests as it takes.
 * What the exchange never had is not there. Throws as a read.
 */
export async function candleWindow(
  query: {
    market: CandleSource;
    symbol: string;
    interval: Interval;
    windowMs: number;
    growing: boolean;
  },
  deps: CandleDeps,
): Promise<Candle[]> {
  const now = deps.exchangeNow();
  const step = INTERVAL_MS[query.interval];
  const from = Math.ceil((now - query.windowMs) / step) * step;
  const to = Math.floor(now / step) * step - step;
  return (await readWindow({ ...query, from, to }, deps)).candles;
}
