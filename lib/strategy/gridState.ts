import { Decimal, decimal } from '../model/decimal';
import type { CurrentGridDefinition, GridCell } from '../model/grid';

/** What the journal knows of one intent of a grid: booked fills only. */
export interface GridIntentFills {
  /** Lattice of the cell, or number of the definition whose opening it is: `latticeOf` its id. */
  lattice: number;
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
  /** What the entry of this generation has filled. */
  entryFilled: Decimal;
  /** Base that the exit of this generation covers: what was bought, net of fees, in whole steps. */
  exitQuantity: Decimal;
  /** What of it is sold already. */
  exitFilled: Decimal;
  /** Base held that is too little for a step: carried into the next generation. */
  dust: Decimal;
  /** Base that it has of an opening. */
  openingShare: Decimal;
  /** Base that it holds now, dust included. */
  held: Decimal;
}

/** A folded grid: its cells, and what openings bought that no cell has a share of. */
export interface FoldedGrid {
  cells: CellState[];
  coreQuantity: Decimal;
}

/** What the spot market takes as an order. */
export interface CellRules {
  quantityStep: Decimal;
  minimumNotionalQuote: Decimal;
}

export const OPENING_LEG = 'opening';

/** The number in an intent's id ("grid/spot/BTCUSDT/g3-B01/BUY/0" is 3), or null. */
export function latticeOf(intentId: string): number | null {
  const match = /\/g(\d+)-[^/]+\/(?:BUY|SELL)\/\d+$/.exec(intentId);
  return match ? Number(match[1]) : null;
}

/**
 * Folds booked fills over a grid's cells.
 *
 * A generation of a cell is one buy at its lower line and one sale of what that bought at its
 * exit; the next generation begins when both are filled and booked. The opening inventory counts as
 * the first buy of the cells above the anchor, the nearest first. A cell is known by lattice and
 * name, so that its fills stay its own whichever definition it belongs to.
 */
export function foldGrid(
  grid: CurrentGridDefinition,
  fills: readonly GridIntentFills[],
  rules: CellRules,
): FoldedGrid {
  const byLeg = new Map<string, GridIntentFills[]>();
  for (const fill of fills) {
    const key = cellKey(fill.lattice, fill.leg);
    const known = byLeg.get(key);
    if (known) known.push(fill);
    else byLeg.set(key, [fill]);
  }
  let opening = Decimal.sum(
    (byLeg.get(cellKey(grid.number, OPENING_LEG)) ?? []).map((fill) => decimal(fill.netBase)),
  );
  const cells = grid.cells.map((cell) => {
    const own = byLeg.get(cellKey(cell.lattice, cell.name)) ?? NO_FILLS;
    if (cell.openingShare !== undefined) {
      return foldCell(cell, own, decimal(cell.openingShare), rules);
    }
    if (!cell.startsHolding) return foldCell(cell, own, Decimal.zero, rules);
    const share = Decimal.min(decimal(cell.quantity), opening);
    opening = opening.minus(share);
    return foldCell(cell, own, share, rules);
  });
  return { cells, coreQuantity: opening.plus(decimal(grid.coreQuantity)) };
}

const NO_FILLS: readonly GridIntentFills[] = [];

/** Names a cell, or another leg, among those of all lattices. */
export function cellKey(lattice: number, leg: string): string {
  return `${lattice}/${leg}`;
}

function foldCell(
  cell: GridCell,
  fills: readonly GridIntentFills[],
  openingShare: Decimal,
  { quantityStep, minimumNotionalQuote }: CellRules,
): CellState {
  if (fills.length === 0 && openingShare.isZero()) return untouched(cell);
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
  const exitDone = exit !== undefined && isOver(exit, exitQuantity, cell.exitPrice);
  if (entryDone && exitDone) {
    return {
      cell,
      generation: latest + 1,
      entryOpen: true,
      entryFilled: Decimal.zero,
      exitQuantity: Decimal.zero,
      exitFilled: Decimal.zero,
      dust: held,
      openingShare,
      held,
    };
  }
  return {
    cell,
    generation: latest,
    entryOpen: !entryDone,
    entryFilled: decimal(entry?.filledQuantity ?? '0'),
    exitQuantity,
    exitFilled: decimal(exit?.filledQuantity ?? '0'),
    dust: sellable.minus(exitQuantity),
    openingShare,
    held,
  };
}

/** Nothing ever happened to it: it waits for its buy, or for the opening. */
function untouched(cell: GridCell): CellState {
  return {
    cell,
    generation: 0,
    entryOpen: !cell.startsHolding,
    entryFilled: Decimal.zero,
    exitQuantity: Decimal.zero,
    exitFilled: Decimal.zero,
    dust: Decimal.zero,
    openingShare: Decimal.zero,
    held: Decimal.zero,
  };
}
