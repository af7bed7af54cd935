import { z } from 'zod';

/**
 * What Binance Market Data's operations put on an item beside the snapshot, one part per operation;
 * an operation replaces its own part and keeps the others.
 */
export const marketDataSchema = z.object({
  version: z.literal(1),
});
export type MarketData = z.infer<typeof marketDataSchema>;
