import { Decimal, decimal } from '../model/decimal';
import type { Lattice } from '../model/grid';

/**
 * The price of a line, on the tick. Line 0 is the origin; lines below and above it have their own
 * distances. Prices of one lattice never change, so that grids that share it share its lines.
 */
export function linePrice(lattice: Lattice, index: number, tick: Decimal): Decimal {
  const origin = decimal(lattice.originPrice);
  const isBelow = index < 0;
  if (lattice.kind === 'arithmetic') {
    const distance = decimal(isBelow ? lattice.lowerSpacing : lattice.upperSpacing);
    return origin.plus(distance.times(decimal(String(index)))).nearestTo(tick);
  }
  const pct = isBelow ? lattice.lowerSpacingPct : lattice.upperSpacingPct;
  const factor = (1 + pct / 100) ** index;
  return Decimal.fromNumber(origin.toNumber() * factor, 8).nearestTo(tick);
}

/** The line next to a price (a statistic: the nearest in distance, or in ratio). */
export function nearestLine(lattice: Lattice, price: number): number {
  const origin = Number(lattice.originPrice);
  const isBelow = price < origin;
  const index =
    lattice.kind === 'arithmetic'
      ? (price - origin) / Number(isBelow ? lattice.lowerSpacing : lattice.upperSpacing)
      : Math.log(price / origin) /
        Math.log1p((isBelow ? lattice.lowerSpacingPct : lattice.upperSpacingPct) / 100);
  // Never minus zero: it would be another text.
  return Math.round(index) + 0;
}

/** The name of the cell between line `index` and the next: "A01" above line 0, "B01" below. */
export function cellName(index: number): string {
  const [letter, count] = index < 0 ? ['B', -index] : ['A', index + 1];
  return `${letter}${String(count).padStart(2, '0')}`;
}

/** The line at which a cell of this name buys. */
export function lineOfCell(name: string): number {
  const count = Number(name.slice(1));
  return name.startsWith('B') ? -count : count - 1;
}
