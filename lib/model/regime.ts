import { z } from 'zod';
import { epochMsSchema, intervalSchema, symbolSchema } from './terms';

export const REGIME_LABELS = ['TREND', 'RANGE', 'BREAKOUT', 'NO_TRADE'] as const;
export const regimeLabelSchema = z.enum(REGIME_LABELS);
export type RegimeLabel = z.infer<typeof regimeLabelSchema>;

/** Of a trend or breakout. */
export const regimeDirectionSchema = z.enum(['up', 'down', 'none']);
export type RegimeDirection = z.infer<typeof regimeDirectionSchema>;

export const latticeFeatureSchema = z.object({
  /** Lattice variance ratio of the candles: below `driftless` price turns back more than a walk. */
  ratio: z.number(),
  /** The ratio that a walk without edge shows through such candles. */
  driftless: z.number(),
  standardError: z.number(),
});
export type LatticeFeature = z.infer<typeof latticeFeatureSchema>;

/** What the label was decided from; null where the candles do not suffice. */
export const regimeFeaturesSchema = z.object({
  adx: z.number().nullable(),
  /** Fast minus slow EMA, percent of the slow one. */
  emaSeparationPct: z.number().nullable(),
  /** Change of the slow EMA over five candles, percent. */
  emaSlopePct: z.number().nullable(),
  atrPct: z.number().nullable(),
  /** ATR in multiples of its own median over 100 candles. */
  atrSpike: z.number().nullable(),
  /** Width of the Bollinger bands, percent of their middle. */
  bandwidthPct: z.number().nullable(),
  /** Change of that width over five candles, percent of what it was. */
  bandwidthChangePct: z.number().nullable(),
  /** From -1 (price ran straight) over 0 (a driftless walk) to 1 (it came back). */
  meanReversionScore: z.number().nullable(),
  /** Largest fall within 24 hours that is not forgotten yet, percent. */
  recentFallPct: z.number().nullable(),
});
export type RegimeFeatures = z.infer<typeof regimeFeaturesSchema>;

/** What one of several intervals says. */
export const intervalRegimeSchema = z.object({
  interval: intervalSchema,
  label: regimeLabelSchema,
  direction: regimeDirectionSchema,
  confidence: z.number().min(0).max(1),
  reason: z.string(),
  candleClosedAt: epochMsSchema.nullable(),
});
export type IntervalRegime = z.infer<typeof intervalRegimeSchema>;

export const regimeSchema = z.object({
  version: z.literal(2),
  symbol: symbolSchema,
  interval: intervalSchema,
  label: regimeLabelSchema,
  direction: regimeDirectionSchema,
  /** How clearly the last closed candle says the candidate: distance to the nearest threshold. */
  confidence: z.number().min(0).max(1),
  /** What the last closed candle alone says, before confirmation. */
  candidate: regimeLabelSchema,
  candidateDirection: regimeDirectionSchema,
  /** Closed candles in a row that clearly say the candidate. */
  confirmations: z.number().int().nonnegative(),
  /** Close of the candle at which the label came into force; null: before the first. */
  since: epochMsSchema.nullable(),
  reason: z.string(),
  features: regimeFeaturesSchema.extend({
    /** Informs, decides nothing. */
    lattice: latticeFeatureSchema.nullable(),
  }),
  /** Close of the last candle folded in. */
  candleClosedAt: epochMsSchema.nullable(),
  /**
   * Where further intervals are looked at: what each says, shortest first. Label, direction,
   * confidence and reason are then those of all of them together; the rest is of `interval`.
   */
  intervals: z.array(intervalRegimeSchema).optional(),
});
export type Regime = z.infer<typeof regimeSchema>;
