import { z } from 'zod';
import { decimalTextSchema, epochMsSchema } from './terms';

/** One settlement of a contract. */
export const fundingRateSchema = z.object({
  settledAt: epochMsSchema,
  /** A fraction; longs pay when it is positive. */
  rateFraction: decimalTextSchema,
  /** Mark price of the settlement; empty where the exchange does not tell it. */
  markPrice: z.union([z.literal(''), decimalTextSchema]),
});
export type FundingRate = z.infer<typeof fundingRateSchema>;

/** How often a contract settles and how far its rate may go, where the exchange lists it. */
export const fundingTermsSchema = z.object({
  symbol: z.string(),
  intervalHours: z.number().int().positive(),
  capFraction: decimalTextSchema,
  floorFraction: decimalTextSchema,
});
export type FundingTerms = z.infer<typeof fundingTermsSchema>;

export const fundingPartSchema = z.object({
  observedAt: epochMsSchema,
  /** Predicted rate of the next settlement, a fraction. */
  predictedRateFraction: decimalTextSchema,
  nextFundingAt: epochMsSchema,
  intervalHours: z.number().positive(),
  /** `assumed`: the exchange does not list the contract, which means 8 h and no cap that is known. */
  terms: z.enum(['listed', 'assumed']),
  capFraction: decimalTextSchema.nullable(),
  floorFraction: decimalTextSchema.nullable(),
  settled: z.object({
    from: epochMsSchema,
    to: epochMsSchema,
    count: z.number().int().nonnegative(),
    sumFraction: z.number(),
    /** Null where nothing was settled in the window. */
    averageFraction: z.number().nullable(),
    /** The sum scaled to 365 days from as far back as there are settlements, percent; null without any. */
    annualisedPct: z.number().nullable(),
    last: fundingRateSchema.nullable(),
    /** With "Include History" only; ascending. */
    rows: z.array(fundingRateSchema).optional(),
  }),
});
export type FundingPart = z.infer<typeof fundingPartSchema>;
