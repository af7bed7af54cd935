import { CME_GAP } from '../../../lib/market/cmeGap';
import { densityLevels } from '../../../lib/market/densityLevels';
import { roundNumbers } from '../../../lib/market/roundNumbers';
import { swingLevels, volumeLevels } from '../../../lib/market/supportResistance';
import { swingsOf } from '../../../lib/market/swings';
import { isWeekend } from '../../../lib/market/weekend';
import type { Candle } from '../../../lib/model/candle';

const HOUR = 3_600_000;
/** Candles of one price each, a tenth of a percent high, with a volume. */
const candles = (prices: readonly number[], volume = 1): Candle[] =>
  prices.map((price, index) => ({
    openAt: index * HOUR,
    closeAt: (index + 1) * HOUR - 1,
    open: price,
    high: price * 1.0005,
    low: price * 0.9995,
    close: price,
    volume,
  }));

const zigzag = candles([100, 102, 104, 106, 104, 102, 100, 102, 104, 106.1, 104, 102, 100, 99]);

describe('turns of price', () => {
  it('are candles that stand out of those on both sides', () => {
    const highs = swingsOf(zigzag, 3).filter(({ kind }) => kind === 'high');
    expect(highs.map(({ at }) => Math.floor(at / HOUR))).toEqual([3, 9]);
    expect(swingsOf(zigzag, 3).filter(({ kind }) => kind === 'low')).toHaveLength(1);
  });

  it('are known only after the candles behind them, and the same from then on', () => {
    for (let length = 0; length <= zigzag.length; length += 1) {
      const known = swingsOf(zigzag, 3).filter(({ at }) => Math.floor(at / HOUR) + 3 < length);
      expect(swingsOf(zigzag.slice(0, length), 3)).toEqual(known);
    }
  });

  it('are one level where they lie together, stronger for each', () => {
    const top = swingLevels(zigzag).at(-1);
    expect(top?.price).toBeCloseTo((106 * 1.0005 + 106.1 * 1.0005) / 2, 8);
    expect(top?.strength).toBe(0.5);
  });
});

it('finds the prices around which much was traded', () => {
  const quiet = candles([90, 95, 105, 110]);
  const busy = candles([100, 100, 100], 50);
  const levels = volumeLevels([...quiet, ...busy]);
  expect(levels).toHaveLength(1);
  expect(levels[0]?.price).toBeCloseTo(100, 0);
  expect(volumeLevels(candles([90, 95], 0))).toEqual([]);
});

describe('round numbers', () => {
  it('are whole, half and tenth parts of the order of magnitude, exactly', () => {
    const levels = roundNumbers(60_000, 58_500, 71_000);
    expect(levels.find(({ price }) => price === 60_000)?.strength).toBe(1);
    expect(levels.find(({ price }) => price === 65_000)?.strength).toBe(0.75);
    expect(levels.find(({ price }) => price === 59_000)?.strength).toBe(0.5);
    expect(levels).toHaveLength(13);
    expect(roundNumbers(0.0123, 0.0109, 0.0131).map(({ price }) => price)).toEqual([
      0.011, 0.012, 0.013,
    ]);
  });

  it('are none for a price or range that is none', () => {
    expect([roundNumbers(0, 1, 2), roundNumbers(1, 2, 1)]).toEqual([[], []]);
  });
});

it('puts levels together, ascending within the range, with all that speaks for each', () => {
  const levels = densityLevels(zigzag, { price: 99, low: 90, high: 110 });
  const prices = levels.map(({ price }) => price);
  expect(prices).toEqual([...prices].sort((a, b) => a - b));
  const bottom = levels.find(({ kinds }) => kinds.includes('swing') && kinds.includes('round'));
  expect(bottom?.price).toBeCloseTo(100, 0);
  expect(bottom?.distancePct).toBeGreaterThan(0);
  for (const { strength } of levels) expect(strength).toBeLessThanOrEqual(1);
});

it('knows the weekend by UTC and the CME gap as legacy', () => {
  const at = (text: string) => isWeekend(Date.parse(text));
  expect(at('2026-06-05T23:59:59.999Z')).toBe(false);
  expect(at('2026-06-06T00:00:00Z')).toBe(true);
  expect(at('2026-06-07T23:59:59.999Z')).toBe(true);
  expect(at('2026-06-08T00:00:00Z')).toBe(false);
  expect(CME_GAP).toEqual({ status: 'legacy', since: Date.parse('2026-05-29T00:00:00Z') });
});
