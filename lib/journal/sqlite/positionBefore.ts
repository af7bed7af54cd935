import { Decimal, decimal } from '../../model/decimal';
import { sideSchema, signOf } from '../../model/terms';
import { type Database, sql } from './database';
import { holdings } from './lots';

/**
 * Own futures position of a symbol after all its fills before `at`: today's position less what was
 * filled since, so that only the newest fills are read.
 */
export function positionBefore(database: Database, symbol: string, at: number): string {
  const held = Decimal.sum(
    holdings(database, symbol)
      .filter(({ holding }) => !holding.startsWith('inventory/'))
      .map(({ quantity }) => decimal(quantity)),
  );
  const since = database
    .rows(
      sql
        .selectFrom('fills')
        .select(['side', 'quantity'])
        .where('market', '=', 'usdm')
        .where('symbol', '=', symbol)
        .where('intent_id', 'is not', null)
        .where('filled_at', '>=', at),
    )
    .map(({ side, quantity }) =>
      decimal(quantity).times(decimal(String(signOf(sideSchema.parse(side))))),
    );
  return held.minus(Decimal.sum(since)).toString();
}
