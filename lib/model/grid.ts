import { z } from 'zod';
import { decimalTextSchema, epochMsSchema, symbolSchema } from './terms';

/**
 * One cell of a grid: it buys at its lower line and sells what it bought at its upper line, over
 * and over. A cell above the anchor starts with a share of the opening inventory, so that its first
 * order is the sale.
 */
const firstGridCellSchema = z.object({
  /** Name of the cell within its grid, such as "B03" (third below the anchor) or "A01". */
  name: z.string().regex(/^[AB]\d{2}$/),
  lowerPrice: decimalTextSchema,
  upperPrice: decimalTextSchema,
  /** Base quantity of each buy. */
  quantity: decimalTextSchema,
  startsHolding: z.boolean(),
});

/** The first form of a definition, of which journals still hold open grids: arithmetic, for good. */
const firstGridDefinitionSchema = z.object({
  version: z.literal(1),
  strategy: z.string(),
  symbol: symbolSchema,
  /** Counts the grids of this strategy and symbol, from 1; part of every intent's id. */
  number: z.number().int().positive(),
  anchorPrice: decimalTextSchema,
  /** Distance of neighbouring lines, as a price. */
  spacing: decimalTextSchema,
  spacingPct: z.number().positive(),
  /** Base quantity that the opening inventory buys, gross of fees; "0" for none. */
  openingQuantity: decimalTextSchema,
  cells: z.array(firstGridCellSchema).min(1),
  madeAt: epochMsSchema,
});

export const GRID_KINDS = ['arithmetic', 'geometric', 'infinity'] as const;
export const gridKindSchema = z.enum(GRID_KINDS);
/** Lines a price apart, lines a ratio apart, or lines a ratio apart that keep a constant value. */
export type GridKind = z.infer<typeof gridKindSchema>;

/** Where the lines of a grid lie, whatever part of them is worked. */
export const latticeSchema = z.object({
  /** Number of the definition that began it: with the cell's name it names a cell for good. */
  number: z.number().int().positive(),
  kind: gridKindSchema,
  /** Price of line 0, up to 8 decimals; lines are rounded to the tick one by one. */
  originPrice: decimalTextSchema,
  /** Distance of the lines below the origin, as a price and in percent of the origin. */
  lowerSpacing: decimalTextSchema,
  lowerSpacingPct: z.number().positive(),
  upperSpacing: decimalTextSchema,
  upperSpacingPct: z.number().positive(),
});
export type Lattice = z.infer<typeof latticeSchema>;

export const gridCellSchema = z.object({
  /** Name on its lattice: "A01" is the cell above line 0, "B01" the one below. */
  name: z.string().regex(/^[AB]\d{2,5}$/),
  /** Number of the lattice it was made on; an older one than the grid's for what it still sells. */
  lattice: z.number().int().positive(),
  /** The line at which it buys. */
  lowerPrice: decimalTextSchema,
  /** The next line above. */
  upperPrice: decimalTextSchema,
  /** Where it sells what it bought; fixed when the cell is made. */
  exitPrice: decimalTextSchema,
  /** Base quantity of each buy. */
  quantity: decimalTextSchema,
  /** Base quantity that a whole buy leaves to sell, the fee taken off. */
  sellQuantity: decimalTextSchema,
  startsHolding: z.boolean(),
  /** Base that it took over when this definition was made; absent: its share is folded. */
  openingShare: decimalTextSchema.optional(),
  /** It left the grid: it buys no more and sells what it holds at its old exit. */
  exitOnly: z.literal(true).optional(),
  /** Conviction of its side when it was made, above 0 to 1; absent without any. */
  conviction: z.number().positive().max(1).optional(),
});
export type GridCell = z.infer<typeof gridCellSchema>;

export const gridCauseSchema = z.enum(['start', 'recentre', 'trail', 'respace']);
/** Why a definition was made. */
export type GridCause = z.infer<typeof gridCauseSchema>;

const secondGridDefinitionSchema = z.object({
  version: z.literal(2),
  strategy: z.string(),
  symbol: symbolSchema,
  /** Counts the definitions of this strategy and symbol, from 1. */
  number: z.number().int().positive(),
  lattice: latticeSchema,
  anchorPrice: decimalTextSchema,
  /** Distance of the lines next to the anchor, as a price. */
  spacing: decimalTextSchema,
  spacingPct: z.number().positive(),
  /** Base quantity that the opening of this definition buys, gross of fees; "0" for none. */
  openingQuantity: decimalTextSchema,
  /** Base held for lines above the highest one, for later definitions (infinity grids). */
  coreQuantity: decimalTextSchema,
  /** Quote from which the quantities were made. */
  capitalQuote: decimalTextSchema,
  cells: z.array(gridCellSchema).min(1),
  madeAt: epochMsSchema,
  cause: gridCauseSchema,
  /** What it was made from, so that a later look can compare. */
  madeFrom: z.object({
    atr: z.number().positive(),
    /** Annualised, a fraction. */
    volatility: z.number().nonnegative(),
    imbalance: z.number().min(-1).max(1),
    /** Of the buy side, 0 to 1; absent without signals. */
    conviction: z.number().min(0).max(1).optional(),
    /** Spacing of the buy side as computed, before the break-even raised it, percent. */
    computedSpacingPct: z.number().positive(),
  }),
  reasons: z.array(z.string()),
});

/** An accepted grid. What its cells hold is never stored: it is folded from the booked fills. */
export const gridDefinitionSchema = z.discriminatedUnion('version', [
  firstGridDefinitionSchema,
  secondGridDefinitionSchema,
]);
export type GridDefinition = z.infer<typeof gridDefinitionSchema>;
/** A definition of the present form: the only one that is still made. */
export type CurrentGridDefinition = z.infer<typeof secondGridDefinitionSchema>;

/** The definition in its present form, whichever it was written in. */
export function inPresentForm(grid: GridDefinition): CurrentGridDefinition {
  if (grid.version === 2) return grid;
  const { number, anchorPrice, spacing, spacingPct } = grid;
  return {
    ...grid,
    version: 2,
    lattice: {
      number,
      kind: 'arithmetic',
      originPrice: anchorPrice,
      lowerSpacing: spacing,
      lowerSpacingPct: spacingPct,
      upperSpacing: spacing,
      upperSpacingPct: spacingPct,
    },
    coreQuantity: '0',
    capitalQuote: '0',
    cells: grid.cells.map((cell) => ({
      ...cell,
      lattice: number,
      exitPrice: cell.upperPrice,
      sellQuantity: cell.quantity,
    })),
    cause: 'start',
    madeFrom: {
      atr: Number(spacing),
      volatility: 0,
      imbalance: 0,
      computedSpacingPct: spacingPct,
    },
    reasons: ['written in the first form of a definition'],
  };
}
