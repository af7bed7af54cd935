import { z } from 'zod';
import { brakesSchema } from './brakes';
import { breakerLatchSchema } from './breaker';
import { candleReferenceSchema } from './candle';
import { marginReliefSchema } from './margin';
import { marketDataSchema } from './marketData';
import { planSchema } from './plan';
import { regimeSchema } from './regime';
import { fundingReportSchema } from './report';
import { signalsSchema } from './signals';
import {
  decimalTextSchema,
  environmentSchema,
  epochMsSchema,
  marketSchema,
  symbolSchema,
} from './terms';
import { denialSchema } from './verdict';

/** The item that travels between the nodes: one per symbol; each node adds its own key. */

export { type CandleReference, candleReferenceSchema } from './candle';

export const marketSnapshotSchema = z.object({
  version: z.literal(1),
  observedAt: epochMsSchema,
  spotBid: decimalTextSchema,
  spotAsk: decimalTextSchema,
  /** The contract that hedges the symbol, where it is not the symbol's own. */
  contract: symbolSchema.optional(),
  futuresBid: decimalTextSchema,
  futuresAsk: decimalTextSchema,
  markPrice: decimalTextSchema,
  indexPrice: decimalTextSchema,
  /** Predicted rate of the next settlement, a fraction. */
  fundingRateFraction: decimalTextSchema,
  nextFundingAt: epochMsSchema,
  /** (bid - ask) / (bid + ask) of the spot book's quantities over 20 levels a side. */
  imbalance: z.number().min(-1).max(1).optional(),
  candles: candleReferenceSchema,
});
export type MarketSnapshot = z.infer<typeof marketSnapshotSchema>;

/** What the futures wallet holds of one margin asset, and what a unit of it is worth. */
export const futuresWalletValueSchema = z.object({
  asset: z.string(),
  /** In the asset, without unrealised profit. */
  balance: decimalTextSchema,
  /** Worth of one unit in the symbol's quote. */
  rate: decimalTextSchema,
});
export type FuturesWalletValue = z.infer<typeof futuresWalletValueSchema>;

export const accountSnapshotSchema = z.object({
  version: z.literal(1),
  observedAt: epochMsSchema,
  account: z.string(),
  spotFreeQuote: decimalTextSchema,
  spotLockedQuote: decimalTextSchema,
  /** Quote on spot that is the strategy's: its allocation and every cash flow since. */
  managedQuote: decimalTextSchema,
  /** USD-M wallets without unrealised profit, and that profit, valued in the symbol's quote. */
  futuresWalletQuote: decimalTextSchema,
  futuresUnrealizedQuote: decimalTextSchema,
  /** Of the margin asset of the hedge's contract, valued in the symbol's quote. */
  futuresMarginBalanceQuote: decimalTextSchema,
  futuresAvailableQuote: decimalTextSchema,
  /** What the wallets' value is made of, where not all of it is the symbol's quote. */
  futuresWallets: z.array(futuresWalletValueSchema).optional(),
  /** The contract that hedged the symbol then, where it is not the symbol's own. */
  contract: symbolSchema.optional(),
  /** Net base that our own fills bought. */
  inventory: decimalTextSchema,
  /** Futures position from our own fills. */
  position: decimalTextSchema,
  delta: decimalTextSchema,
  /**
   * Managed quote + managed inventory of all base assets at mark + futures wallet + unrealised
   * profit.
   */
  equityQuote: decimalTextSchema,
  /** What the books lack, one sentence each; while there is any, nothing is entered. */
  missing: z.array(z.string()).optional(),
});
export type AccountSnapshot = z.infer<typeof accountSnapshotSchema>;

export const riskResultSchema = z.object({
  version: z.literal(1),
  status: z.enum(['approved', 'partlyApproved', 'denied']),
  approvalId: z.string().nullable(),
  denials: z.array(denialSchema),
  /** What the drawdown does; the planner and the executor read the factors. */
  brakes: brakesSchema.optional(),
  /** Breakers that are latched for the symbol or the whole account. */
  breakers: z.array(breakerLatchSchema).optional(),
  /** Why both legs are to be taken down now; absent: they are not. */
  flatten: z.string().optional(),
  /** What a margin in danger asks for; absent: it is in none. */
  relief: marginReliefSchema.optional(),
});
export type RiskResult = z.infer<typeof riskResultSchema>;

export const executionResultSchema = z.object({
  version: z.literal(1),
  status: z.enum(['done', 'partly', 'unknown', 'denied', 'busy', 'halted']),
  /** The same approval was carried out before; this is its earlier result. */
  alreadyDone: z.boolean(),
  placed: z.number().int().nonnegative(),
  cancelled: z.number().int().nonnegative(),
  filled: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
  unknown: z.number().int().nonnegative(),
  denials: z.array(denialSchema),
  notes: z.array(z.string()),
  /** After a flatten: base that is still held and still hedged. */
  residual: z
    .object({
      inventory: decimalTextSchema,
      position: decimalTextSchema,
      /** Absolute base quantity of trades that could not be closed. */
      trades: decimalTextSchema,
    })
    .optional(),
});
export type ExecutionResult = z.infer<typeof executionResultSchema>;

export const FINDING_CODES = {
  UNKNOWN_SETTLED: 'An order with an unknown outcome was settled by asking.',
  UNKNOWN_PENDING: 'An order still has no known outcome.',
  ORDER_LOST: 'An order cannot be found any more; it is polled and counts as possibly live.',
  FILLS_BOOKED: 'Fills that happened since the last look were booked.',
  ORDER_CLOSED: 'An order that the journal held open was closed at the exchange.',
  ORPHAN_ORDER: 'The exchange holds an order with our prefix that the journal does not know.',
  FOREIGN_ORDER: 'The exchange holds an order that is not ours.',
  POSITION_DIFFERS: 'The futures position differs from our own fills; the remainder is foreign.',
  BALANCE_SHORT: 'The spot balance is smaller than the managed inventory.',
  FUNDING_BOOKED: 'Funding payments were booked.',
  JOURNAL_FULL: 'The disk of the journal is full; nothing that adds exposure is sent.',
  JOURNAL_UPKEEP_FAILED: 'A backup of the journal, or the removal of what is old, failed.',
  QUERY_FAILED: 'A query failed; what it would have said is unknown, not empty.',
  ORPHAN_REMOVED: 'An order with our prefix that nothing stands behind was cancelled.',
  STOP_MISSING: 'A trade stood without its whole stop.',
  STOP_RESTORED: 'A missing stop was placed again.',
  STOP_SURPLUS: 'A stop or target without a position behind it was removed.',
  TRADE_CLOSED: 'A trade that could not be protected was closed.',
  FOREIGN_FILL: 'Somebody else traded on this account; nothing of it is managed.',
  DELEVERAGED: 'The exchange closed part of our position by auto-deleveraging.',
  LIQUIDATED: 'The exchange liquidated or settled our position.',
  HEDGE_MISSING: 'The position does not match the managed inventory within its band.',
  BALANCE_DIFFERS: 'A balance differs from what the journal says it must be.',
  TRANSFER_BOOKED: 'Money was moved into or out of the account.',
  INSTRUMENT_UNKNOWN: 'A fill or position belongs to an instrument that no plan names.',
  BUSY: 'Another execution works on the base asset; this pass left it alone.',
  ORDER_ADOPTED: 'An order of ours that the journal had lost was taken over again.',
  HISTORY_MISSING: 'Fills that must exist are not listed; until they are, nothing is entered.',
  LOST_RELEASED: 'A lost order was given up by a person; it no longer counts as possibly live.',
  JOURNAL_BROKEN: 'A row of the journal cannot be read; its symbol is left alone.',
  JOURNAL_LOW: 'The disk is full: only what protects is still written.',
  BACKUP_FAILED: 'The journal could not be backed up.',
} as const;
export type FindingCode = keyof typeof FINDING_CODES;
const findingCodes = Object.keys(FINDING_CODES);
export const findingSchema = z.object({
  /** Code and subject: the same difference has the same id in every pass. */
  id: z.string(),
  code: z.custom<FindingCode>(
    (value) => typeof value === 'string' && findingCodes.includes(value),
    'a finding code',
  ),
  message: z.string(),
  repair: z.string(),
  count: z.number().int().nonnegative(),
  /** Told for the first time: what is alerted once looks at this. */
  isNew: z.boolean(),
  /** Host time at which it was first seen. */
  firstSeenAt: epochMsSchema,
  /** In how many passes it was seen. */
  sightings: z.number().int().positive(),
});
export type Finding = z.infer<typeof findingSchema>;

/** One rate limit of which something is used in its running window. */
export const limitUseSchema = z.object({
  /** Whose it is: this machine's at the exchange's host, or the account's. */
  owner: z.enum(['host', 'account']),
  market: marketSchema,
  name: z.string(),
  windowMs: z.number().int().positive(),
  used: z.number().nonnegative(),
  /** What we allow ourselves: the safety share of the limit. */
  ceiling: z.number().nonnegative(),
  limit: z.number().nonnegative(),
  resetsAt: epochMsSchema,
});
export type LimitUse = z.infer<typeof limitUseSchema>;

export const itemSchema = z.object({
  symbol: symbolSchema,
  at: epochMsSchema,
  environment: environmentSchema,
  account: accountSnapshotSchema.optional(),
  market: marketSnapshotSchema.optional(),
  marketData: marketDataSchema.optional(),
  signals: signalsSchema.optional(),
  regime: regimeSchema.optional(),
  plans: z.array(planSchema).optional(),
  risk: riskResultSchema.optional(),
  execution: executionResultSchema.optional(),
  findings: z.array(findingSchema).optional(),
  /** Rate limits in use when the last node that asked the exchange was done. */
  limits: z.array(limitUseSchema).optional(),
  report: fundingReportSchema.optional(),
});
export type Item = z.infer<typeof itemSchema>;
