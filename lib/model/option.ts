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
