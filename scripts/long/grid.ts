import { existsSync } from 'node:fs';
import { LoopWorld } from '../demo/LoopWorld';
import { runCycles } from '../demo/runCycles';
import type { Progress } from '../support/progress';
import { type GridRun, GridWatch } from './gridWatch';
import { GRID_START, GRID_STEP_MS, RECORDED_DATA } from './sizes';

/** Runs so many cycles of the shipped loop inside n8n and looks at everything after each. */
async function watchGrid(world: LoopWorld, cycles: number, progress: Progress): Promise<GridRun> {
  const watch = new GridWatch(world, progress);
  const startedAt = performance.now();
  await runCycles(world, { count: cycles, stepMs: GRID_STEP_MS }, (cycle) => watch.look(cycle));
  return watch.run(cycles, (performance.now() - startedAt) / cycles);
}

/** What a whole run must at least come to, or it has shown nothing. */
const FLOORS = { fills: 100, roundTrips: 40, hedges: 10, fundings: 20, grids: 2 } as const;

function idleFaults(run: GridRun): string[] {
  const names = ['fills', 'roundTrips', 'hedges', 'fundings', 'grids'] as const;
  return names.flatMap((name) =>
    run[name] < FLOORS[name] ? [`only ${run[name]} ${name}, at least ${FLOORS[name]}`] : [],
  );
}

/**
 * Runs the loop inside n8n on the recorded market, as shipped but for a grid that always works and
 * follows the price: in a trend it would rest. `wantsTrades` asks for enough trades to show
 * something, which a short run need not have.
 */
export async function checkGrid(
  cycles: number,
  options: { wantsTrades: boolean },
  progress: Progress,
): Promise<GridRun> {
  if (!existsSync(RECORDED_DATA)) {
    return nothingRun(`there is no recorded data in ${RECORDED_DATA}`, progress);
  }
  const recording = { folder: RECORDED_DATA, symbols: 'BTCUSDT', start: GRID_START };
  const world = await LoopWorld.open({ seed: 1, recording, loop: 'everyMarket' }, progress);
  try {
    const run = await progress.step(`${cycles} cycles on recorded data inside n8n`, () =>
      watchGrid(world, cycles, progress),
    );
    const faults = [...run.faults, ...(options.wantsTrades ? idleFaults(run) : [])];
    for (const fault of faults) progress.say(`  ✗ ${fault}`);
    return { ...run, faults };
  } finally {
    await world.close({ keep: false });
  }
}

function nothingRun(skipped: string, progress: Progress): GridRun {
  progress.say(`  skipped: ${skipped}`);
  return {
    cycles: 0,
    faulty: 0,
    n8nVersion: '',
    executionsSucceeded: 0,
    executionsFailed: 0,
    grids: 0,
    ordersPlaced: 0,
    fills: 0,
    roundTrips: 0,
    hedges: 0,
    fundings: 0,
    maxDeltaFraction: 0,
    maxShareOfBand: 0,
    duplicateOrders: 0,
    unprotectedMs: 0,
    startEquityQuote: '0',
    endEquityQuote: '0',
    msPerCycle: 0,
    faults: [],
    skipped,
  };
}
