import { Decimal, decimal } from '../model/decimal';
import type { CurrentGridDefinition, GridCause, GridCell } from '../model/grid';
import {
  anchorOf,
  defineGrid,
  type GridInputs,
  type GridProposal,
  proposeGrid,
  type TakenOver,
} from './gridDefinition';
import { cellKey, type CellState, type FoldedGrid } from './gridState';
import { linePrice, lineOfCell, nearestLine } from './lattice';
import type { GridSettings } from './settings';
import { computeSpacing } from './spacing';

/** A computed spacing that differs by more than this from the accepted one, percent. */
const RESPACING_PCT = 25;

export interface RemakeInputs {
  grid: CurrentGridDefinition;
  folded: FoldedGrid;
  /** With `number` of the next definition. */
  inputs: GridInputs;
  /** Cells ("lattice/name") whose buys may still fill. */
  liveEntries: ReadonlySet<string>;
  /** Best ask: what inventory that is held is valued at. */
  price: Decimal;
}

/** Null when the accepted definition goes on; otherwise why a new one is due, and the proposal. */
export type Remake = { cause: GridCause; why: string; proposal: GridProposal } | null;

/**
 * Whether the accepted definition is made anew: price has left it by so many ATR (`recentre`),
 * has passed its outermost line while it trails, or the computed spacing differs from the accepted
 * one by more than 25 % on two newly closed candles (`respace`). Between these it is frozen:
 * anything else would lay the grid anew in every cycle and give its places in the queue away.
 */
export function remakeGrid(given: RemakeInputs): Remake {
  const { grid, inputs } = given;
  if (isRespacingDue(grid, inputs)) {
    const why = `the computed spacing differs by more than ${RESPACING_PCT} % on two closed candles`;
    const taken = takeOver(given, () => false);
    return { cause: 'respace', why, proposal: proposeGrid(inputs, 'respace', taken) };
  }
  const shift = shiftOf(grid, inputs);
  if (shift === null) return null;
  const { lattice } = grid;
  const window = windowOf(grid);
  const first = window.first + shift.lines;
  const end = window.end + shift.lines;
  const stays = (cell: GridCell): boolean => {
    const line = lineOfCell(cell.name);
    return cell.lattice === lattice.number && line >= first && line < end;
  };
  const proposal = defineGrid(
    inputs,
    {
      lattice,
      first,
      end,
      computedSpacingPct: grid.madeFrom.computedSpacingPct,
      reasons: [`moved by ${shift.lines} lines`],
    },
    shift.cause,
    takeOver(given, stays),
  );
  return { cause: shift.cause, why: shift.why, proposal };
}

/** The lines between which a definition works cells of its own lattice. */
export function windowOf(grid: CurrentGridDefinition): { first: number; end: number } {
  const lines = grid.cells
    .filter((cell) => !cell.exitOnly && cell.lattice === grid.lattice.number)
    .map(({ name }) => lineOfCell(name));
  return { first: Math.min(...lines), end: Math.max(...lines) + 1 };
}

interface Shift {
  lines: number;
  cause: 'recentre' | 'trail';
  why: string;
}

function shiftOf(grid: CurrentGridDefinition, inputs: GridInputs): Shift | null {
  const { settings, figures, spot } = inputs;
  // A range that the user gave is the user's to move.
  if (settings.rangeMode === 'given' && grid.lattice.kind !== 'infinity') return null;
  const tick = decimal(spot.price.step);
  const { first, end } = windowOf(grid);
  const price = anchorOf(inputs);
  const at = nearestLine(grid.lattice, price.toNumber());
  const bottom = linePrice(grid.lattice, first, tick);
  const top = linePrice(grid.lattice, end, tick);
  const margin = Decimal.fromNumber(settings.recentreAtr * figures.now.atr, 8);
  const isOutside =
    settings.recentreAtr > 0 &&
    (price.isAbove(top.plus(margin)) || price.isBelow(bottom.minus(margin)));
  // An infinity grid follows price upwards while it still has lines above.
  const isAtTop = grid.lattice.kind === 'infinity' && at >= end;
  if (isOutside || isAtTop) {
    const lines = at - Math.round((first + end) / 2);
    const why = isAtTop
      ? `price has reached the highest line ${top.toString()}`
      : `price left the grid by more than ${settings.recentreAtr} ATR`;
    return lines === 0 ? null : { lines, cause: 'recentre', why };
  }
  if (settings.trailUp && at > end) {
    return {
      lines: at - end,
      cause: 'trail',
      why: `price passed the highest line ${top.toString()}`,
    };
  }
  if (settings.trailDown && at < first) {
    return {
      lines: at - first,
      cause: 'trail',
      why: `price passed the lowest line ${bottom.toString()}`,
    };
  }
  return null;
}

function isRespacingDue(grid: CurrentGridDefinition, inputs: GridInputs): boolean {
  const { settings, figures } = inputs;
  if (!isComputed(settings)) return false;
  // The spacing in force counts, not what was computed below it: raised to the same least, nothing changed.
  return [figures.now, figures.before].every((each) => {
    if (each.closedAt <= grid.madeAt) return false;
    const { spacingPct } = computeSpacing({
      settings,
      price: each.close,
      atr: each.atr,
      volatility: each.volatility,
      // Of the moment, not of the market: compared as they were when the definition was made.
      imbalance: grid.madeFrom.imbalance,
      conviction: grid.madeFrom.conviction ?? 0,
      side: 'BUY',
    });
    const accepted = grid.lattice.lowerSpacingPct;
    return Math.abs(spacingPct / accepted - 1) * 100 > RESPACING_PCT;
  });
}

function isComputed({ spacingMode }: GridSettings): boolean {
  return spacingMode === 'adaptive' || spacingMode === 'preset';
}

/**
 * What the next definition takes over. A cell that leaves and holds inventory, or whose buy may
 * still fill, stays with its exit: no fill is ever left without a cell that sells it.
 */
function takeOver(
  { folded, liveEntries, price, inputs }: RemakeInputs,
  stays: (cell: GridCell) => boolean,
): TakenOver {
  const kept: GridCell[] = [];
  const leaving: GridCell[] = [];
  let boundQuote = Decimal.zero;
  for (const state of folded.cells) {
    const cell = frozen(state, inputs);
    const heldQuote = state.held.times(price);
    if (stays(state.cell)) {
      const { exitOnly: _over, ...working } = cell;
      kept.push(working);
      const whole = decimal(cell.quantity).times(decimal(cell.upperPrice));
      boundQuote = boundQuote.plus(Decimal.max(whole, heldQuote));
      continue;
    }
    const mayStillBuy = liveEntries.has(cellKey(cell.lattice, cell.name));
    const isWorthSelling = !state.held
      .times(decimal(cell.exitPrice))
      .isBelow(decimal(inputs.spot.minimumNotionalQuote));
    if (!isWorthSelling && !mayStillBuy) continue;
    leaving.push(cell);
    boundQuote = boundQuote.plus(heldQuote);
  }
  return { kept, leaving, boundQuote, coreQuantity: folded.coreQuantity };
}

/** The cell with its share of the opening written down: later definitions have their own openings. */
function frozen({ cell, openingShare }: CellState, { spot }: GridInputs): GridCell {
  const quote = openingShare.times(decimal(cell.exitPrice));
  const hasShare = !quote.isBelow(decimal(spot.minimumNotionalQuote));
  return {
    ...cell,
    startsHolding: cell.startsHolding && hasShare,
    ...(openingShare.isPositive() ? { openingShare: openingShare.toString() } : {}),
  };
}
