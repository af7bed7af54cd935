import { z } from 'zod';
import { decimalTextSchema, epochMsSchema } from './terms';

/** The periods that a report may cover. */
export const REPORT_PERIODS = ['all', 'day', 'week', 'month', 'since'] as const;
export const reportPeriodSchema = z.enum(REPORT_PERIODS);
export type ReportPeriod = z.infer<typeof reportPeriodSchema>;

const amountsSchema = z.record(z.string(), decimalTextSchema);

const legSchema = z.object({
  /** Of closed lots in the period, first in first out, before fees. */
  realizedPnlQuote: decimalTextSchema,
  /** Of the lots that are open now, at the mark price. */
  unrealizedPnlQuote: decimalTextSchema,
  feesQuote: decimalTextSchema,
  turnoverQuote: decimalTextSchema,
  fills: z.number().int().nonnegative(),
});

export const fundingReportSchema = z.object({
  version: z.literal(1),
  at: epochMsSchema,
  period: reportPeriodSchema,
  /** Start of the period, a full hour; null: since the journal began. */
  since: epochMsSchema.nullable(),
  /** Off leaves the inventory unhedged: the setting in force; null before the first hedge plan. */
  hedge: z.enum(['on', 'off']).nullable(),
  /** Lots are closed first in first out. */
  costBasis: z.literal('FIFO'),
  fundings: z.number().int().nonnegative(),
  fundingQuote: decimalTextSchema,
  fundingByAsset: amountsSchema,
  /** A year's funding as a percentage of the position's value; null without checked payments. */
  fundingAnnualizedPct: z.number().nullable(),
  /** Payments that the own position at their settlement does not explain. */
  fundingDifferences: z.array(
    z.object({
      paidAt: epochMsSchema,
      amountQuote: decimalTextSchema,
      expectedQuote: decimalTextSchema,
      position: decimalTextSchema,
    }),
  ),
  /** All fees as quote, as far as they are valued. */
  feesQuote: decimalTextSchema,
  feesByAsset: amountsSchema,
  /** Fills whose fee has no value in quote yet. */
  unvaluedFees: z.number().int().nonnegative(),
  realizedPnlQuote: decimalTextSchema,
  unrealizedPnlQuote: decimalTextSchema,
  /** Realised + funding - fees of the period, and the unrealised profit of what is held now. */
  netQuote: decimalTextSchema,
  legs: z.object({ spot: legSchema, futures: legSchema }),
  fills: z.number().int().nonnegative(),
  roundTrips: z.number().int().nonnegative(),
  hedges: z.number().int().nonnegative(),
  openOrders: z.number().int().nonnegative(),
  /** Where lots are held: what is open, and the oldest of them. */
  lots: z.array(
    z.object({
      holding: z.string(),
      quantity: decimalTextSchema,
      costQuote: decimalTextSchema,
      unrealizedPnlQuote: decimalTextSchema,
      open: z.number().int().nonnegative(),
      oldest: z.array(
        z.object({
          quantity: decimalTextSchema,
          price: decimalTextSchema,
          openedAt: epochMsSchema,
        }),
      ),
    }),
  ),
  /** Moved into the account less moved out in the period; never part of profit. */
  transfersQuote: decimalTextSchema,
  /** Moved into the futures wallet less moved out of it. */
  toFuturesQuote: decimalTextSchema,
  transfers: z.number().int().nonnegative(),
  /** Rebates, clearing of liquidations and the like, of the whole account; no part of net. */
  otherIncomeQuote: decimalTextSchema,
  /** Spot quote that was allocated when the books were opened, and what it has become. */
  allocationQuote: decimalTextSchema,
  managedQuote: decimalTextSchema,
  equityQuote: decimalTextSchema,
  /** Equity now less the first one kept in the period; null when none was kept. */
  equityChangeQuote: decimalTextSchema.nullable(),
});
export type FundingReport = z.infer<typeof fundingReportSchema>;
