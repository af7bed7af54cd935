import { z } from 'zod';
import { epochMsSchema, intervalSchema, symbolSchema } from './terms';

export const regimeLabelSchema = z.enum(['TREND', 'RANGE', 'BREAKOUT', 'NO_TRADE']);
export type RegimeLabel = z.infer<typeof regimeLabelSchema>;

/** What the label was decided from; null where the candles do not suffice. */
export const regimeFeaturesSchema = z.object({
  adx: z.number().nullable(),
  /** Fast minus slow EMA, percent of the slow one. */
  emaSeparationPct: z.number().nullable(),
  /** Change of the slow EMA over five candles, percent. */
  emaSlopePct: z.number().nullable(),
  atrPct: z.number().nullable(),
});
export type RegimeFeatures = z.infer<typeof regimeFeaturesSchema>;

export const regimeSchema = z.object({
  version: z.literal(1),
  symbol: symbolSchema,
  interval: intervalSchema,
  label: regimeLabelSchema,
  /** In a trend: its direction. */
  direction: z.enum(['up', 'down', 'none']),
  /** What the last closed candle alone says, before confirmation. */
  candidate: regimeLabelSchema,
  /** Consecutive closed candles that say the candidate. */
  confirmations: z.number().int().nonnegative(),
  reason: z.string(),
  features: regimeFeaturesSchema,
  /** Close of the last candle folded in. */
  candleClosedAt: epochMsSchema.nullable(),
});
export type Regime = z.infer<typeof regimeSchema>;
