import { z } from 'zod';
import { marginLevelSchema } from './margin';
import { decimalTextSchema, epochMsSchema, symbolSchema } from './terms';

const sideSchema = z.enum(['LONG', 'SHORT']);

/** Margin of the account and of a symbol's positions, in plain figures. */
export const positionMarginSchema = z.object({
  version: z.literal(1),
  observedAt: epochMsSchema,
  marginBalanceQuote: decimalTextSchema,
  availableQuote: decimalTextSchema,
  maintenanceMarginQuote: decimalTextSchema,
  /** Maintenance margin over margin balance, percent; null without a balance. */
  maintenanceMarginRatioPct: z.number().nullable(),
  level: marginLevelSchema,
  /** Available over margin balance; null without a balance. */
  freeMarginFraction: z.number().nullable(),
  positions: z.array(
    z.object({
      symbol: symbolSchema,
      side: sideSchema,
      quantity: decimalTextSchema,
      notionalQuote: decimalTextSchema,
      marginMode: z.enum(['isolated', 'cross']),
      /** Isolated wallet; null in cross margin. */
      isolatedWalletQuote: decimalTextSchema.nullable(),
      /** By the account's brackets. */
      maintenanceMarginQuote: decimalTextSchema,
      maintenanceRatePct: z.number(),
      maximumLeverage: z.number(),
    }),
  ),
});
export type PositionMargin = z.infer<typeof positionMarginSchema>;

/** How near the positions of a symbol are to liquidation. */
export const positionRiskSchema = z.object({
  version: z.literal(1),
  observedAt: epochMsSchema,
  positions: z.array(
    z.object({
      symbol: symbolSchema,
      side: sideSchema,
      quantity: decimalTextSchema,
      entryPrice: decimalTextSchema,
      markPrice: decimalTextSchema,
      unrealizedPnlQuote: decimalTextSchema,
      /** By the exchange's formula and the account's brackets; null: none above zero. */
      liquidationPrice: decimalTextSchema.nullable(),
      /** What the exchange itself states. */
      exchangeLiquidationPrice: decimalTextSchema.nullable(),
      /** From mark to liquidation, percent of the mark; null where nothing liquidates. */
      liquidationDistancePct: z.number().nullable(),
      /** By the simple formula: an estimate for comparison, never decided on. */
      estimatedLiquidationPrice: decimalTextSchema,
      /** Notional over the wallet behind the position. */
      leverage: z.number().nullable(),
      /** Of this position's own wallet. */
      maintenanceMarginRatioPct: z.number().nullable(),
      level: marginLevelSchema,
    }),
  ),
});
export type PositionRisk = z.infer<typeof positionRiskSchema>;

/** A position size that loses no more than is risked when the stop is hit. */
export const safePositionSizeSchema = z.object({
  version: z.literal(1),
  side: sideSchema,
  entryPrice: decimalTextSchema,
  stopPrice: decimalTextSchema,
  /** Base quantity on the instrument's steps; "0" when the least order is too large. */
  quantity: decimalTextSchema,
  notionalQuote: decimalTextSchema,
  /** What is lost between entry and stop, fees and slippage left out. */
  riskQuote: decimalTextSchema,
  stopDistancePct: z.number(),
  /** Which limit decided. */
  boundBy: z.enum(['risk', 'kelly', 'leverage', 'margin', 'liquidation', 'tooSmall']),
  /** Fraction of equity that the Kelly rule would put at risk; null while it is off. */
  kellyFraction: z.number().nullable(),
  notes: z.array(z.string()),
});
export type SafePositionSize = z.infer<typeof safePositionSizeSchema>;
