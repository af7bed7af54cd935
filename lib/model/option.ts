import { z } from 'zod';
import { epochMsSchema } from './terms';

/** One listed option as a venue summarises it. Statistics, never an order: float64 throughout. */
export const optionQuoteSchema = z.object({
  /** The venue's name of it, such as BTC-27NOV26-100000-C. */
  instrument: z.string(),
  expiresAt: epochMsSchema,
  strike: z.number().positive(),
  kind: z.enum(['call', 'put']),
  /** Implied volatility of the mark price, a fraction a year; null where the venue names none. */
  markVolatility: z.number().positive().nullable(),
  /** Prices in units of the underlying coin, as Deribit quotes them; null where nobody quotes. */
  bidPrice: z.number().nonnegative().nullable(),
  askPrice: z.number().nonnegative().nullable(),
  markPrice: z.number().nonnegative().nullable(),
  /** Price in dollars of the future or synthetic forward of the expiry. */
  underlyingPrice: z.number().positive(),
  /** In units of the underlying coin. */
  openInterest: z.number().nonnegative(),
});
export type OptionQuote = z.infer<typeof optionQuoteSchema>;

/** A fraction a year, or null where no neighbouring options are listed. */
const volatilityOrNull = z.number().positive().nullable();
const differenceOrNull = z.number().nullable();

/** What a chain of options says of volatility, by days to expiry and moneyness. Fractions a year. */
export const optionSurfaceSchema = z.object({
  version: z.literal(1),
  /** Exchange time of the quotes. */
  at: epochMsSchema,
  /** Expiries of which it is made. */
  expiries: z.number().int().nonnegative(),
  /** Strike over forward less one, percent: what the volatilities of a maturity are of. */
  moneynessPct: z.array(z.number()),
  maturities: z.array(
    z.object({
      days: z.number().positive(),
      volatilities: z.array(volatilityOrNull),
      atTheMoney: volatilityOrNull,
      /** Volatility 10 % below the forward less that 10 % above: positive when puts are dearer. */
      skew: differenceOrNull,
      /** Mean of those two less the one at the money: how much the wings cost. */
      convexity: differenceOrNull,
    }),
  ),
  /** At the money, 90 days less 7: negative when the near future is feared more. */
  termSlope: differenceOrNull,
});
export type OptionSurface = z.infer<typeof optionSurfaceSchema>;

/** The model-free volatility of the next 30 days, or why the chain does not tell it. */
export const modelFreeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    days: z.number().positive(),
    /** Annual, a fraction. */
    annualFraction: z.number().positive(),
    /** The expiries on either side of the day. */
    nearExpiresAt: epochMsSchema,
    nextExpiresAt: epochMsSchema,
    /** Strikes of both that count. */
    strikes: z.number().int().positive(),
  }),
  z.object({ status: z.literal('unavailable'), reason: z.string() }),
]);
export type ModelFree = z.infer<typeof modelFreeSchema>;
