import { z } from 'zod';

/** The smallest words of the domain, with the schemas that check them where they arrive. */

export const MARKETS = ['spot', 'usdm'] as const;
export const marketSchema = z.enum(MARKETS);
/** Spot, or USD-M perpetual futures. */
export type Market = z.infer<typeof marketSchema>;

export const CANDLE_SOURCES = ['spot', 'usdm', 'mark'] as const;
export const candleSourceSchema = z.enum(CANDLE_SOURCES);
/** What candles are made of: the trades of a market, or the mark price of a USD-M contract. */
export type CandleSource = z.infer<typeof candleSourceSchema>;

export const ENVIRONMENTS = ['simulator', 'testnet', 'mainnet'] as const;
export const environmentSchema = z.enum(ENVIRONMENTS);
export type Environment = z.infer<typeof environmentSchema>;

export const INTERVALS = ['1m', '5m', '15m', '1h', '4h', '1d'] as const;
export const intervalSchema = z.enum(INTERVALS);
export type Interval = z.infer<typeof intervalSchema>;

export const STATISTICS_PERIODS = [
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '12h',
  '1d',
] as const;
export const statisticsPeriodSchema = z.enum(STATISTICS_PERIODS);
/** The periods of the futures statistics (open interest, long/short ratios, taker flow). */
export type StatisticsPeriod = z.infer<typeof statisticsPeriodSchema>;

/** The length of each statistics period in milliseconds. */
export const STATISTICS_PERIOD_MS: Readonly<Record<StatisticsPeriod, number>> = {
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
};

/** The length of each candle interval in milliseconds. */
export const INTERVAL_MS: Readonly<Record<Interval, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
};

export const sideSchema = z.enum(['BUY', 'SELL']);
export type Side = z.infer<typeof sideSchema>;

export const timeInForceSchema = z.enum(['GTC', 'IOC', 'GTX']);
/** GTX is post-only (USD-M). */
export type TimeInForce = z.infer<typeof timeInForceSchema>;

/** Decimal text as it travels: no exponent, no thousands separator. */
export const decimalTextSchema = z.string().regex(/^-?\d+(\.\d+)?$/, 'a plain decimal number');

/** Epoch milliseconds, UTC. */
export const epochMsSchema = z.number().int().nonnegative();

/** A trading pair in the exchange's spelling, such as BTCUSDT. */
export const symbolSchema = z.string().regex(/^[A-Z0-9]{2,30}$/, 'a symbol such as BTCUSDT');

/** +1 for a buy, -1 for a sell: the sign of the base quantity it moves. */
export function signOf(side: Side): 1 | -1 {
  return side === 'BUY' ? 1 : -1;
}
