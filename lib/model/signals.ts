import { z } from 'zod';
import { bookPressureSchema } from './bookPressure';
import { ensemblePartSchema } from './ensemble';
import { indicatorTableSchema } from './indicatorTable';
import { multiTimeframePartSchema } from './multiTimeframe';
import { priceLevelsSchema } from './priceLevels';
import { compositeVolatilitySchema } from './volatility';

/**
 * What Regime Classifier's operations put on an item beside the regime, one part per operation; an
 * operation replaces its own part and keeps the others.
 */
export const signalsSchema = z.object({
  version: z.literal(1),
  multiTimeframe: multiTimeframePartSchema.optional(),
  ensemble: ensemblePartSchema.optional(),
  priceLevels: priceLevelsSchema.optional(),
  bookPressure: bookPressureSchema.optional(),
  indicators: indicatorTableSchema.optional(),
  volatility: compositeVolatilitySchema.optional(),
});
export type Signals = z.infer<typeof signalsSchema>;
