import { z } from 'zod';
import { decimalTextSchema, epochMsSchema, symbolSchema } from './terms';

/**
 * One cell of a grid: it buys at its lower line and sells what it bought at its upper line, over
 * and over. A cell above the anchor starts with a share of the opening inventory, so that its first
 * order is the sale.
 */
export const gridCellSchema = z.object({
  /** Name of the cell within its grid, such as "B03" (third below the anchor) or "A01". */
  name: z.string().regex(/^[AB]\d{2}$/),
  lowerPrice: decimalTextSchema,
  upperPrice: decimalTextSchema,
  /** Base quantity of each buy. */
  quantity: decimalTextSchema,
  startsHolding: z.boolean(),
});
export type GridCell = z.infer<typeof gridCellSchema>;

/** An accepted grid. What its cells hold is never stored: it is folded from the booked fills. */
export const gridDefinitionSchema = z.object({
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
  cells: z.array(gridCellSchema).min(1),
  madeAt: epochMsSchema,
});
export type GridDefinition = z.infer<typeof gridDefinitionSchema>;
