import type { MarketJournal } from '../port';
import { type Database, sql } from './database';

/**
 * Settled funding and the terms of contracts: both come out of one small pool of requests (reference
 * B2), so they are read once and kept.
 */
export const FUNDING_MIGRATION = `
create table funding_rates(
  symbol text not null, settled_at integer not null, rate_fraction text not null,
  mark_price text not null, primary key(symbol, settled_at)) without rowid;
create table funding_coverage(
  symbol text primary key, from_at integer not null, to_at integer not null,
  next_at integer not null, due_at integer not null) without rowid;
create table funding_terms(
  symbol text primary key, interval_hours integer not null, cap_fraction text not null,
  floor_fraction text not null, read_at integer not null) without rowid;
`;

type FundingJournal = Pick<
  MarketJournal,
  'saveFundingRates' | 'fundingRates' | 'fundingCoverage' | 'saveFundingTerms' | 'fundingTerms'
>;

export function fundingJournal(database: Database): FundingJournal {
  return {
    saveFundingRates(symbol, rates, { from, to, nextAt, dueAt }) {
      database.writeRecord(() => {
        for (const { settledAt, rateFraction, markPrice } of rates) {
          const values = { rate_fraction: rateFraction, mark_price: markPrice };
          database.run(
            sql
              .insertInto('funding_rates')
              .values({ symbol, settled_at: settledAt, ...values })
              .onConflict((conflict) =>
                conflict.columns(['symbol', 'settled_at']).doUpdateSet(values),
              ),
          );
        }
        const coverage = { from_at: from, to_at: to, next_at: nextAt, due_at: dueAt };
        database.run(
          sql
            .insertInto('funding_coverage')
            .values({ symbol, ...coverage })
            .onConflict((conflict) => conflict.column('symbol').doUpdateSet(coverage)),
        );
      });
    },
    fundingRates(symbol, from, to) {
      return database
        .rows(
          sql
            .selectFrom('funding_rates')
            .selectAll()
            .where('symbol', '=', symbol)
            .where('settled_at', '>=', from)
            .where('settled_at', '<=', to)
            .orderBy('settled_at'),
        )
        .map((row) => ({
          settledAt: row.settled_at,
          rateFraction: row.rate_fraction,
          markPrice: row.mark_price,
        }));
    },
    fundingCoverage(symbol) {
      const row = database.first(
        sql.selectFrom('funding_coverage').selectAll().where('symbol', '=', symbol),
      );
      if (!row) return null;
      return { from: row.from_at, to: row.to_at, nextAt: row.next_at, dueAt: row.due_at };
    },
    saveFundingTerms(terms, at) {
      database.writeRecord(() => {
        database.run(sql.deleteFrom('funding_terms'));
        for (const { symbol, intervalHours, capFraction, floorFraction } of terms) {
          const values = {
            interval_hours: intervalHours,
            cap_fraction: capFraction,
            floor_fraction: floorFraction,
            read_at: at,
          };
          database.run(
            sql
              .insertInto('funding_terms')
              .values({ symbol, ...values })
              .onConflict((conflict) => conflict.column('symbol').doUpdateSet(values)),
          );
        }
      });
    },
    fundingTerms(symbol) {
      const lastRead = database.first(sql.selectFrom('funding_terms').select('read_at').limit(1));
      if (!lastRead) return null;
      const row = database.first(
        sql.selectFrom('funding_terms').selectAll().where('symbol', '=', symbol),
      );
      if (!row) return { readAt: lastRead.read_at, terms: null };
      const terms = {
        symbol,
        intervalHours: row.interval_hours,
        capFraction: row.cap_fraction,
        floorFraction: row.floor_fraction,
      };
      return { readAt: row.read_at, terms };
    },
  };
}
