import { z } from 'zod';
import { ConfigurationError } from '../../model/errors';
import type { OptionCurrency } from '../../model/foreignData';
import type { OptionQuote } from '../../model/option';
import type { ForeignClient } from '../foreignClient';
import type { OptionChain } from '../foreignPort';
import { deribitDialect } from './dialect';

const PATH = '/api/v2/public/get_book_summary_by_currency';
/** Some 1000 options of 500 bytes; four times that. */
const LARGEST_BYTES = 2 * 1024 * 1024;
/** More unreadable rows than this share, and the format has changed. */
const LARGEST_UNREADABLE_SHARE = 0.1;
/** Deribit's options expire at 08:00 UTC. */
const EXPIRY_HOUR_MS = 8 * 3_600_000;

const price = z.number().nonnegative().nullish();
const rowSchema = z.object({
  instrument_name: z.string(),
  underlying_price: z.number().positive(),
  open_interest: z.number().nonnegative(),
  creation_timestamp: z.number().int().nonnegative(),
  /** Percent a year. */
  mark_iv: z.number().nonnegative().max(2_000).nullish(),
  bid_price: price,
  ask_price: price,
  mark_price: price,
});
const dialect = deribitDialect(z.array(z.unknown()));

/** The coin-settled options of a currency. Throws as `ForeignClient.ask`. */
export async function readOptionChain(
  client: ForeignClient,
  currency: OptionCurrency,
): Promise<OptionChain> {
  const { result } = await client.ask(
    {
      venue: 'deribit',
      path: PATH,
      params: { currency, kind: 'option' },
      largestBytes: LARGEST_BYTES,
    },
    dialect,
  );
  const quotes: OptionQuote[] = [];
  let observedAt = 0;
  for (const one of result) {
    const row = rowSchema.safeParse(one);
    const quote = row.success ? quoteOf(row.data, currency) : null;
    if (!row.success || quote === null) continue;
    quotes.push(quote);
    observedAt = Math.max(observedAt, row.data.creation_timestamp);
  }
  const unreadable = result.length - quotes.length;
  if (unreadable > result.length * LARGEST_UNREADABLE_SHARE || quotes.length === 0) {
    throw new ConfigurationError(
      `Deribit's option summary of ${currency} cannot be read: ${unreadable} of ${result.length} rows are not as documented.`,
      'This version does not know such answers of Deribit. Switch the source off, or update the pack.',
    );
  }
  return { currency, observedAt, quotes, unreadable };
}

type Row = z.infer<typeof rowSchema>;

function quoteOf(row: Row, currency: OptionCurrency): OptionQuote | null {
  const terms = termsOf(row.instrument_name, currency);
  if (terms === null) return null;
  const { mark_iv: markPct } = row;
  return {
    instrument: row.instrument_name,
    ...terms,
    // A mark volatility of zero says that there is none.
    markVolatility:
      markPct === undefined || markPct === null || markPct === 0 ? null : markPct / 100,
    bidPrice: quoted(row.bid_price),
    askPrice: quoted(row.ask_price),
    markPrice: row.mark_price ?? null,
    underlyingPrice: row.underlying_price,
    openInterest: row.open_interest,
  };
}

/** Nobody can sell at zero or buy at zero: such a price is none. */
function quoted(value: number | null | undefined): number | null {
  return value === undefined || value === null || value === 0 ? null : value;
}

const NAME = /^([A-Z]{2,10})-(\d{1,2})([A-Z]{3})(\d{2})-(\d{1,9}(?:d\d{1,6})?)-([CP])$/;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/**
 * What a name such as BTC-27JUN25-100000-C says, or null for another coin or form. A "d" in the
 * strike is a decimal point.
 */
export function termsOf(
  instrument: string,
  currency: string,
): Pick<OptionQuote, 'expiresAt' | 'strike' | 'kind'> | null {
  const [, coin, day = '', month = '', year = '', strike = '', kind] = NAME.exec(instrument) ?? [];
  const monthIndex = MONTHS.indexOf(month);
  if (coin !== currency || monthIndex < 0) return null;
  const dayAt = Date.UTC(2000 + Number(year), monthIndex, Number(day));
  // The 31st of a month of 30 days would silently be another day.
  if (new Date(dayAt).getUTCDate() !== Number(day)) return null;
  const strikePrice = Number(strike.replace('d', '.'));
  if (!(strikePrice > 0)) return null;
  return {
    expiresAt: dayAt + EXPIRY_HOUR_MS,
    strike: strikePrice,
    kind: kind === 'C' ? 'call' : 'put',
  };
}
