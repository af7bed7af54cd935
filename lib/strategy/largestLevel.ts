import { Decimal, decimal } from '../model/decimal';
import type { GridDefinition } from '../model/grid';

/** Base quantity of the largest level of a grid. */
export function largestLevel({ cells }: GridDefinition): Decimal {
  return cells
    .map(({ quantity }) => decimal(quantity))
    .reduce((most, each) => Decimal.max(most, each), Decimal.zero);
}
