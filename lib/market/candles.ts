import { createHash } from 'node:crypto';
import type { Candle } from '../model/candle';
import type { CandleGap } from '../model/marketData';
import { INTERVAL_MS, type Interval } from '../model/terms';

/** Candles that are closed at `exchangeNow`. */
export function closedCandles(candles: readonly Candle[], exchangeNow: number): Candle[] {
  return candles.filter((candle) => candle.closeAt < exchangeNow);
}

/**
 * True when the newest closed candle is too old to decide on: more than two intervals and five
 * minutes behind the clock, or there is none.
 */
export function areStale(
  closed: readonly Candle[],
  interval: Interval,
  exchangeNow: number,
): boolean {
  const last = closed.at(-1);
  if (!last) return true;
  return exchangeNow - last.closeAt > 2 * INTERVAL_MS[interval] + 300_000;
}

/**
 * Stretches in which candles are missing of those that open from `from` to `to` (both included, both
 * the opening of a candle), ascending: before the first, between two, and behind the last.
 */
export function gapsWithin(
  candles: readonly Candle[],
  interval: Interval,
  from: number,
  to: number,
): CandleGap[] {
  const step = INTERVAL_MS[interval];
  const gaps: CandleGap[] = [];
  let next = from;
  const missingBefore = (openAt: number): void => {
    if (openAt > next) {
      gaps.push({ from: next, to: openAt - step, missing: Math.round((openAt - next) / step) });
    }
  };
  for (const { openAt } of candles) {
    if (openAt < next || openAt > to) continue;
    missingBefore(openAt);
    next = openAt + step;
  }
  missingBefore(to + step);
  return gaps;
}

/** When the candles opened in which nothing was traded, ascending. */
export function zeroVolumeCandles(candles: readonly Candle[]): number[] {
  return candles.filter(({ volume }) => volume === 0).map(({ openAt }) => openAt);
}

/** SHA-256 over times, prices and volumes of candles, first 16 hex digits. */
export function candlesHash(candles: readonly Candle[]): string {
  const hash = createHash('sha256');
  for (const candle of candles) {
    hash.update(
      `${candle.openAt},${candle.open},${candle.high},${candle.low},${candle.close},${candle.volume};`,
    );
  }
  return hash.digest('hex').slice(0, 16);
}
