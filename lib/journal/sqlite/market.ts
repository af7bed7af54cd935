import { instrumentSchema } from '../../model/instrument';
import type { MarketJournal } from '../port';
import { type Database, sql } from './database';
import { readRow } from './readRow';

/** Instruments, candles and regimes. */
export function marketJournal(database: Database): MarketJournal {
  return {
    saveInstruments(instruments, at) {
      database.write(() => {
        for (const instrument of instruments) {
          const body = JSON.stringify(instrument);
          database.run(
            sql
              .insertInto('instruments')
              .values({ market: instrument.market, symbol: instrument.symbol, body, saved_at: at })
              .onConflict((conflict) =>
                conflict.columns(['market', 'symbol']).doUpdateSet({ body, saved_at: at }),
              ),
          );
        }
      });
    },
    instrument(market, symbol) {
      const row = database.first(
        sql
          .selectFrom('instruments')
          .selectAll()
          .where('market', '=', market)
          .where('symbol', '=', symbol),
      );
      if (!row) return null;
      const instrument = readRow(symbol, 'The instrument', () =>
        instrumentSchema.parse(JSON.parse(row.body)),
      );
      return { instrument, savedAt: row.saved_at };
    },
    saveCandles(market, symbol, interval, candles) {
      // Hedges are planned behind them: they may use the reserve, and are few.
      database.write(() => {
        for (const candle of candles) {
          const values = {
            close_at: candle.closeAt,
            open: candle.open,
            high: candle.high,
            low: candle.low,
            close: candle.close,
            volume: candle.volume,
          };
          database.run(
            sql
              .insertInto('candles')
              .values({ market, symbol, interval, open_at: candle.openAt, ...values })
              .onConflict((conflict) =>
                conflict.columns(['market', 'symbol', 'interval', 'open_at']).doUpdateSet(values),
              ),
          );
        }
      }, 'protection');
    },
    candles(market, symbol, interval, from, to) {
      return database
        .rows(
          sql
            .selectFrom('candles')
            .selectAll()
            .where('market', '=', market)
            .where('symbol', '=', symbol)
            .where('interval', '=', interval)
            .where('open_at', '>=', from)
            .where('open_at', '<=', to)
            .orderBy('open_at'),
        )
        .map((row) => ({
          openAt: row.open_at,
          closeAt: row.close_at,
          open: row.open,
          high: row.high,
          low: row.low,
          close: row.close,
          volume: row.volume,
        }));
    },
    saveRegime(regime, at) {
      if (regime.candleClosedAt === null) return;
      const values = { label: regime.label, body: JSON.stringify(regime), at };
      const row = {
        symbol: regime.symbol,
        interval: regime.interval,
        closed_at: regime.candleClosedAt,
        ...values,
      };
      database.writeRecord(() => {
        database.run(
          sql
            .insertInto('regimes')
            .values(row)
            .onConflict((conflict) =>
              conflict.columns(['symbol', 'interval', 'closed_at']).doUpdateSet(values),
            ),
        );
      });
    },
  };
}
