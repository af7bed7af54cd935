import { z } from 'zod';
import { epochMsSchema, marketSchema } from './terms';

const opinionSchema = z.number().min(-1).max(1);

export const depthPressureSchema = z.object({
  /** Prices within this distance of the middle, percent. */
  depthPct: z.number().positive(),
  /** The distance that was weighed: less than the depth where the levels read of a side end. */
  reachPct: z.number().nonnegative(),
  bidQuote: z.number().nonnegative(),
  askQuote: z.number().nonnegative(),
  /** (bid - ask) / (bid + ask) of the quote amounts; null when nothing is quoted so near. */
  imbalance: opinionSchema.nullable(),
});
export type DepthPressure = z.infer<typeof depthPressureSchema>;

export const wallSchema = z.object({
  side: z.enum(['bid', 'ask']),
  price: z.number().positive(),
  quote: z.number().positive(),
  /** From the middle, percent; negative below. */
  distancePct: z.number(),
  /** How many times the median level of its side. */
  timesMedian: z.number().positive(),
});
export type Wall = z.infer<typeof wallSchema>;

export const marketPressureSchema = z.object({
  market: marketSchema,
  middle: z.number().positive(),
  spreadPct: z.number().nonnegative(),
  /** Middle weighted by the quantity of the other side: where the next trade pulls. */
  microprice: z.number().positive(),
  /** Microprice over the middle, percent of it. */
  micropriceOffsetPct: z.number(),
  depths: z.array(depthPressureSchema),
  /** Largest first. */
  walls: z.array(wallSchema),
  /** Mean imbalance of the distances weighed, each once; null without any. */
  pressure: opinionSchema.nullable(),
});
export type MarketPressure = z.infer<typeof marketPressureSchema>;

/** Which side of the books weighs more: -1 is all offers, 1 all bids. */
export const bookPressureSchema = z.object({
  at: epochMsSchema,
  spot: marketPressureSchema,
  usdm: marketPressureSchema,
  /** Mean of both markets' pressures, or the one that is known. */
  pressure: opinionSchema.nullable(),
});
export type BookPressure = z.infer<typeof bookPressureSchema>;
