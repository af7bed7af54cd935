import type BetterSqlite3 from 'better-sqlite3';
import type { Candle } from '../../model/candle';
import type { CandleSource, Interval } from '../../model/terms';

type Connection = BetterSqlite3.Database;

/**
 * Writing and reading candles, prepared once: they come by the thousand, and composing the same text
 * anew for each costs several times what running it does.
 */
export interface CandleStatements {
  /** Keeps a candle; one that opened at the same time is replaced. */
  write(source: CandleSource, symbol: string, interval: Interval, candle: Candle): void;
  /** Those that opened from `from` to `to`, both included, ascending. */
  between(
    source: CandleSource,
    symbol: string,
    interval: Interval,
    from: number,
    to: number,
  ): Candle[];
}

export function candleStatements(connection: Connection): CandleStatements {
  let prepared: Prepared | null = null;
  const statements = (): Prepared => (prepared ??= prepare(connection));
  return {
    write(source, symbol, interval, { openAt, closeAt, open, high, low, close, volume }) {
      const figures = [openAt, closeAt, open, high, low, close, volume] as const;
      statements().write.run(source, symbol, interval, ...figures);
    },
    between(source, symbol, interval, from, to) {
      return statements().between.all(source, symbol, interval, from, to);
    },
  };
}

interface Prepared {
  write: BetterSqlite3.Statement<
    [CandleSource, string, Interval, number, number, number, number, number, number, number]
  >;
  between: BetterSqlite3.Statement<[CandleSource, string, Interval, number, number], Candle>;
}

function prepare(connection: Connection): Prepared {
  return {
    write: connection.prepare(
      `insert into candles(market, symbol, interval, open_at, close_at, open, high, low, close, volume)
       values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict(market, symbol, interval, open_at) do update set close_at = excluded.close_at,
         open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
         volume = excluded.volume`,
    ),
    between: connection.prepare(
      `select open_at as openAt, close_at as closeAt, open, high, low, close, volume from candles
       where market = ? and symbol = ? and interval = ? and open_at >= ? and open_at <= ?
       order by open_at`,
    ),
  };
}
