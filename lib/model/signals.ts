import { z } from 'zod';

/**
 * What Regime Classifier's operations put on an item beside the regime, one part per operation; an
 * operation replaces its own part and keeps the others.
 */
export const signalsSchema = z.object({
  version: z.literal(1),
});
export type Signals = z.infer<typeof signalsSchema>;
