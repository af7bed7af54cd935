import { type EquityWatch, equityWatchSchema } from '../../model/brakes';
import { decimal } from '../../model/decimal';
import type { EquityWatchJournal, ManagedAsset } from '../port';
import { readState, writeState } from './appState';
import { type Database, sql } from './database';

const WATCH = 'risk/equityWatch';

/** The watch on equity, or null before the first look. */
export function equityWatch(database: Database): EquityWatch | null {
  const text = readState(database, WATCH);
  return text === null ? null : equityWatchSchema.parse(JSON.parse(text));
}

/** Base assets of which inventory is managed, with their last marks; null where none was kept. */
export function managedAssets(database: Database): ManagedAsset[] {
  const marks = database.rows(sql.selectFrom('symbol_marks').selectAll().orderBy('at', 'desc'));
  return database
    .rows(sql.selectFrom('own_quantities').selectAll().where('market', '=', 'spot'))
    .filter(({ quantity }) => !decimal(quantity).isZero())
    .map(({ base_asset: baseAsset, quantity }) => {
      const mark = marks.find((each) => each.base_asset === baseAsset);
      return {
        baseAsset,
        quantity,
        mark: mark ? { symbol: mark.symbol, price: mark.mark_price, at: mark.at } : null,
      };
    });
}

/** Peaks of equity and what the account's other symbols are worth. */
export function equityWatchJournal(database: Database): EquityWatchJournal {
  return {
    equityWatch: () => equityWatch(database),
    foldEquityWatch(fold) {
      return database.write(() => {
        const watch = fold(equityWatch(database));
        writeState(database, WATCH, JSON.stringify(watch), watch.at);
        return watch;
      });
    },
    saveMark(symbol, baseAsset, markPrice, at) {
      const values = { base_asset: baseAsset, mark_price: markPrice, at };
      database.run(
        sql
          .insertInto('symbol_marks')
          .values({ symbol, ...values })
          .onConflict((conflict) => conflict.column('symbol').doUpdateSet(values)),
      );
    },
    managedAssets: () => managedAssets(database),
  };
}
