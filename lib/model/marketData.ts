import { z } from 'zod';
import { dvolSchema, optionSummarySchema, venueFundingSchema } from './foreignData';
import { outsideSeriesSchema } from './outsideSeries';

/**
 * What Binance Market Data's operations put on an item beside the snapshot, one part per operation;
 * an operation replaces its own part and keeps the others.
 */
export const marketDataSchema = z.object({
  version: z.literal(1),
  dvol: dvolSchema.optional(),
  options: optionSummarySchema.optional(),
  venueFunding: venueFundingSchema.optional(),
  outsideSeries: outsideSeriesSchema.optional(),
});
export type MarketData = z.infer<typeof marketDataSchema>;
