import { z } from 'zod';
import { epochMsSchema } from './terms';

export const LEVEL_KINDS = ['swing', 'volume', 'round'] as const;
export const levelKindSchema = z.enum(LEVEL_KINDS);
export type LevelKind = z.infer<typeof levelKindSchema>;

/** A price at which the market may turn. */
export const densityLevelSchema = z.object({
  price: z.number().positive(),
  /** From the price, percent: below 0 it is support, above 0 resistance. */
  distancePct: z.number(),
  /** Where price turned, where much was traded, or a round number; several may lie together. */
  kinds: z.array(levelKindSchema).min(1),
  /** 0 to 1. */
  strength: z.number().min(0).max(1),
});
export type DensityLevel = z.infer<typeof densityLevelSchema>;

export const priceLevelsSchema = z.object({
  at: epochMsSchema,
  price: z.number().positive(),
  /** Ascending. */
  levels: z.array(densityLevelSchema),
});
export type PriceLevels = z.infer<typeof priceLevelsSchema>;
