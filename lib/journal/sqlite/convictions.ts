import type BetterSqlite3 from 'better-sqlite3';
import type { ConvictionJournal } from '../port';
import { type Database, sql } from './database';

const MINUTE_MS = 60_000;

/** What the ensemble held, minute by minute. */
export const CONVICTION_MIGRATION = `
create table convictions(
  symbol text not null, minute_at integer not null,
  long real not null, short real not null,
  b_up real not null, b_down real not null, b_neutral real not null,
  c_up real not null, c_down real not null, c_neutral real not null,
  primary key(symbol, minute_at)) without rowid;
`;

export interface ConvictionRow {
  symbol: string;
  /** Beginning of the minute. */
  minute_at: number;
  long: number;
  short: number;
  b_up: number;
  b_down: number;
  b_neutral: number;
  c_up: number;
  c_down: number;
  c_neutral: number;
}

/** The log of convictions. */
export function convictionJournal(database: Database): ConvictionJournal {
  let ranking: Ranking | null = null;
  return {
    logConviction(symbol, held, at) {
      database.writeRecord(() => {
        database.run(
          sql
            .insertInto('convictions')
            .values({
              symbol,
              minute_at: minuteOf(at),
              long: held.long,
              short: held.short,
              b_up: held.bUp,
              b_down: held.bDown,
              b_neutral: held.bNeutral,
              c_up: held.cUp,
              c_down: held.cDown,
              c_neutral: held.cNeutral,
            })
            .onConflict((conflict) => conflict.columns(['symbol', 'minute_at']).doNothing()),
        );
      });
    },
    rankStrength(symbol, strength, from, to) {
      return database.translated(() => {
        ranking ??= prepareRanking(database.connection);
        const row = ranking.get(strength, strength, symbol, minuteOf(from), minuteOf(to));
        return row ?? { samples: 0, weaker: 0, equal: 0 };
      });
    },
    convictions(symbol, from, to) {
      return database
        .rows(
          sql
            .selectFrom('convictions')
            .selectAll()
            .where('symbol', '=', symbol)
            .where('minute_at', '>=', from)
            .where('minute_at', '<', to)
            .orderBy('minute_at'),
        )
        .map((row) => ({
          minuteAt: row.minute_at,
          long: row.long,
          short: row.short,
          bUp: row.b_up,
          bDown: row.b_down,
          bNeutral: row.b_neutral,
          cUp: row.c_up,
          cDown: row.c_down,
          cNeutral: row.c_neutral,
        }));
    },
  };
}

function minuteOf(at: number): number {
  return at - (at % MINUTE_MS);
}

type Ranking = BetterSqlite3.Statement<
  [number, number, string, number, number],
  { samples: number; weaker: number; equal: number }
>;

/** Counted where the rows are: a week of minutes are 10,000 of them. */
function prepareRanking(connection: BetterSqlite3.Database): Ranking {
  return connection.prepare(
    `select count(*) as samples,
       count(case when max(long, -short) < ? then 1 end) as weaker,
       count(case when max(long, -short) = ? then 1 end) as equal
     from convictions where symbol = ? and minute_at >= ? and minute_at < ?`,
  );
}
