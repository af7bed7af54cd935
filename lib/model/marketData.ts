import { z } from 'zod';
import { candleReferenceSchema, candleSchema } from './candle';
import { dvolSchema, optionSummarySchema, venueFundingSchema } from './foreignData';
import { fundingPartSchema } from './funding';
import { marginBracketSchema } from './margin';
import { outsideSeriesSchema } from './outsideSeries';
import { longShortPartSchema, openInterestPartSchema, takerFlowPartSchema } from './statistics';
import { candleSourceSchema, decimalTextSchema, epochMsSchema, marketSchema } from './terms';

export * from './funding';
export * from './statistics';

/**
 * What Binance Market Data's operations put on an item beside the snapshot, one part per operation;
 * an operation replaces its own part and keeps the others. Figures of the exchange are decimal text
 * as it gave them, figures made of them are numbers.
 */

/** A stretch without candles: the first and the last candle that is missing, by when it opened. */
export const candleGapSchema = z.object({
  from: epochMsSchema,
  to: epochMsSchema,
  missing: z.number().int().positive(),
});
export type CandleGap = z.infer<typeof candleGapSchema>;

export const candleSetSchema = z.object({
  source: candleSourceSchema,
  observedAt: epochMsSchema,
  reference: candleReferenceSchema,
  /** Closed candles that were asked for; those that the exchange does not have are missing. */
  wanted: z.number().int().positive(),
  /** How many of them are missing. */
  missing: z.number().int().nonnegative(),
  /** The newest stretches without candles, at most 20, ascending. */
  gaps: z.array(candleGapSchema),
  /** Candles in which nothing was traded; null for the mark price, which has no volume. */
  zeroVolume: z
    .object({
      count: z.number().int().nonnegative(),
      /** When the newest of them opened, at most 20, ascending. */
      openAt: z.array(epochMsSchema),
    })
    .nullable(),
  /** With "Include Candles" only. */
  rows: z.array(candleSchema).optional(),
});
export type CandleSet = z.infer<typeof candleSetSchema>;

const bookLevelSchema = z.object({ price: decimalTextSchema, quantity: decimalTextSchema });

export const orderBookPartSchema = z.object({
  market: marketSchema,
  observedAt: epochMsSchema,
  bestBid: decimalTextSchema,
  bestAsk: decimalTextSchema,
  /** (ask - bid) / middle, percent. */
  spreadPct: z.number(),
  /** Quote that rests on the levels that were read. */
  bidDepthQuote: z.number().nonnegative(),
  askDepthQuote: z.number().nonnegative(),
  /** (bid - ask) / (bid + ask) of the quantities on the levels that were read. */
  imbalance: z.number().min(-1).max(1),
  /** Best first. */
  bids: z.array(bookLevelSchema),
  asks: z.array(bookLevelSchema),
});
export type OrderBookPart = z.infer<typeof orderBookPartSchema>;

export const tradeSchema = z.object({
  id: z.string(),
  price: decimalTextSchema,
  quantity: decimalTextSchema,
  at: epochMsSchema,
  /** Whose order took liquidity. */
  takerSide: z.enum(['BUY', 'SELL']),
});
export type Trade = z.infer<typeof tradeSchema>;

export const recentTradesSchema = z.object({
  market: marketSchema,
  observedAt: epochMsSchema,
  count: z.number().int().nonnegative(),
  from: epochMsSchema.nullable(),
  to: epochMsSchema.nullable(),
  /** Base that takers bought and sold. */
  takerBuyBase: decimalTextSchema,
  takerSellBase: decimalTextSchema,
  /** Part of the base that takers bought; null while nothing was traded. */
  takerBuyFraction: z.number().min(0).max(1).nullable(),
  last: tradeSchema.nullable(),
  /** With "Include Trades" only; ascending. */
  rows: z.array(tradeSchema).optional(),
});
export type RecentTrades = z.infer<typeof recentTradesSchema>;

export const dayStatisticsSchema = z.object({
  market: marketSchema,
  openAt: epochMsSchema,
  closeAt: epochMsSchema,
  openPrice: decimalTextSchema,
  highPrice: decimalTextSchema,
  lowPrice: decimalTextSchema,
  lastPrice: decimalTextSchema,
  changeQuote: decimalTextSchema,
  changePct: decimalTextSchema,
  weightedAveragePrice: decimalTextSchema,
  volumeBase: decimalTextSchema,
  volumeQuote: decimalTextSchema,
  tradeCount: z.number().int().nonnegative(),
});
export type DayStatistics = z.infer<typeof dayStatisticsSchema>;

export const markAndIndexSchema = z.object({
  at: epochMsSchema,
  markPrice: decimalTextSchema,
  indexPrice: decimalTextSchema,
  /** (mark - index) / index, percent. */
  premiumPct: z.number(),
  /** Predicted rate of the next settlement, a fraction. */
  fundingRateFraction: decimalTextSchema,
  nextFundingAt: epochMsSchema,
});
export type MarkAndIndex = z.infer<typeof markAndIndexSchema>;

/** What an account pays, as fractions of the quote amount. */
export const spotFeesSchema = z.object({
  makerFraction: decimalTextSchema,
  takerFraction: decimalTextSchema,
  /** What the fee is multiplied by while it is paid in the discount asset; null: it is not. */
  discountFactor: decimalTextSchema.nullable(),
  discountAsset: z.string().nullable(),
});
export type SpotFees = z.infer<typeof spotFeesSchema>;

export const futuresFeesSchema = z.object({
  makerFraction: decimalTextSchema,
  takerFraction: decimalTextSchema,
});
export type FuturesFees = z.infer<typeof futuresFeesSchema>;

export const feesPartSchema = z.object({
  observedAt: epochMsSchema,
  spot: spotFeesSchema,
  usdm: futuresFeesSchema,
});
export type FeesPart = z.infer<typeof feesPartSchema>;

export const leverageBracketsPartSchema = z.object({
  observedAt: epochMsSchema,
  /** Lowest notional first, as they hold for this account. */
  brackets: z.array(marginBracketSchema),
});
export type LeverageBracketsPart = z.infer<typeof leverageBracketsPartSchema>;

export const marketDataSchema = z.object({
  version: z.literal(1),
  /** One for each source and interval that was read. */
  candles: z.array(candleSetSchema).optional(),
  orderBook: orderBookPartSchema.optional(),
  recentTrades: recentTradesSchema.optional(),
  dayStatistics: dayStatisticsSchema.optional(),
  markAndIndex: markAndIndexSchema.optional(),
  funding: fundingPartSchema.optional(),
  openInterest: openInterestPartSchema.optional(),
  longShort: longShortPartSchema.optional(),
  takerFlow: takerFlowPartSchema.optional(),
  fees: feesPartSchema.optional(),
  leverageBrackets: leverageBracketsPartSchema.optional(),
  dvol: dvolSchema.optional(),
  options: optionSummarySchema.optional(),
  venueFunding: venueFundingSchema.optional(),
  outsideSeries: outsideSeriesSchema.optional(),
});
export type MarketData = z.infer<typeof marketDataSchema>;
