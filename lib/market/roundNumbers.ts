import type { PriceLevel } from './supportResistance';

/** Strength of whole, half and tenth parts of the price's order of magnitude. */
const GRADES: readonly { parts: number; strength: number }[] = [
  { parts: 1, strength: 1 },
  { parts: 2, strength: 0.75 },
  { parts: 10, strength: 0.5 },
];
/** More are not round any more. */
const MOST_LEVELS = 1_000;

/**
 * Round prices in [low, high], ascending: multiples of the power of ten at or below `price` (strength
 * 1), of its half (0.75) and of its tenth (0.5). At 60,000 these are 10,000, 5,000 and 1,000.
 */
export function roundNumbers(price: number, low: number, high: number): PriceLevel[] {
  if (!(price > 0) || !(low <= high)) return [];
  const exponent = Math.floor(Math.log10(price));
  // In tenths of the power of ten, so that every level is a whole number of them.
  const tenth = 10 ** (exponent - 1);
  const [first, last] = [Math.max(1, Math.ceil(low / tenth)), Math.floor(high / tenth)];
  const count = Math.min(last - first + 1, MOST_LEVELS);
  return Array.from({ length: Math.max(0, count) }, (_none, index) => first + index).map(
    (tenths) => ({
      price: Number((tenths * tenth).toPrecision(12)),
      strength: GRADES.find(({ parts }) => tenths % (10 / parts) === 0)?.strength ?? 0,
    }),
  );
}
