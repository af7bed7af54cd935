import type { RegimeSettings } from '../../lib/regime/settings';

/** The widest that the classifier takes: every market is a range, so that the grid always works. */
export const RANGE_IN_EVERY_MARKET = {
  trendAdx: 80,
  minimumSeparationPct: 20,
  maximumAtrPct: 50,
  maximumAtrSpike: 20,
  minimumMeanReversion: -1,
  breakoutAtrSpike: 10,
  breakoutBandwidthPct: 1000,
  crashFallPct: 100,
  confirmations: 1,
  minimumConfidence: 0,
  coolDownCandles: 0,
} satisfies Partial<RegimeSettings>;
