import { gatherFigures, type DemoFigures } from '../demo/figures';
import { readJournalFigures, sumDecimals } from '../demo/journalFigures';
import { LoopWorld } from '../demo/LoopWorld';
import { runCycles } from '../demo/runCycles';
import type { Progress } from '../support/progress';
import { inspect } from './kills';
import { FUNDING_CYCLES, FUNDING_STEP_MS, LOOP_CYCLES, LOOP_SEEDS, LOOP_STEP_MS } from './sizes';

const LARGEST_DELTA_FRACTION = 0.05;
const LEAST_FUNDINGS = 2;

/** One run of the loop and what is wrong with it. */
export interface LoopRun {
  readonly seed: number;
  readonly stepMs: number;
  readonly figures: DemoFigures;
  readonly faults: readonly string[];
}

/**
 * What must hold after every run of the loop, in words where it does not. `wantsTrades` asks for
 * round trips and hedges too, which a short run need not have.
 */
export function loopFaults(figures: DemoFigures, options: { wantsTrades: boolean }): string[] {
  const faults: string[] = [];
  const demand = (holds: boolean, otherwise: string): void => {
    if (!holds) faults.push(otherwise);
  };
  const { cycles, executionsSucceeded, executionsFailed } = figures;
  demand(
    executionsSucceeded === cycles && executionsFailed === 0,
    `${executionsSucceeded} of ${cycles} executions succeeded, ${executionsFailed} failed`,
  );
  demand(
    figures.maxAbsDeltaFraction <= LARGEST_DELTA_FRACTION,
    `delta reached ${figures.maxAbsDeltaFraction} of equity`,
  );
  demand(
    figures.openOrdersJournal === figures.openOrdersExchange,
    `open orders: journal ${figures.openOrdersJournal}, exchange ${figures.openOrdersExchange}`,
  );
  demand(figures.rateLimitViolations === 0, `${figures.rateLimitViolations} limits violated`);
  demand(figures.duplicateOrders === 0, `${figures.duplicateOrders} duplicate orders`);
  demand(figures.unprotectedMs === 0, `unprotected for ${figures.unprotectedMs} ms`);
  if (options.wantsTrades) {
    demand(figures.roundTrips > 0, 'no round trip');
    demand(figures.hedges >= 1, 'no hedge');
  }
  return faults;
}

function fundingFaults(world: LoopWorld, figures: DemoFigures): string[] {
  const faults: string[] = [];
  if (figures.fundings < LEAST_FUNDINGS) faults.push(`only ${figures.fundings} fundings`);
  const booked = readJournalFigures(world.paths.journal).fundingPaymentsQuote;
  const paid = sumDecimals([figures.fundingPaymentsQuote]);
  if (booked !== paid) faults.push(`funding: journal ${booked}, exchange ${paid}`);
  return faults;
}

async function runOnce(
  options: { seed: number; cycles: number; stepMs: number; wantsFunding: boolean },
  progress: Progress,
): Promise<LoopRun> {
  const { seed, cycles, stepMs } = options;
  const world = await LoopWorld.open({ seed }, progress);
  try {
    const reasons: string[] = [];
    await progress.step(`seed ${seed}: ${cycles} cycles of ${stepMs / 60_000} min`, () =>
      runCycles(world, { count: cycles, stepMs }, ({ number, execution }) => {
        if (execution.status !== 'success') reasons.push(`cycle ${number}: ${execution.reason}`);
      }),
    );
    const figures = await gatherFigures(world, cycles);
    const faults = [
      ...reasons,
      ...loopFaults(figures, { wantsTrades: true }),
      ...(options.wantsFunding ? fundingFaults(world, figures) : []),
      ...(await inspect(world)),
    ];
    for (const fault of faults) progress.say(`  ✗ ${fault}`);
    return { seed, stepMs, figures, faults };
  } finally {
    await world.close({ keep: false });
  }
}

/** Runs the check `loop` whole: five seeds, and one run long enough for funding. */
export async function checkLoop(progress: Progress): Promise<LoopRun[]> {
  const runs: LoopRun[] = [];
  for (const seed of LOOP_SEEDS) {
    const options = { seed, cycles: LOOP_CYCLES, stepMs: LOOP_STEP_MS, wantsFunding: false };
    runs.push(await runOnce(options, progress));
  }
  const long = { seed: 1, cycles: FUNDING_CYCLES, stepMs: FUNDING_STEP_MS, wantsFunding: true };
  runs.push(await runOnce(long, progress));
  return runs;
}
