import type { Brakes } from '../model/brakes';
import { Decimal, decimal } from '../model/decimal';
import type { GridCell } from '../model/grid';
import type { Instrument } from '../model/instrument';
import { gridBreakEvenPct } from './breakEven';
import type { CellState } from './gridState';

const ONE = decimal('1');

/**
 * Where a cell sells under a brake: nearer to its entry by the take-profit factor, but never where
 * the two fees of the round trip would not be earned back. Without a brake it is the cell's exit.
 */
export function brakedExit(
  { lowerPrice, exitPrice }: GridCell,
  { takeProfitFactor }: Brakes,
  gridFeePct: number,
  tick: Decimal,
): Decimal {
  const exit = decimal(exitPrice);
  if (takeProfitFactor === 1) return exit;
  const entry = decimal(lowerPrice);
  const factor = Decimal.fromNumber(takeProfitFactor, 8);
  const nearer = entry.plus(exit.minus(entry).times(factor)).nearestTo(tick);
  const breakEven = Decimal.fromNumber(gridBreakEvenPct(gridFeePct) / 100, 10);
  const least = entry.times(ONE.plus(breakEven)).ceilTo(tick);
  return Decimal.min(exit, Decimal.max(nearer, least));
}

/**
 * What a cell's entry wants under a brake, base: its share of the cell, on the steps, and what it
 * has filled already. Null when that is no order: below what the market takes, or wanted by a
 * conviction that the brake does not let in.
 */
export function brakedEntry(
  { cell, entryFilled }: CellState,
  { orderSizeFactor, minimumConviction }: Brakes,
  spot: Instrument,
): Decimal | null {
  const whole = decimal(cell.quantity);
  if (orderSizeFactor === 1 && minimumConviction === null) return whole;
  // A grid's own lines want no conviction: they are made smaller. What a conviction made larger
  // or placed needs enough of it.
  const { conviction } = cell;
  if (conviction !== undefined && minimumConviction !== null && conviction <= minimumConviction) {
    return null;
  }
  const share = whole
    .times(Decimal.fromNumber(orderSizeFactor, 8))
    .floorTo(decimal(spot.quantity.step));
  const isTooLittle =
    share.isBelow(decimal(spot.quantity.minimum)) ||
    share.times(decimal(cell.lowerPrice)).isBelow(decimal(spot.minimumNotionalQuote));
  return isTooLittle && entryFilled.isZero() ? null : Decimal.max(share, entryFilled);
}

/** What the brakes do to a grid, for the plan's reader; null without a brake. */
export function brakeWarning(brakes: Brakes): string | null {
  if (brakes.level === 0) return null;
  const fall = `the equity is ${(-brakes.drawdownPct).toFixed(2)} % below its peak (${brakes.window})`;
  const nearer = `sales rest at ${brakes.takeProfitFactor} of their distance`;
  const smaller =
    brakes.orderSizeFactor === 1 ? '' : `, entries are ${brakes.orderSizeFactor} of their size`;
  return `brake ${brakes.level}: ${fall}; ${nearer}${smaller}`;
}
