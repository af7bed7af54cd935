import type { Selectable } from 'kysely';
import type { FundingCheck } from '../../accounting/funding';
import type { FundingRecord } from '../port';
import { type Database, sql } from './database';
import type { Tables } from './schema';

/** Payments of a symbol in [from, to], ascending. */
export function fundingBetween(
  database: Database,
  symbol: string,
  from: number,
  to: number,
): FundingRecord[] {
  return database
    .rows(
      sql
        .selectFrom('funding_payments')
        .selectAll()
        .where('symbol', '=', symbol)
        .where('paid_at', '>=', from)
        .where('paid_at', '<=', to)
        .orderBy('paid_at'),
    )
    .map(toPayment);
}

/** Payments of a symbol without a check, oldest first. */
export function uncheckedFunding(
  database: Database,
  symbol: string,
  limit: number,
): FundingRecord[] {
  return database
    .rows(
      sql
        .selectFrom('funding_payments')
        .selectAll()
        .where('symbol', '=', symbol)
        .where('transaction_id', 'not in', (query) =>
          query.selectFrom('funding_checks').select('transaction_id'),
        )
        .orderBy('paid_at')
        .limit(limit),
    )
    .map(toPayment);
}

/** Keeps checks, one for each payment. */
export function saveFundingChecks(database: Database, checks: readonly FundingCheck[]): void {
  database.write(() => {
    for (const check of checks) {
      database.run(
        sql
          .insertInto('funding_checks')
          .values({
            transaction_id: check.transactionId,
            symbol: check.symbol,
            paid_at: check.paidAt,
            amount_quote: check.amountQuote,
            position: check.position,
            mark_price: check.markPrice,
            rate_fraction: check.rateFraction,
            interval_ms: check.intervalMs,
            expected_quote: check.expectedQuote,
          })
          .onConflict((conflict) => conflict.doNothing()),
      );
    }
  });
}

/** Checks of a symbol's payments at or after `since`, ascending. */
export function fundingChecksSince(
  database: Database,
  symbol: string,
  since: number,
): FundingCheck[] {
  return database
    .rows(
      sql
        .selectFrom('funding_checks')
        .selectAll()
        .where('symbol', '=', symbol)
        .where('paid_at', '>=', since)
        .orderBy('paid_at'),
    )
    .map((row) => ({
      transactionId: row.transaction_id,
      symbol: row.symbol,
      paidAt: row.paid_at,
      amountQuote: row.amount_quote,
      position: row.position,
      markPrice: row.mark_price,
      rateFraction: row.rate_fraction,
      intervalMs: row.interval_ms,
      expectedQuote: row.expected_quote,
    }));
}

function toPayment(row: Selectable<Tables['funding_payments']>): FundingRecord {
  return {
    transactionId: row.transaction_id,
    symbol: row.symbol,
    amountQuote: row.amount_quote,
    asset: row.asset,
    paidAt: row.paid_at,
  };
}
