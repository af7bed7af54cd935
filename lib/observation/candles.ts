import type { MarketDataSource } from '../exchange/port';
import type { MarketJournal } from '../journal/port';
import { areStale, closedCandles, gapsIn } from '../market/candles';
import type { Candle } from '../model/candle';
import type { Clock } from '../model/clock';
import { TransientError } from '../model/errors';
import { INTERVAL_MS, type Interval, type Market } from '../model/terms';

export interface CandleQuery {
  market: Market;
  symbol: string;
  interval: Interval;
  /** Closed candles wanted, 1 to 999. */
  count: number;
}

export interface CandleDeps {
  exchange: MarketDataSource;
  journal: MarketJournal;
  exchangeNow: Clock;
}

/**
 * The last `count` closed candles, ascending. Closed candles never change, so they are kept in
 * the journal and only what is missing behind the newest is read from the exchange; a gap makes
 * the whole window be read again. Throws TransientError when the newest is too old to decide on.
 */
export async function observeCandles(query: CandleQuery, deps: CandleDeps): Promise<Candle[]> {
  const { market, symbol, interval, count } = query;
  const now = deps.exchangeNow();
  const step = INTERVAL_MS[interval];
  const windowStart = Math.floor(now / step) * step - count * step;
  const known = deps.journal.candles(market, symbol, interval, windowStart, now);
  const isWhole = known[0]?.openAt === windowStart && gapsIn(known, interval).length === 0;
  const from = isWhole ? (known.at(-1)?.openAt ?? windowStart) + step : windowStart;
  if (from + step <= now) {
    const fetched = await deps.exchange.candles({ market, symbol, interval, from, to: now });
    deps.journal.saveCandles(market, symbol, interval, closedCandles(fetched, now));
  }
  const closed = deps.journal.candles(market, symbol, interval, windowStart, now);
  if (areStale(closed, interval, now)) {
    throw new TransientError(
      `The newest closed ${interval} candle of ${symbol} is too old (${lastOf(closed)}).`,
      'Wait until the exchange serves current candles again; nothing is decided on old ones.',
    );
  }
  return closed;
}

function lastOf(candles: readonly Candle[]): string {
  const last = candles.at(-1);
  return last ? new Date(last.closeAt).toISOString() : 'there is none';
}
