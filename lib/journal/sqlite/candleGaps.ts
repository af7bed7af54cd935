import type { MarketJournal } from '../port';
import { type Database, sql } from './database';

/** Stretches without candles that the exchange was asked for, so that it is not asked each time. */
export const CANDLE_GAP_MIGRATION = `
create table candle_gaps(
  market text not null, symbol text not null, interval text not null,
  from_at integer not null, to_at integer not null, noticed_at integer not null,
  primary key(market, symbol, interval, from_at)) without rowid;
`;

export function candleGapJournal(
  database: Database,
): Pick<MarketJournal, 'saveCandleGaps' | 'candleGaps'> {
  return {
    saveCandleGaps(source, symbol, interval, gaps, at) {
      if (gaps.length === 0) return;
      database.writeRecord(() => {
        for (const { from, to } of gaps) {
          const values = { to_at: to, noticed_at: at };
          database.run(
            sql
              .insertInto('candle_gaps')
              .values({ market: source, symbol, interval, from_at: from, ...values })
              .onConflict((conflict) =>
                conflict.columns(['market', 'symbol', 'interval', 'from_at']).doUpdateSet(values),
              ),
          );
        }
      });
    },
    candleGaps(source, symbol, interval, { from, to, noticedAfter }) {
      return database
        .rows(
          sql
            .selectFrom('candle_gaps')
            .select(['from_at', 'to_at'])
            .where('market', '=', source)
            .where('symbol', '=', symbol)
            .where('interval', '=', interval)
            .where('to_at', '>=', from)
            .where('from_at', '<=', to)
            .where('noticed_at', '>', noticedAfter)
            .orderBy('from_at'),
        )
        .map((row) => ({ from: row.from_at, to: row.to_at }));
    },
  };
}
