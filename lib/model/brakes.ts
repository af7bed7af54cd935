import { z } from 'zod';
import { decimalTextSchema, epochMsSchema } from './terms';

export const DRAWDOWN_WINDOWS = ['day', 'week', 'month', 'total'] as const;
/** UTC day, week from Monday, calendar month, and since the watch began. */
export type DrawdownWindow = (typeof DRAWDOWN_WINDOWS)[number];

/**
 * What a drawdown does, as values that the planner and the executor read. Without a drawdown every
 * factor is 1.
 */
export const brakesSchema = z.object({
  /** 0 without a brake, then 1 to 3. */
  level: z.number().int().min(0).max(3),
  /** Largest fall from the peak, percent, zero or negative, in the window that is braked on. */
  drawdownPct: z.number(),
  window: z.enum(DRAWDOWN_WINDOWS),
  /** Distance of a take-profit times this. */
  takeProfitFactor: z.number().positive(),
  /** Quantity of each entry, and every exposure limit, times this. */
  orderSizeFactor: z.number().positive(),
  /** Largest leverage times this, then rounded down to a whole number, at least 1. */
  leverageFactor: z.number().positive(),
  /** Entries need a conviction above this; null: any will do. */
  minimumConviction: z.number().nullable(),
  /** Both legs go down and nothing is entered until a person resets the brake. */
  flatten: z.boolean(),
});
export type Brakes = z.infer<typeof brakesSchema>;

export const NO_BRAKES: Brakes = {
  level: 0,
  drawdownPct: 0,
  window: 'total',
  takeProfitFactor: 1,
  orderSizeFactor: 1,
  leverageFactor: 1,
  minimumConviction: null,
  flatten: false,
};

const windowSchema = z.object({ startedAt: epochMsSchema, peakQuote: decimalTextSchema });

/** What moved the futures wallet so far, by asset: how much of it, and what it was worth then. */
export const futuresTransfersSchema = z.record(
  z.string(),
  z.object({ amount: decimalTextSchema, valueQuote: decimalTextSchema }),
);
export type FuturesTransfers = z.infer<typeof futuresTransfersSchema>;

/** The peaks of equity, folded over every look at it. */
export const equityWatchSchema = z.object({
  version: z.literal(1),
  at: epochMsSchema,
  equityQuote: decimalTextSchema,
  /** Everything moved into the account so far, less what was moved out. */
  netTransfersQuote: decimalTextSchema,
  /** The part of it that moved the futures wallet, each asset at its worth when it was seen. */
  futuresTransfers: futuresTransfersSchema.optional(),
  windows: z.object({
    day: windowSchema,
    week: windowSchema,
    month: windowSchema,
    total: windowSchema,
  }),
  brakes: brakesSchema,
});
export type EquityWatch = z.infer<typeof equityWatchSchema>;
