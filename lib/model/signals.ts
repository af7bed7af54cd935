import { z } from 'zod';
import { bookPressureSchema } from './bookPressure';
import { ensemblePartSchema } from './ensemble';
import { multiTimeframePartSchema } from './multiTimeframe';
import { compositeVolatilitySchema } from './volatility';

/**
 * What Regime Classifier's operations put on an item beside the regime, one part per operation; an
 * operation replaces its own part and keeps the others.
 */
export const signalsSchema = z.object({
  version: z.literal(1),
  multiTimeframe: multiTimeframePartSchema.optional(),
  ensemble: ensemblePartSchema.optional(),
  bookPressure: bookPressureSchema.optional(),
  volatility: compositeVolatilitySchema.optional(),
});
export type Signals = z.infer<typeof signalsSchema>;
