import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { LatticeCell } from './latticeWalk';

/** The grid that the loop opened, as far as a walk over it needs it. */
export interface AcceptedGrid {
  readonly symbol: string;
  /** When it was planned, exchange time. */
  readonly madeAt: number;
  readonly cells: readonly LatticeCell[];
}

const priceSchema = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);
const bodySchema = z.object({
  symbol: z.string(),
  madeAt: z.number(),
  cells: z
    .array(
      z.object({ lowerPrice: priceSchema, upperPrice: priceSchema, startsHolding: z.boolean() }),
    )
    .min(1),
});

/**
 * Reads the one grid that a run accepted from the journal's file; changes nothing. Null when it
 * accepted none; throws when it accepted several, which no single walk can stand for.
 */
export function readAcceptedGrid(file: string): AcceptedGrid | null {
  if (!existsSync(file)) return null;
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const bodies: unknown[] = database.prepare('SELECT body FROM grids').pluck().all();
    if (bodies.length > 1) throw new Error(`The journal holds ${bodies.length} grids, not one.`);
    return bodies.length === 0 ? null : bodySchema.parse(JSON.parse(String(bodies[0])));
  } finally {
    database.close();
  }
}
