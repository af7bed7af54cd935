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
      const rows = database.rows(
        sql
          .selectFrom('convictions')
          .select(['long', 'short'])
          .where('symbol', '=', symbol)
          .where('minute_at', '>=', minuteOf(from))
          .where('minute_at', '<', minuteOf(to)),
      );
      let weaker = 0;
      let equal = 0;
      for (const { long, short } of rows) {
        const other = Math.max(long, -short);
        if (other < strength) weaker += 1;
        else if (other === strength) equal += 1;
      }
      return { samples: rows.length, weaker, equal };
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
