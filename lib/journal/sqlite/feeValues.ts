import { figure } from '../../accounting/sums';
import { decimal } from '../../model/decimal';
import { marketSchema } from '../../model/terms';
import type { UnvaluedFee } from '../port';
import { addToSums } from './bookSums';
import { type Database, sql } from './database';

/** Own fills whose fee has no value in quote yet, oldest first. */
export function unvaluedFees(database: Database, symbol: string, limit: number): UnvaluedFee[] {
  return database
    .rows(
      sql
        .selectFrom('fee_values')
        .innerJoin('fills', 'fills.sequence', 'fee_values.sequence')
        .select([
          'fills.sequence',
          'fills.market',
          'fills.symbol',
          'fills.fee_asset',
          'fills.fee_amount',
          'fills.filled_at',
        ])
        .where('fee_values.price_quote', 'is', null)
        .where('fills.symbol', '=', symbol)
        .orderBy('fee_values.sequence')
        .limit(limit),
    )
    .map((row) => ({
      sequence: row.sequence,
      market: marketSchema.parse(row.market),
      symbol: row.symbol,
      feeAsset: row.fee_asset,
      feeAmount: row.fee_amount,
      filledAt: row.filled_at,
    }));
}

/** Gives fees their value, once each, in the spans of their fills. */
export function valueFees(
  database: Database,
  values: readonly { sequence: number; priceQuote: string }[],
): void {
  database.write(() => {
    for (const { sequence, priceQuote } of values) {
      const changed = database.run(
        sql
          .updateTable('fee_values')
          .set({ price_quote: priceQuote })
          .where('sequence', '=', sequence)
          .where('price_quote', 'is', null),
      );
      const fill = database.first(
        sql
          .selectFrom('fills')
          .select(['market', 'symbol', 'fee_amount', 'filled_at'])
          .where('sequence', '=', sequence),
      );
      if (changed === 0 || !fill) continue;
      const value = decimal(fill.fee_amount).times(decimal(priceQuote));
      addToSums(
        database,
        { wallet: marketSchema.parse(fill.market), symbol: fill.symbol, owner: 'own' },
        new Map([[figure.feesQuote, value]]),
        fill.filled_at,
      );
    }
  });
}
