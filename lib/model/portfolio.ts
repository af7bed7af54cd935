import { z } from 'zod';
import { brakesSchema } from './brakes';
import { breakerLatchSchema } from './breaker';
import { marginLevelSchema } from './margin';
import { decimalTextSchema, epochMsSchema } from './terms';

/** The account at a glance. */
export const portfolioStatusSchema = z.object({
  version: z.literal(1),
  observedAt: epochMsSchema,
  account: z.string(),
  equityQuote: decimalTextSchema,
  /** Falls from the peaks, percent, zero or negative; null before the first Check Plans. */
  drawdownPct: z
    .object({ day: z.number(), week: z.number(), month: z.number(), total: z.number() })
    .nullable(),
  brakes: brakesSchema,
  latches: z.array(z.object({ name: z.string(), reason: z.string(), engagedAt: epochMsSchema })),
  breakers: z.array(breakerLatchSchema),
  margin: z.object({
    maintenanceMarginRatioPct: z.number().nullable(),
    level: marginLevelSchema,
    freeMarginFraction: z.number().nullable(),
  }),
  /** Managed inventory by base asset; value null where no mark was seen. */
  assets: z.array(
    z.object({
      baseAsset: z.string(),
      inventory: decimalTextSchema,
      position: decimalTextSchema,
      delta: decimalTextSchema,
      valueQuote: decimalTextSchema.nullable(),
      exposureFraction: z.number().nullable(),
    }),
  ),
  openOrders: z.number().int().nonnegative(),
  /** This workflow is armed for live trading. */
  armed: z.boolean(),
});
export type PortfolioStatus = z.infer<typeof portfolioStatusSchema>;
