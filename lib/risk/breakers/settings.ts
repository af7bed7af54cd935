import type { ApiErrorBreakerSettings } from './apiErrors';
import type { CorrelationBreakerSettings } from './correlation';
import type { DepthBreakerSettings } from './depth';
import type { PriceBreakerSettings } from './price';
import type { VolatilityBreakerSettings } from './volatility';
import type { VolumeBreakerSettings } from './volume';

export interface AllBreakerSettings {
  price: PriceBreakerSettings;
  volume: VolumeBreakerSettings;
  spotPerpetual: CorrelationBreakerSettings;
  market: CorrelationBreakerSettings;
  depth: DepthBreakerSettings;
  volatility: VolatilityBreakerSettings;
  apiErrors: ApiErrorBreakerSettings;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const COMMON = { enabled: true, effect: 'blockEntries' } as const;
/** Half of a day's five-minute returns. */
const CORRELATION = {
  ...COMMON,
  coolDownMs: 30 * MINUTE_MS,
  minimumSamples: 144,
  windowMs: DAY_MS,
  minimumCorrelation: 0.3,
} as const;

export const DEFAULT_BREAKER_SETTINGS: AllBreakerSettings = {
  price: {
    ...COMMON,
    coolDownMs: 15 * MINUTE_MS,
    minimumSamples: 2,
    windowMs: 5 * MINUTE_MS,
    movePct: 5,
  },
  volume: {
    ...COMMON,
    coolDownMs: 5 * MINUTE_MS,
    minimumSamples: 720,
    windowMs: DAY_MS,
    multiple: 10,
  },
  spotPerpetual: CORRELATION,
  market: CORRELATION,
  depth: {
    ...COMMON,
    coolDownMs: 5 * MINUTE_MS,
    minimumSamples: 10,
    windowMs: 60 * MINUTE_MS,
    fractionOfMedian: 0.5,
  },
  volatility: {
    ...COMMON,
    coolDownMs: 30 * MINUTE_MS,
    minimumSamples: 144,
    recentMs: 60 * MINUTE_MS,
    windowMs: DAY_MS,
    multiple: 4,
  },
  apiErrors: { ...COMMON, coolDownMs: 10 * MINUTE_MS, windowMs: 5 * MINUTE_MS, count: 5 },
};
