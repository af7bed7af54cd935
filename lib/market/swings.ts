import type { Candle } from '../model/candle';

export interface Swing {
  price: number;
  kind: 'high' | 'low';
  /** Close of the candle that turned. */
  at: number;
}

/**
 * The candles at which price turned: a high above the highs of the `reach` candles on both sides, a low
 * below their lows; of equal ones the first. A turn is known `reach` candles later, and not before.
 */
export function swingsOf(closed: readonly Candle[], reach: number): Swing[] {
  const swings: Swing[] = [];
  for (let index = reach; index < closed.length - reach; index += 1) {
    const candle = closed[index];
    if (!candle) continue;
    const before = closed.slice(index - reach, index);
    const after = closed.slice(index + 1, index + reach + 1);
    const { high, low, closeAt: at } = candle;
    if (before.every((each) => each.high < high) && after.every((each) => each.high <= high)) {
      swings.push({ price: high, kind: 'high', at });
    }
    if (before.every((each) => each.low > low) && after.every((each) => each.low >= low)) {
      swings.push({ price: low, kind: 'low', at });
    }
  }
  return swings;
}
