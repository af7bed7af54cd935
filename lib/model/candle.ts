import { z } from 'zod';
import { epochMsSchema } from './terms';

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
