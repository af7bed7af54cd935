import { Decimal, decimal } from '../model/decimal';
import type { GridCell, GridDefinition } from '../model/grid';

/** What the journal knows of one intent of a grid: booked fills only. */
export interface GridIntentFills {
  leg: string;
  purpose: string;
  generation: number;
  quantity: string;
  filledQuantity: string;
  netBase: string;
}

/** What one cell wants next, folded from its booked fills. */
export interface CellState {
  cell: GridCell;
  generation: number;
  /** Still to be bought in this generation is quantity less what filled. */
  entryOpen: boolean;
  /** Base that the exit of this generation covers: what was bought, net of fees, in whole steps. */
  exitQuantity: Decimal;
  /** Base held that is too little for a step: carried into the next generation. */
  dust: Decimal;
}

/** What the spot market takes as an order. */
export interface CellRules {
  quantityStep: Decimal;
  minimumNotionalQuote: Decimal;
}

export const OPENING_LEG = 'opening';

/**
 * Folds booked fills over a grid's cells.
 *
 * A generation of a cell is one buy at its lower line and one sale of what that bought at its
 * upper line; the next generation begins when both are filled and booked. The opening inventory
 * counts as the first buy of the cells above the anchor, the nearest first.
 */
export function foldGrid(
  grid: GridDefinition,
  fills: readonly GridIntentFills[],
  rules: CellRules,
): CellState[] {
  let opening = Decimal.sum(
    fills.filter((fill) => fill.leg === OPENING_LEG).map((fill) => decimal(fill.netBase)),
  );
  return grid.cells.map((cell) => {
    const share = cell.startsHolding ? Decimal.min(decimal(cell.quantity), opening) : Decimal.zero;
    opening = opening.minus(share);
    const own = fills.filter((fill) => fill.leg === cell.name);
    return foldCell(cell, own, share, rules);
  });
}

function foldCell(
  cell: GridCell,
  fills: readonly GridIntentFills[],
  openingShare: Decimal,
  { quantityStep, minimumNotionalQuote }: CellRules,
): CellState {
  const latest = Math.max(0, ...fills.map((fill) => fill.generation));
  const find = (purpose: string): GridIntentFills | undefined =>
    fills.find((fill) => fill.generation === latest && fill.purpose === purpose);
  const entry = find('gridEntry');
  const exit = find('gridExit');
  const held = Decimal.sum(fills.map((fill) => decimal(fill.netBase))).plus(openingShare);
  // What this generation has already sold was held before.
  const sold = exit ? decimal(exit.netBase).negated() : Decimal.zero;
  const sellable = held.plus(sold);
  const exitQuantity = Decimal.max(sellable, Decimal.zero).floorTo(quantityStep);
  const startsFull = latest === 0 && cell.startsHolding;
  // A rest that is too little for an order of its own is over: it never could be sent.
  const isOver = (done: GridIntentFills, quantity: Decimal, price: string): boolean => {
    const rest = quantity.minus(decimal(done.filledQuantity));
    const isBegun = decimal(done.filledQuantity).isPositive();
    return (
      !rest.isPositive() || (isBegun && rest.times(decimal(price)).isBelow(minimumNotionalQuote))
    );
  };
  const entryDone =
    startsFull || (entry !== undefined && isOver(entry, decimal(entry.quantity), cell.lowerPrice));
  const exitDone = exit !== undefined && isOver(exit, exitQuantity, cell.upperPrice);
  if (entryDone && exitDone) {
    return {
      cell,
      generation: latest + 1,
      entryOpen: true,
      exitQuantity: Decimal.zero,
      dust: held,
    };
  }
  return {
    cell,
    generation: latest,
    entryOpen: !entryDone,
    exitQuantity,
    dust: sellable.minus(exitQuantity),
  };
}
