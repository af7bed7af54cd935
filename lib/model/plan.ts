import { z } from 'zod';
import { gridDefinitionSchema } from './grid';
import { orderInstructionSchema } from './order';
import {
  decimalTextSchema,
  epochMsSchema,
  type Side,
  marketSchema,
  sideSchema,
  symbolSchema,
} from './terms';
import { denialSchema } from './verdict';

/** What an intent is for. */
export const purposeSchema = z.enum([
  'gridEntry', // a cell's buy
  'gridExit', // a cell's sale of what it holds
  'openingInventory', // the inventory a new grid starts with
  'hedge', // moves the futures position towards minus the inventory
  'flatten', // takes inventory, hedge or a trade down for good
  'tradeEntry', // opens or grows a trade
  'tradeExit', // closes a trade, in part or whole
  'stop', // rests reduce-only behind a trade's position
  'target', // rests reduce-only before a trade's position
]);
export type Purpose = z.infer<typeof purposeSchema>;

const TRADE_PURPOSES: readonly Purpose[] = ['tradeEntry', 'tradeExit', 'stop', 'target'];

/** True for orders that open, close or protect a trade, whose position is no hedge. */
export function isOfTrade(purpose: Purpose): boolean {
  return TRADE_PURPOSES.includes(purpose);
}

/**
 * What an intent does to the account's risk. `reduce` and `hedge` are never in the way of a kill
 * switch, a pause or a missing approval.
 */
export const effectSchema = z.enum([
  'increase', // more inventory or exposure
  'reduce', // sells managed inventory, or takes a trade's position down
  'hedge', // lowers |delta| without changing its sign
]);
export type Effect = z.infer<typeof effectSchema>;

/**
 * One wanted order. It is satisfied when live + filled = quantity, whatever the number of orders
 * that took. Its id never repeats: scope, leg, side and generation.
 */
export const intentSchema = z.object({
  id: z.string().min(1).max(120),
  /** Which part of the strategy wants it: a cell's name, "opening" or "hedge". */
  leg: z.string(),
  /** Rises each time the leg wants something anew. */
  generation: z.number().int().nonnegative(),
  purpose: purposeSchema,
  effect: effectSchema,
  side: sideSchema,
  /** Total base quantity over the intent's life. */
  quantity: decimalTextSchema,
  instruction: orderInstructionSchema,
});
export type Intent = z.infer<typeof intentSchema>;

/** What a plan governs: Place Order compares and changes only orders of this scope. */
export const scopeSchema = z.object({
  /** Number of the account, as the journal is bound to it. */
  account: z.string(),
  /** The node's Strategy parameter. */
  strategy: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,23}$/),
  market: marketSchema,
  symbol: symbolSchema,
});
export type Scope = z.infer<typeof scopeSchema>;

export const expectedEdgeSchema = z.object({
  /** Spacing at which a buy and a sale at neighbouring lines just pay both grid fees, percent. */
  gridBreakEvenPct: z.number(),
  /** The same with the expected hedge turnover: two hedge fees over the band's levels. */
  fullBreakEvenPct: z.number(),
  spacingPct: z.number(),
  bandLevels: z.number(),
  hedge: z.enum(['on', 'off']).optional(),
  /** What the plan's own lattice did over the last minutes; absent when they are not known. */
  lattice: z
    .object({
      /** QV_kd / QV_d of spacing and band; below 1 price turns back. */
      varianceRatio: z.number(),
      /** The same of a driftless walk seen through candles. */
      driftlessRatio: z.number(),
      /** Of the ratio, for a driftless walk with as many steps. */
      standardError: z.number(),
      steps: z.number().int().nonnegative(),
      hedges: z.number().int().nonnegative(),
      minutes: z.number().int().nonnegative(),
      /** What the grid would have earned over them, before and after fees, without funding. */
      grossQuote: z.number(),
      feesQuote: z.number(),
      netQuote: z.number(),
    })
    .optional(),
  funding: z
    .object({
      /** Of the next settlement; positive pays the short hedge. */
      nextRateFraction: z.number(),
      nextFundingAt: epochMsSchema,
      /** Sum of the last three days' settlements; null without their history. */
      threeDayRateFraction: z.number().nullable(),
      /** Yearly return on the capital of both legs. */
      threeDayAprFraction: z.number().nullable(),
      /** Fees of entering and leaving both legs, percent of one leg's value. */
      roundTripFeePct: z.number(),
      /** Days at the next rate, three settlements a day, until that is paid; null if never. */
      minimumHoldingDays: z.number().nullable(),
      /** Futures over spot. */
      basisPct: z.number(),
    })
    .optional(),
});
export type ExpectedEdge = z.infer<typeof expectedEdgeSchema>;

export const protectionSchema = z.object({
  /** Trigger price of the stop. */
  stopPrice: decimalTextSchema,
  /** Trigger price of the target; null for none. */
  targetPrice: decimalTextSchema.nullable(),
});
export type Protection = z.infer<typeof protectionSchema>;

/** Desired state of one scope. Running it twice, or after a crash, converges. */
export const planSchema = z.object({
  version: z.literal(1),
  scope: scopeSchema,
  baseAsset: z.string(),
  madeAt: epochMsSchema,
  /** Sequence of the last booked fill of the base asset when the plan was made. */
  journalRevision: z.number().int().nonnegative(),
  disposition: z.enum([
    'active', // entries and exits
    'exitsOnly', // no new entries; inventory is worked off
    'empty', // nothing rests
  ]),
  reason: z.string(),
  warnings: z.array(z.string()),
  intents: z.array(intentSchema),
  /** The grid that the intents belong to; a new one is accepted when the plan is executed. */
  grid: gridDefinitionSchema.optional(),
  hedge: z
    .object({
      inventory: decimalTextSchema,
      position: decimalTextSchema,
      delta: decimalTextSchema,
      /** Base quantity by which delta may stray before the hedge moves. */
      band: decimalTextSchema,
      bandFraction: z.number(),
      /** |delta| at mark over equity. */
      deltaFraction: z.number().optional(),
      /** Off leaves the inventory unhedged. */
      switch: z.enum(['on', 'off']).optional(),
    })
    .optional(),
  expectedEdge: expectedEdgeSchema.optional(),
  /** Why the planner wants nothing new, where a code of the risk rules says it. */
  denial: denialSchema.optional(),
  /**
   * What must rest behind a trade's position whatever its size: the executor keeps the quantities
   * at the position's. A plan with a `tradeEntry` has it.
   */
  protection: protectionSchema.optional(),
  /** How sure a trade's strategy is, 0 to 1; absent: it does not say. */
  conviction: z.number().min(0).max(1).optional(),
});
export type Plan = z.infer<typeof planSchema>;

/** The id of an intent; it never repeats within an account. */
export function intentId(scope: Scope, leg: string, side: Side, generation: number): string {
  return `${scopeKey(scope)}/${leg}/${side}/${generation}`;
}

/** Text that names a scope, unique per account. */
export function scopeKey(scope: Scope): string {
  return `${scope.strategy}/${scope.market}/${scope.symbol}`;
}
