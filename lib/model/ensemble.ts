import { z } from 'zod';
import { noSignalSchema } from './multiTimeframe';
import { epochMsSchema } from './terms';

const shareSchema = z.number().min(0).max(1);
const opinionSchema = z.number().min(-1).max(1);

/** The conviction of the ensemble: how much speaks for buying, and for selling. */
export const convictionSchema = z.object({
  /** L: 0 to 1. */
  long: shareSchema,
  /** S: -1 to 0. */
  short: z.number().min(-1).max(0),
  bUp: shareSchema,
  bDown: shareSchema,
  /** Above 0: price is low for its 20 hours; below 0: high. */
  bNeutral: opinionSchema,
  cUp: shareSchema,
  cDown: shareSchema,
  cNeutral: shareSchema,
});
export type Conviction = z.infer<typeof convictionSchema>;

export const ensembleSchema = convictionSchema.extend({
  status: z.literal('ok'),
  at: epochMsSchema,
  /** 0.6 trend + 0.4 momentum of the multi-timeframe signal. */
  direction: opinionSchema,
  /** Distance of the last 1h close from the mean of 20, in standard deviations. */
  zScore: z.number(),
  adx: z.number().min(0).max(100),
  /** max(L, |S|): what the percentile is taken of. */
  strength: shareSchema,
  /** Rank of the strength among those of the last days, 0 to 100; null with too few of them. */
  percentile: z.number().min(0).max(100).nullable(),
  /** How many convictions it was ranked among, and from which percentile on entries are allowed. */
  samples: z.number().int().nonnegative(),
  entryPercentile: z.number().min(0).max(100),
  /** Whether something new may be entered; null: not known, which allows nothing. */
  entriesAllowed: z.boolean().nullable(),
  reason: z.string(),
});
export type Ensemble = z.infer<typeof ensembleSchema>;

const noEnsembleSchema = noSignalSchema.extend({
  /** From which percentile on entries would be allowed; 0: the filter is off. */
  entryPercentile: z.number().min(0).max(100).optional(),
});

export const ensemblePartSchema = z.discriminatedUnion('status', [
  ensembleSchema,
  noEnsembleSchema,
]);
export type EnsemblePart = z.infer<typeof ensemblePartSchema>;
