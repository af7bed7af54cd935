import { z } from 'zod';
import { epochMsSchema, intervalSchema } from './terms';

const opinionSchema = z.number().min(-1).max(1);
const shareSchema = z.number().min(0).max(1);

/** An input that was not there, and why: what it weighs was given to the others. */
export const absentInputSchema = z.object({ input: z.string(), reason: z.string() });
export type AbsentInput = z.infer<typeof absentInputSchema>;

/** Null: absent, its weight given to the other components. */
const componentsSchema = z.object({
  trend: opinionSchema.nullable(),
  momentum: opinionSchema.nullable(),
  volume: opinionSchema.nullable(),
  volatility: opinionSchema.nullable(),
  crypto: opinionSchema.nullable(),
});

export const timeframeSignalSchema = z.object({
  interval: intervalSchema,
  /** Weight as it is configured, and as it counts with absent timeframes left out. */
  weight: shareSchema,
  usedWeight: shareSchema,
  /** Weighted mean of the components; null when the timeframe is absent. */
  value: opinionSchema.nullable(),
  /** Share of the components' whole weight that is there. */
  coverage: shareSchema,
  candleClosedAt: epochMsSchema.nullable(),
  components: componentsSchema,
});
export type TimeframeSignal = z.infer<typeof timeframeSignalSchema>;

/** The multi-timeframe composite, with everything it was made of. -1 is down, 1 is up. */
export const multiTimeframeSchema = z.object({
  status: z.literal('ok'),
  at: epochMsSchema,
  /** Composite x stress factor + skew shift + funding shift, held to -1..1. */
  value: opinionSchema,
  /** Weighted mean of the timeframes before any adjustment. */
  composite: opinionSchema,
  /** Trend and momentum over the timeframes, with the same weights. */
  trend: opinionSchema,
  momentum: opinionSchema,
  /** Coverage x consensus x stress factor. */
  confidence: shareSchema,
  coverage: shareSchema,
  /** |weighted sum| / weighted sum of sizes: 1 when all timeframes point the same way. */
  consensus: shareSchema,
  /** Share of the timeframes present whose value is above, and below, 0. */
  shareUp: shareSchema,
  shareDown: shareSchema,
  adjustments: z.object({
    stress: shareSchema.nullable(),
    stressParts: z.object({
      funding: shareSchema.nullable(),
      correlation: shareSchema.nullable(),
      liquidity: shareSchema.nullable(),
    }),
    stressFactor: shareSchema,
    /** Implied volatility of puts less that of calls, points of percent a year. */
    skewPct: z.number().nullable(),
    skewShift: opinionSchema,
    fundingRateFraction: z.number().nullable(),
    /** |rate| above one of these is extreme. */
    fundingCapLimitFraction: z.number().nullable(),
    fundingHistoryLimitFraction: z.number().nullable(),
    isFundingExtreme: z.boolean().nullable(),
    fundingShift: opinionSchema,
  }),
  /** Saturday or Sunday, UTC. It is told, and changes nothing by itself. */
  isWeekend: z.boolean(),
  /** Futures on CME trade around the clock since 2026-05-29: there is no gap to look for. */
  cmeGap: z.literal('legacy'),
  timeframes: z.array(timeframeSignalSchema),
  absent: z.array(absentInputSchema),
});
export type MultiTimeframe = z.infer<typeof multiTimeframeSchema>;

/** Why a signal is not there; no number takes its place. */
export const noSignalSchema = z.object({
  status: z.literal('unavailable'),
  at: epochMsSchema,
  reason: z.string(),
});
export type NoSignal = z.infer<typeof noSignalSchema>;

export const multiTimeframePartSchema = z.discriminatedUnion('status', [
  multiTimeframeSchema,
  noSignalSchema,
]);
export type MultiTimeframePart = z.infer<typeof multiTimeframePartSchema>;
