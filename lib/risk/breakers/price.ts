import type { Candle } from '../../model/candle';
import { type BreakerSettings, type BreakerVerdict, CALM, tooFew, tripped } from './breaker';

export interface PriceBreakerSettings extends BreakerSettings {
  windowMs: number;
  /** From the lowest to the highest price of the window, percent of the lower. */
  movePct: number;
}

/** Whether the price moved too far, up or down, within the window that ends now. */
export function priceBreaker(
  minutes: readonly Candle[],
  exchangeNow: number,
  settings: PriceBreakerSettings,
): BreakerVerdict {
  const window = minutes.filter(({ closeAt }) => closeAt > exchangeNow - settings.windowMs);
  if (window.length < settings.minimumSamples) return tooFew(window.length);
  const highest = Math.max(...window.map(({ high }) => high));
  const lowest = Math.min(...window.map(({ low }) => low));
  const movePct = (highest / lowest - 1) * 100;
  if (movePct < settings.movePct) return CALM;
  const minutesLong = settings.windowMs / 60_000;
  return tripped(`the price moved ${movePct.toFixed(2)} % within ${minutesLong} minutes`);
}
