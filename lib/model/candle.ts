import { z } from 'zod';
import { epochMsSchema, intervalSchema, symbolSchema } from './terms';

/** One candle. Prices and volume are float64: candles are statistics, never an order's price. */
export const candleSchema = z.object({
  openAt: epochMsSchema,
  /** Last millisecond of the candle; it is closed once exchangeNow is beyond it. */
  closeAt: epochMsSchema,
  open: z.number().positive(),
  high: z.number().positive(),
  low: z.number().positive(),
  close: z.number().positive(),
  /** Base asset volume. */
  volume: z.number().nonnegative(),
});
export type Candle = z.infer<typeof candleSchema>;

/** What stands on an item in place of candles, which stay in the journal. */
export const candleReferenceSchema = z.object({
  symbol: symbolSchema,
  interval: intervalSchema,
  from: epochMsSchema,
  to: epochMsSchema,
  count: z.number().int().nonnegative(),
  /** SHA-256 over the closed candles, first 16 hex digits. */
  hash: z.string(),
  lastClosed: candleSchema.nullable(),
});
export type CandleReference = z.infer<typeof candleReferenceSchema>;
