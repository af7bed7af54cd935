import type { Candle } from '../../model/candle';
import { type BreakerSettings, type BreakerVerdict, CALM, tooFew, tripped } from './breaker';
import { correlation, logReturns } from './statistics';

export interface CorrelationBreakerSettings extends BreakerSettings {
  windowMs: number;
  /** Pearson's correlation of the returns below this trips. */
  minimumCorrelation: number;
}

/** Closes of both at the times that both have, oldest first. */
export function commonCloses(
  a: readonly Candle[],
  b: readonly Candle[],
): { a: number[]; b: number[] } {
  const other = new Map(b.map((candle) => [candle.openAt, candle.close]));
  const pairs = a.flatMap(({ openAt, close }): [number, number][] => {
    const match = other.get(openAt);
    return match === undefined ? [] : [[close, match]];
  });
  return { a: pairs.map(([close]) => close), b: pairs.map(([, close]) => close) };
}

/** Whether two series of candles no longer move together; `what` names them. */
export function correlationBreaker(
  a: readonly Candle[],
  b: readonly Candle[],
  exchangeNow: number,
  what: string,
  settings: CorrelationBreakerSettings,
): BreakerVerdict {
  const recent = (candles: readonly Candle[]): Candle[] =>
    candles.filter(
      ({ openAt, closeAt }) => closeAt < exchangeNow && openAt >= exchangeNow - settings.windowMs,
    );
  const closes = commonCloses(recent(a), recent(b));
  const returns = { a: logReturns(closes.a), b: logReturns(closes.b) };
  if (returns.a.length < settings.minimumSamples) return tooFew(returns.a.length);
  const measured = correlation(returns.a, returns.b);
  if (measured === null || measured >= settings.minimumCorrelation) return CALM;
  return tripped(`${what} correlate by ${measured.toFixed(2)} only`);
}
