import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';

/** What the journal's file says about a run. */
export interface JournalFigures {
  /** Grid sales of what a grid cell bought, filled whole. */
  readonly roundTrips: number;
  /** Hedge orders that filled. */
  readonly hedges: number;
  /** Orders that the journal holds resting. */
  readonly openOrders: number;
  /** Intents whose live and filled quantity exceeds what they wanted: must be none. */
  readonly overfilledIntents: number;
  /** Funding payments booked, and their sum in USDT as decimal text. */
  readonly fundings: number;
  readonly fundingPaymentsQuote: string;
}

const SCALE = 18;

/** Adds decimal texts exactly (scaled integers); the result carries no superfluous zeros. */
export function sumDecimals(texts: readonly string[]): string {
  let sum = 0n;
  for (const text of texts) {
    const match = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(text);
    if (match === null) throw new Error(`"${text}" is no decimal number.`);
    const digits = BigInt((match[2] ?? '') + (match[3] ?? '').padEnd(SCALE, '0'));
    sum += match[1] === '-' ? -digits : digits;
  }
  const absolute = (sum < 0n ? -sum : sum).toString().padStart(SCALE + 1, '0');
  const whole = absolute.slice(0, -SCALE);
  const fraction = absolute.slice(-SCALE).replace(/0+$/, '');
  return `${sum < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * Reads the figures of a run from the journal's file; changes nothing.
 *
 * All are zero as long as the journal does not exist.
 */
export function readJournalFigures(file: string): JournalFigures {
  if (!existsSync(file)) {
    return {
      roundTrips: 0,
      hedges: 0,
      openOrders: 0,
      overfilledIntents: 0,
      fundings: 0,
      fundingPaymentsQuote: '0',
    };
  }
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const count = (sql: string): number => {
      const value: unknown = database.prepare(sql).pluck().get();
      return typeof value === 'number' ? value : 0;
    };
    const payments: unknown[] = database
      .prepare('SELECT amount_quote FROM funding_payments')
      .pluck()
      .all();
    return {
      roundTrips: count(`
        SELECT count(*) FROM intents
        WHERE purpose = 'gridExit' AND CAST(filled_quantity AS REAL) >= CAST(quantity AS REAL)`),
      hedges: count(`
        SELECT count(*) FROM orders JOIN intents ON intents.id = orders.intent_id
        WHERE intents.purpose = 'hedge' AND CAST(orders.filled_quantity AS REAL) > 0`),
      openOrders: count(`
        SELECT count(*) FROM orders WHERE state IN ('open', 'partiallyFilled', 'cancelling')`),
      // Quantities are multiples of a step of at least 1e-5: 1e-9 covers only binary rounding.
      overfilledIntents: count(`
        SELECT count(*) FROM (
          SELECT intents.id,
            sum(CASE WHEN orders.state IN ('sent', 'unknown', 'open', 'partiallyFilled', 'cancelling', 'lost')
                THEN CAST(orders.quantity AS REAL) ELSE CAST(orders.filled_quantity AS REAL) END)
              AS committed,
            CAST(intents.quantity AS REAL) AS wanted
          FROM intents JOIN orders ON orders.intent_id = intents.id GROUP BY intents.id
        ) WHERE committed > wanted + 1e-9`),
      fundings: payments.length,
      fundingPaymentsQuote: sumDecimals(payments.map(String)),
    };
  } finally {
    database.close();
  }
}
