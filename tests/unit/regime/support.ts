import type { Candle } from '../../../lib/model/candle';
import { INTERVAL_MS, type Interval } from '../../../lib/model/terms';
import { seededRandom } from '../../../scripts/long/seededRandom';

/** Candles through closes, each a little wider than its body. */
export function candlesThrough(
  closes: readonly number[],
  { wiggle = 0.002, interval = '1h' }: { wiggle?: number; interval?: Interval } = {},
): Candle[] {
  const length = INTERVAL_MS[interval];
  return closes.map((close, index) => {
    const open = closes[index - 1] ?? close;
    return {
      openAt: index * length,
      closeAt: (index + 1) * length - 1,
      open,
      high: Math.max(open, close) * (1 + wiggle),
      low: Math.min(open, close) * (1 - wiggle),
      close,
      volume: 1,
    };
  });
}

/** Closes of a walk whose drift turns now and then, so that it has every regime. */
export function wanderingCloses(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  let log = Math.log(50_000);
  let drift = 0;
  let width = 0.005;
  return Array.from({ length: count }, () => {
    if (random.fraction() < 0.02) drift = (random.fraction() - 0.5) * 0.01;
    if (random.fraction() < 0.02) width = 0.001 + 0.02 * random.fraction() ** 3;
    log += drift + width * (random.fraction() + random.fraction() - 1);
    return Math.exp(log);
  });
}
