import type { WorkflowFile } from '../n8n/EditorApi';
import { readAcceptedGrid } from './acceptedGrid';
import { RANGE_IN_EVERY_MARKET } from './everyMarket';
import type { DemoFigures } from './figures';
import { latticeRoundTrips } from './latticeWalk';
import type { LoopWorld } from './LoopWorld';
import { withParameters } from './workflowFiles';

/** What the loop must reach of the round trips of the ideal walk. */
const LEAST_SHARE = 0.8;
const MINUTE_MS = 60_000;
/** One arithmetic grid for the whole run, which no market changes; the rest stays as shipped. */
const GRID = { kind: 'arithmetic', spacingMode: 'fixed', spacingPct: 0.25, recentreAtr: 0 };

/**
 * Returns a copy of the strategy loop whose grid always works: every market is a range, and the grid
 * moves after a price that is 1 ATR outside of it. The rest is as shipped.
 */
export function inEveryMarket(loop: WorkflowFile): WorkflowFile {
  return withParameters(
    withParameters(loop, 'Plan Grid', { recentreAtr: 1 }),
    'Regime Classifier',
    RANGE_IN_EVERY_MARKET,
  );
}

/** Returns a copy of the strategy loop that works the fixed check grid in every market. */
export function withCheckGrid(loop: WorkflowFile): WorkflowFile {
  return withParameters(
    withParameters(loop, 'Plan Grid', GRID),
    'Regime Classifier',
    RANGE_IN_EVERY_MARKET,
  );
}

/**
 * The round trips that a walk over the spot market's one-minute candles gives for the grid that the
 * loop accepted, from the minute of its opening until now; candles come from the paper exchange,
 * the grid from the journal's file. Null when no grid was accepted.
 */
export async function walkAcceptedGrid(world: LoopWorld): Promise<number | null> {
  const grid = readAcceptedGrid(world.paths.journal);
  if (grid === null) return null;
  const from = Math.floor(grid.madeAt / MINUTE_MS) * MINUTE_MS;
  const candles = await world.exchange.spotMinutes(grid.symbol, from, await world.exchange.now());
  return latticeRoundTrips(grid.cells, candles);
}

/** Why a run with the check grid fails: no grid, or too few of the walk's round trips. Null if it does not. */
export function checkGridFault({ roundTrips, latticeRoundTrips }: DemoFigures): string | null {
  if (latticeRoundTrips === undefined) return null;
  if (latticeRoundTrips === null) return 'the loop accepted no grid to compare';
  if (roundTrips >= LEAST_SHARE * latticeRoundTrips) return null;
  return (
    `${roundTrips} round trips are less than ${LEAST_SHARE * 100} % of the ` +
    `${latticeRoundTrips} of a lattice walk over the same candles`
  );
}
