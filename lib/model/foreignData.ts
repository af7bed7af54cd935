import { z } from 'zod';
import { modelFreeSchema, optionQuoteSchema, optionSurfaceSchema } from './option';
import { unavailableSchema } from './statistics';
import { decimalTextSchema, epochMsSchema } from './terms';

/** What venues other than Binance say, as parts of `item.marketData`. */

export const FOREIGN_VENUES = ['deribit', 'okx', 'bybit'] as const;
export const foreignVenueSchema = z.enum(FOREIGN_VENUES);
export type ForeignVenue = z.infer<typeof foreignVenueSchema>;

/** As people write them. */
export const VENUE_NAMES: Readonly<Record<ForeignVenue, string>> = {
  deribit: 'Deribit',
  okx: 'OKX',
  bybit: 'Bybit',
};

/** Coins for which Deribit publishes DVOL and coin-settled options. */
export const OPTION_CURRENCIES = ['BTC', 'ETH'] as const;
export const optionCurrencySchema = z.enum(OPTION_CURRENCIES);
export type OptionCurrency = z.infer<typeof optionCurrencySchema>;

/** What was asked for is not there. The reason is a sentence; no number takes its place. */
export const unavailablePartSchema = unavailableSchema.extend({
  /** Exchange time at which it was looked for. */
  readAt: epochMsSchema,
});
export type UnavailablePart = z.infer<typeof unavailablePartSchema>;

/** Where data came from. A fallback is never silent. */
const provenance = {
  source: foreignVenueSchema,
  /** True when the source is not the one that was asked for first. */
  isFallback: z.boolean(),
  /** What the venues that were asked besides did not answer, and so why a fallback was needed. */
  reason: z.string().nullable(),
  /** Exchange time at which it was read. */
  readAt: epochMsSchema,
};

export const DVOL_RESOLUTIONS = ['1m', '1h', '12h', '1d'] as const;
export const dvolResolutionSchema = z.enum(DVOL_RESOLUTIONS);
export type DvolResolution = z.infer<typeof dvolResolutionSchema>;
export const DVOL_RESOLUTION_MS: Readonly<Record<DvolResolution, number>> = {
  '1m': 60_000,
  '1h': 3_600_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
};

export const dvolPointSchema = z.object({
  /** End of the closed period: from then on the value was known. */
  at: epochMsSchema,
  /** 30-day implied volatility at that time, percent a year. */
  closePct: z.number().positive(),
});
export type DvolPoint = z.infer<typeof dvolPointSchema>;

/** The implied volatility index of Deribit over closed periods, oldest first. */
export const dvolSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    currency: optionCurrencySchema,
    resolution: dvolResolutionSchema,
    points: z.array(dvolPointSchema).min(1),
    /** Periods between the first and the last that the source left out. */
    missing: z.number().int().nonnegative(),
    ...provenance,
  }),
  unavailablePartSchema,
]);
export type Dvol = z.infer<typeof dvolSchema>;

/** One expiry of the chain in a few figures. */
export const optionExpirySchema = z.object({
  expiresAt: epochMsSchema,
  /** Dollars, the future or synthetic forward of this expiry. */
  underlyingPrice: z.number().positive(),
  calls: z.number().int().nonnegative(),
  puts: z.number().int().nonnegative(),
  /** In coins, both kinds. */
  openInterest: z.number().nonnegative(),
  /** Open interest of puts over that of calls; null without calls. */
  putCallRatio: z.number().nonnegative().nullable(),
  /** Mean mark volatility at the strike nearest to the underlying, percent a year, or null. */
  atTheMoneyPct: z.number().positive().nullable(),
});
export type OptionExpiry = z.infer<typeof optionExpirySchema>;

/** The option chain of a coin: a compact summary, and the quotes where they are wanted. */
export const optionSummarySchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    currency: optionCurrencySchema,
    /** When the venue made the youngest of its rows. */
    observedAt: epochMsSchema,
    /** Options that are listed and not expired. */
    quoteCount: z.number().int().positive(),
    /** Rows of the venue that this version could not read; they are left out. */
    unreadable: z.number().int().nonnegative(),
    expiries: z.array(optionExpirySchema),
    /** Implied volatility by maturity and moneyness, and the 30-day index of all strikes. */
    surface: optionSurfaceSchema.optional(),
    modelFree: modelFreeSchema.optional(),
    quotes: z.array(optionQuoteSchema).optional(),
    ...provenance,
  }),
  unavailablePartSchema,
]);
export type OptionSummary = z.infer<typeof optionSummarySchema>;

export const FUNDING_VENUES = ['okx', 'bybit'] as const;
export const fundingVenueSchema = z.enum(FUNDING_VENUES);
export type FundingVenue = z.infer<typeof fundingVenueSchema>;

export const settledFundingSchema = z.object({
  at: epochMsSchema,
  /** What was paid, a fraction of the notional; longs pay when it is positive. */
  rateFraction: decimalTextSchema,
});
export type SettledFunding = z.infer<typeof settledFundingSchema>;

/** Funding of one perpetual on one venue. */
export const venueFundingReadingSchema = z.object({
  venue: fundingVenueSchema,
  /** The venue's name of the perpetual. */
  instrument: z.string(),
  /** Predicted rate of the next settlement, a fraction. */
  rateFraction: decimalTextSchema,
  nextFundingAt: epochMsSchema,
  /** From one settlement to the next. */
  intervalMs: z.number().int().positive(),
  /** Largest rate that the venue allows, a fraction, or null where it names none. */
  capFraction: decimalTextSchema.nullable(),
  /** Settlements, oldest first. */
  history: z.array(settledFundingSchema),
  /** When the venue made its answer. */
  observedAt: epochMsSchema,
});
export type VenueFundingReading = z.infer<typeof venueFundingReadingSchema>;

/** Funding of the symbol's perpetual elsewhere, from the first venue in the order that answers. */
export const venueFundingSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    reading: venueFundingReadingSchema,
    /** The other venue's, where both were asked and it answered; for comparison. */
    other: venueFundingReadingSchema.nullable(),
    ...provenance,
    source: fundingVenueSchema,
  }),
  unavailablePartSchema,
]);
export type VenueFunding = z.infer<typeof venueFundingSchema>;
