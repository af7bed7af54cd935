import { INTERVAL_MS, type Interval } from '../model/terms';

export interface RegimeSettings {
  /** At or above this ADX a market may be a trend; below it, it may be a range. */
  trendAdx: number;
  /** A trend's EMAs are at least this far apart, percent, on 1h candles (`timeScale`). */
  minimumSeparationPct: number;
  /** Above this ATR (percent of price, on 1h candles) there is no range. */
  maximumAtrPct: number;
  /** Above this many times its own median the ATR belongs to no range. */
  maximumAtrSpike: number;
  /** Below this mean-reversion score (over the slow EMA's candles) there is no range; -1: never. */
  minimumMeanReversion: number;
  /** A breakout's ATR is at least this many times its own median. */
  breakoutAtrSpike: number;
  /** A breakout's Bollinger bands have widened by at least this much over five candles, percent. */
  breakoutBandwidthPct: number;
  /** After a fall of this much within 24 hours there is no range, percent; 100: never. */
  crashFallPct: number;
  /** For so long after such a fall, hours. */
  crashCoolDownHours: number;
  /** Closed candles in a row that must clearly say the same before the label changes. */
  confirmations: number;
  /** From this confidence on (0 to 1) a candle is clear; others confirm nothing. */
  minimumConfidence: number;
  /** From this confidence on (0 to 1) one candle is enough. */
  immediateConfidence: number;
  /** Closed candles for which a new label stays; a range, and a breakout but for a range, may go before. */
  coolDownCandles: number;
  adxPeriod: number;
  atrPeriod: number;
  fastEmaPeriod: number;
  slowEmaPeriod: number;
  bollingerPeriod: number;
}

/**
 * ADX 25 is Wilder's own threshold of a trend, 20 candles and two deviations are Bollinger's; the
 * others were set on BTC and ETH from 2019 to 2026 (docs/regimes.md).
 */
export const DEFAULT_REGIME_SETTINGS: RegimeSettings = {
  trendAdx: 25,
  minimumSeparationPct: 0.5,
  maximumAtrPct: 4,
  maximumAtrSpike: 2,
  minimumMeanReversion: -0.5,
  breakoutAtrSpike: 1.3,
  breakoutBandwidthPct: 50,
  crashFallPct: 10,
  crashCoolDownHours: 24,
  confirmations: 2,
  minimumConfidence: 0.18,
  immediateConfidence: 0.3,
  coolDownCandles: 12,
  adxPeriod: 14,
  atrPeriod: 14,
  fastEmaPeriod: 20,
  slowEmaPeriod: 50,
  bollingerPeriod: 20,
};

/**
 * By what a threshold that is given for 1h candles is multiplied for others: moves grow with the
 * root of time.
 */
export function timeScale(interval: Interval): number {
  return Math.sqrt(INTERVAL_MS[interval] / INTERVAL_MS['1h']);
}
