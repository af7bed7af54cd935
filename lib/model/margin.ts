import { z } from 'zod';
import { decimalTextSchema, symbolSchema } from './terms';

/** One step of a contract's leverage table: maintenance margin = notional x rate - cumulative. */
export const marginBracketSchema = z.object({
  /** Notional above this and up to `capQuote` lies in the bracket. */
  floorQuote: decimalTextSchema,
  capQuote: decimalTextSchema,
  rateFraction: decimalTextSchema,
  /** What makes the maintenance margin continuous where two brackets meet. */
  cumulativeQuote: decimalTextSchema,
  maximumLeverage: z.number().positive(),
});
export type MarginBracket = z.infer<typeof marginBracketSchema>;

/** A USD-M position with the wallet that stands behind it. */
export const marginPositionSchema = z.object({
  symbol: symbolSchema,
  side: z.enum(['LONG', 'SHORT']),
  /** Base quantity, without a sign. */
  quantity: decimalTextSchema,
  entryPrice: decimalTextSchema,
  markPrice: decimalTextSchema,
  unrealizedPnlQuote: decimalTextSchema,
  /** As the exchange reckons it. */
  maintenanceMarginQuote: decimalTextSchema,
  /** Of isolated margin; null in cross margin, where the whole wallet stands behind it. */
  isolatedWalletQuote: decimalTextSchema.nullable(),
  /** As the exchange reckons it; null where it names none. */
  liquidationPrice: decimalTextSchema.nullable(),
});
export type MarginPosition = z.infer<typeof marginPositionSchema>;

/** What a margin in danger asks for: more margin, or less of both legs. */
export const marginReliefSchema = z.object({
  kind: z.enum(['addMargin', 'reduceBoth']),
  /** Quote to move into the position's isolated wallet; "0" when both legs are reduced. */
  amountQuote: decimalTextSchema,
  /** Share of inventory and of hedge, alike, that is taken down; 0 when margin is added. */
  fraction: z.number().min(0).max(1),
  reason: z.string(),
});
export type MarginRelief = z.infer<typeof marginReliefSchema>;

/** Margin of the USD-M account as the exchange states it. */
export interface MarginAccount {
  /** Wallet behind the positions in cross margin. */
  crossWalletQuote: string;
  /** Wallet and unrealised profit of everything. */
  marginBalanceQuote: string;
  /** What new positions may use. */
  availableQuote: string;
  maintenanceMarginQuote: string;
  /** Positions that are not zero. */
  positions: MarginPosition[];
}

/** Margin in use, from safe to about to be liquidated. */
export const MARGIN_LEVELS = ['SAFE', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export const marginLevelSchema = z.enum(MARGIN_LEVELS);
export type MarginLevel = z.infer<typeof marginLevelSchema>;
