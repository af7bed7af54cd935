import type { BreakerLatch, BreakerName } from '../../model/breaker';
import type { Candle } from '../../model/candle';
import { apiErrorBreaker } from './apiErrors';
import type { BreakerVerdict } from './breaker';
import { correlationBreaker } from './correlation';
import { depthBreaker, type DepthSample } from './depth';
import { priceBreaker } from './price';
import type { AllBreakerSettings } from './settings';
import { volatilityBreaker } from './volatility';
import { volumeBreaker } from './volume';

/** What the breakers look at; oldest first. */
export interface BreakerSamples {
  symbol: string;
  exchangeNow: number;
  /** One-minute candles of spot, the growing one included. */
  spotMinutes: readonly Candle[];
  /** Five-minute candles. */
  spotFives: readonly Candle[];
  perpetualFives: readonly Candle[];
  /** Of BTC on spot; null when the symbol is BTC itself. */
  bitcoinFives: readonly Candle[] | null;
  depths: readonly DepthSample[];
  errorTimes: readonly number[];
}

/** Breakers that belong to no symbol. */
const ACCOUNT_WIDE: readonly BreakerName[] = ['apiErrors'];

/**
 * The breakers that trip on these samples, each with what it does and until when, exchange time.
 * One that is switched off never trips.
 */
export function decideBreakers(
  samples: BreakerSamples,
  settings: AllBreakerSettings,
): BreakerLatch[] {
  const now = samples.exchangeNow;
  const { symbol, spotMinutes, spotFives, perpetualFives, bitcoinFives } = samples;
  const verdicts: readonly [keyof AllBreakerSettings, () => BreakerVerdict][] = [
    ['price', () => priceBreaker(spotMinutes, now, settings.price)],
    ['volume', () => volumeBreaker(spotMinutes, now, settings.volume)],
    [
      'spotPerpetual',
      () =>
        correlationBreaker(
          spotFives,
          perpetualFives,
          now,
          'spot and perpetual',
          settings.spotPerpetual,
        ),
    ],
    [
      'market',
      () =>
        bitcoinFives === null
          ? { state: 'calm' }
          : correlationBreaker(spotFives, bitcoinFives, now, `${symbol} and BTC`, settings.market),
    ],
    ['depth', () => depthBreaker(samples.depths, now, settings.depth)],
    ['volatility', () => volatilityBreaker(spotFives, now, settings.volatility)],
    ['apiErrors', () => apiErrorBreaker(samples.errorTimes, now, settings.apiErrors)],
  ];
  return verdicts.flatMap(([name, decide]): BreakerLatch[] => {
    const { enabled, effect, coolDownMs } = settings[name];
    if (!enabled) return [];
    const verdict = decide();
    if (verdict.state !== 'tripped') return [];
    const isForGood = effect === 'flatten' || coolDownMs === 0;
    return [
      {
        name,
        symbol: ACCOUNT_WIDE.includes(name) ? '' : symbol,
        reason: verdict.reason,
        effect,
        engagedAt: now,
        until: isForGood ? null : now + coolDownMs,
      },
    ];
  });
}
