import { z } from 'zod';
import { decimalTextSchema, epochMsSchema, statisticsPeriodSchema } from './terms';

/** What an environment does not have, or does not have now: never a neutral number in its place. */
export const unavailableSchema = z.object({
  status: z.literal('unavailable'),
  reason: z.string(),
});
export type Unavailable = z.infer<typeof unavailableSchema>;

/**
 * Where statistics come from. The paper exchange makes its own of its candles: they exercise a
 * workflow, and say nothing about a market.
 */
export const statisticsOriginSchema = z.enum(['exchange', 'paperExchange']);
export type StatisticsOrigin = z.infer<typeof statisticsOriginSchema>;

export const openInterestPointSchema = z.object({
  at: epochMsSchema,
  openInterestBase: decimalTextSchema,
  openInterestQuote: decimalTextSchema,
});
export type OpenInterestPoint = z.infer<typeof openInterestPointSchema>;

export const longShortPointSchema = z.object({
  at: epochMsSchema,
  /** Long divided by short. */
  ratio: decimalTextSchema,
  longFraction: decimalTextSchema,
  shortFraction: decimalTextSchema,
});
export type LongShortPoint = z.infer<typeof longShortPointSchema>;

export const takerFlowPointSchema = z.object({
  at: epochMsSchema,
  /** Base that takers bought and sold in the period that ended at `at`. */
  buyBase: decimalTextSchema,
  sellBase: decimalTextSchema,
  /** Bought divided by sold. */
  ratio: decimalTextSchema,
});
export type TakerFlowPoint = z.infer<typeof takerFlowPointSchema>;

function seriesOf<Point extends z.ZodType>(point: Point) {
  return z.union([
    z.object({
      status: z.literal('available'),
      origin: statisticsOriginSchema,
      period: statisticsPeriodSchema,
      latest: point,
      /** Ascending; the newest is `latest`. */
      rows: z.array(point),
    }),
    unavailableSchema,
  ]);
}

export const openInterestPartSchema = z.object({
  observedAt: epochMsSchema,
  now: z.union([
    z.object({
      status: z.literal('available'),
      origin: statisticsOriginSchema,
      at: epochMsSchema,
      openInterestBase: decimalTextSchema,
    }),
    unavailableSchema,
  ]),
  history: seriesOf(openInterestPointSchema),
});
export type OpenInterestPart = z.infer<typeof openInterestPartSchema>;

export const LONG_SHORT_GROUPS = ['globalAccounts', 'topAccounts', 'topPositions'] as const;
/** Whose positions are compared: every account, the top accounts, or what the top accounts hold. */
export type LongShortGroup = (typeof LONG_SHORT_GROUPS)[number];

export const longShortPartSchema = z.object({
  observedAt: epochMsSchema,
  globalAccounts: seriesOf(longShortPointSchema),
  topAccounts: seriesOf(longShortPointSchema),
  topPositions: seriesOf(longShortPointSchema),
});
export type LongShortPart = z.infer<typeof longShortPartSchema>;

export const takerFlowPartSchema = z.object({
  observedAt: epochMsSchema,
  flow: seriesOf(takerFlowPointSchema),
});
export type TakerFlowPart = z.infer<typeof takerFlowPartSchema>;
