import { instrumentSchema } from '../../model/instrument';
import type { MarketJournal } from '../port';
import { candleGapJournal } from './candleGaps';
import { candleStatements } from './candleStatements';
import { type Database, sql } from './database';
import { fundingJournal } from './fundingRates';
import { readRow } from './readRow';

/** Instruments, candles and regimes. */
export function marketJournal(database: Database): MarketJournal {
  const statements = candleStatements(database.connection);
  return {
    ...candleGapJournal(database),
    ...fundingJournal(database),
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
    saveCandles(source, symbol, interval, candles) {
      // Hedges are planned behind them: they may use the reserve, and are few.
      database.write(() => {
        for (const candle of candles) statements.write(source, symbol, interval, candle);
      }, 'protection');
    },
    candles(source, symbol, interval, from, to) {
      return database.translated(() => statements.between(source, symbol, interval, from, to));
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
