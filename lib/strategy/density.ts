import type { Decimal } from '../model/decimal';
import type { Lattice } from '../model/grid';
import { linePrice } from './lattice';

/** Away from the levels every so many-th cell is worked. */
const SPARSE_EVERY = 2;

/**
 * The cells (by their lower line) of [first, end) that are worked: all of them within a line of a
 * price at which the market may turn, every second one elsewhere, and always the outermost, so that
 * the window stays what it is. The lattice itself never changes: a cell that is worked later lies
 * on the same lines.
 */
export function denseCells(
  { lattice, first, end }: { lattice: Lattice; first: number; end: number },
  tick: Decimal,
  densePrices: readonly number[],
): Set<number> {
  const near = new Set<number>();
  const prices = Array.from({ length: end - first + 1 }, (_unused, index) =>
    linePrice(lattice, first + index, tick).toNumber(),
  );
  for (const price of densePrices) {
    const above = prices.findIndex((line) => line > price);
    // Beyond the outermost lines there is nothing to make dense.
    if (above <= 0) continue;
    const cell = first + above - 1;
    for (const each of [cell - 1, cell, cell + 1]) near.add(each);
  }
  const worked = new Set<number>([first, end - 1]);
  for (let cell = first; cell < end; cell += 1) {
    if (near.has(cell) || cell % SPARSE_EVERY === 0) worked.add(cell);
  }
  return worked;
}
