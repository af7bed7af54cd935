import { z } from 'zod';
import {
  type Additions,
  SPANS_MS,
  spanStart,
  spansSince,
  type Sums,
  totalOf,
  withAdditions,
} from '../../accounting/sums';
import type { Market } from '../../model/terms';
import { type Database, sql } from './database';

export type Owner = 'own' | 'foreign';

/** Where an amount belongs. Transfers have no symbol: an empty text. */
export interface Account {
  wallet: Market;
  symbol: string;
  owner: Owner;
}

const bodySchema = z.record(z.string(), z.string());

/**
 * Adds amounts to the running sums of all time, and for what is ours to those of its day and hour,
 * so that no report has to read the fills. Called inside the transaction that books.
 */
export function addToSums(
  database: Database,
  account: Account,
  additions: Additions,
  at: number,
): void {
  if (additions.size === 0) return;
  for (const spanMs of account.owner === 'own' ? SPANS_MS : [0]) {
    const key = {
      wallet: account.wallet,
      symbol: account.symbol,
      owner: account.owner,
      span_ms: spanMs,
      start_at: spanStart(spanMs, at),
    };
    const row = database.first(
      sql
        .selectFrom('book_sums')
        .select('body')
        .where('wallet', '=', key.wallet)
        .where('symbol', '=', key.symbol)
        .where('owner', '=', key.owner)
        .where('span_ms', '=', key.span_ms)
        .where('start_at', '=', key.start_at),
    );
    const body = JSON.stringify(withAdditions(row ? parsed(row.body) : {}, additions));
    database.run(
      sql
        .insertInto('book_sums')
        .values({ ...key, body })
        .onConflict((conflict) =>
          conflict
            .columns(['wallet', 'symbol', 'owner', 'span_ms', 'start_at'])
            .doUpdateSet({ body }),
        ),
    );
  }
}

/** Sums of all time over all symbols of a wallet. */
export function allTimeSums(database: Database, wallet: Market, owner: Owner): Sums {
  const rows = database.rows(
    sql
      .selectFrom('book_sums')
      .select('body')
      .where('wallet', '=', wallet)
      .where('owner', '=', owner)
      .where('span_ms', '=', 0),
  );
  return totalOf(rows.map(({ body }) => parsed(body)));
}

/** Own sums of one symbol of a wallet since the hour of `since`; null: of all time. */
export function sumsSince(
  database: Database,
  wallet: Market,
  symbol: string,
  since: number | null,
): Sums {
  const spans =
    since === null ? [{ spanMs: 0, from: 0, before: Number.MAX_SAFE_INTEGER }] : spansSince(since);
  const bodies = spans.flatMap(({ spanMs, from, before }) =>
    database.rows(
      sql
        .selectFrom('book_sums')
        .select('body')
        .where('wallet', '=', wallet)
        .where('symbol', '=', symbol)
        .where('owner', '=', 'own')
        .where('span_ms', '=', spanMs)
        .where('start_at', '>=', from)
        .where('start_at', '<', before),
    ),
  );
  return totalOf(bodies.map(({ body }) => parsed(body)));
}

function parsed(body: string): Sums {
  return bodySchema.parse(JSON.parse(body));
}
