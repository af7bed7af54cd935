import { z } from 'zod';
import { candleSourceSchema, epochMsSchema, intervalSchema } from './terms';

/** Null where there is no value; `missing` says why. */
const valueSchema = z.number().nullable();

/**
 * The indicators at the last closed candle, with their usual periods in their names (candles). A
 * value without a unit in its name is a price; volumes are of the base asset.
 */
export const indicatorTableSchema = z.object({
  at: epochMsSchema,
  market: candleSourceSchema,
  interval: intervalSchema,
  /** Close time of the candle that the values are of, and its close. */
  closedAt: epochMsSchema,
  close: z.number().positive(),
  /** Candles they were made from, and those that the exchange has none of in between. */
  candleCount: z.number().int().positive(),
  missingCandles: z.number().int().nonnegative(),
  trend: z.object({
    ema20: valueSchema,
    ema50: valueSchema,
    ema200: valueSchema,
    tema20: valueSchema,
    hull14: valueSchema,
    /** 12, 26 and 9 candles. */
    macd: valueSchema,
    macdSignal: valueSchema,
    macdHistogram: valueSchema,
    /** 0 to 100. */
    adx14: valueSchema,
  }),
  momentum: z.object({
    /** 0 to 100. */
    rsi14: valueSchema,
    /** 0 to 100, over 14 candles and smoothed over 3; d once more over 3. */
    stochasticK: valueSchema,
    stochasticD: valueSchema,
    /** -100 to 0. */
    williamsR14: valueSchema,
    /** -100 to 100. */
    cmo14: valueSchema,
  }),
  volatility: z.object({
    atr14: valueSchema,
    /** Of the close. */
    atr14Pct: valueSchema,
    /** 20 candles, 2 deviations. */
    bollingerUpper: valueSchema,
    bollingerMiddle: valueSchema,
    bollingerLower: valueSchema,
    /** Of the middle, and its change over 5 candles, percent of what it was. */
    bandwidthPct: valueSchema,
    bandwidthChangePct: valueSchema,
    /** EMA of 20 candles, twice the ATR of 10. */
    keltnerUpper: valueSchema,
    keltnerMiddle: valueSchema,
    keltnerLower: valueSchema,
    /** Of the 20 candles before this one. */
    donchianUpper: valueSchema,
    donchianMiddle: valueSchema,
    donchianLower: valueSchema,
  }),
  volume: z.object({
    /** Since 00:00 UTC. */
    vwapOfDay: valueSchema,
    vwap20: valueSchema,
    /** Price with the most volume of all candles, and the range around it that holds 70 % of it. */
    pointOfControl: valueSchema,
    valueAreaLow: valueSchema,
    valueAreaHigh: valueSchema,
    /** Its change over 20 candles: the level of a running sum says nothing. */
    obvChange20: valueSchema,
    /** -1 to 1. */
    chaikinMoneyFlow20: valueSchema,
    /** Its change over 20 candles. */
    accumulationDistributionChange20: valueSchema,
  }),
  /** Why a value is null, by its name. */
  missing: z.record(z.string(), z.string()),
});
export type IndicatorTable = z.infer<typeof indicatorTableSchema>;
