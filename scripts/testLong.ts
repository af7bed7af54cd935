import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { LoopWorld } from './demo/LoopWorld';
import { checkBrakes, type BrakesRun } from './long/brakes';
import { checkEquity, type EquityRun } from './long/equity';
import { checkGrid } from './long/grid';
import { chooseKillMoments } from './long/killMoments';
import { killOnce, type KillOutcome } from './long/kills';
import { checkLoop } from './long/loop';
import { checkRegimes } from './long/regimes';
import {
  BRAKES_STEP_MS,
  EQUITY_CYCLES,
  GRID_CYCLES,
  KILLS_IN_ALL,
  KILLS_PER_WORLD,
  KILL_SEED,
} from './long/sizes';
import { seededRandom } from './long/seededRandom';
import { interruption } from './support/interruption';
import { runMain, UsageError } from './support/main';
import { createProgress, type Progress } from './support/progress';

/** What a long check came to: `faults` of a run in words, none where all is well. */
interface LongRun {
  readonly faults: readonly string[];
  /** Why nothing was run; absent where something was. */
  readonly skipped?: string;
}

async function checkKills(progress: Progress): Promise<KillOutcome[]> {
  const outcomes: KillOutcome[] = [];
  const moments = chooseKillMoments(seededRandom(KILL_SEED), KILLS_IN_ALL);
  for (let first = 0; first < moments.length; first += KILLS_PER_WORLD) {
    const world = await LoopWorld.open({ seed: 1 + first / KILLS_PER_WORLD }, progress);
    try {
      for (const [offset, moment] of moments.slice(first, first + KILLS_PER_WORLD).entries()) {
        const number = first + offset + 1;
        const outcome = await progress.step(`kill ${number} of ${KILLS_IN_ALL}`, () =>
          killOnce(world, moment, seededRandom(KILL_SEED + number)),
        );
        progress.say(`  ${outcome.moment}: ${outcome.faults.join('; ') || 'all is well'}`);
        outcomes.push(outcome);
      }
    } finally {
      await world.close({ keep: false });
    }
  }
  return outcomes;
}

async function checkEquityWhole(progress: Progress): Promise<EquityRun[]> {
  const runs: EquityRun[] = [];
  for (const contract of ['BTCUSDT', 'BTCUSDC']) {
    const run = await progress.step(
      `${EQUITY_CYCLES} cycles on recorded data, hedged on ${contract}`,
      () => checkEquity(EQUITY_CYCLES, progress, contract),
    );
    for (const fault of run.faults) progress.say(`  ✗ ${fault}`);
    runs.push(run);
  }
  return runs;
}

async function checkBrakesWhole(progress: Progress): Promise<BrakesRun[]> {
  const run = await progress.step('the grid through the fall of August 2024', () =>
    checkBrakes({ stepMs: BRAKES_STEP_MS, wantsHalvedBuys: true }, progress),
  );
  for (const fault of run.faults) progress.say(`  ✗ ${fault}`);
  return [run];
}

const CHECKS: Readonly<Record<string, (progress: Progress) => Promise<readonly LongRun[]>>> = {
  loop: checkLoop,
  kills: checkKills,
  equity: checkEquityWhole,
  grid: async (progress) => [await checkGrid(GRID_CYCLES, { wantsTrades: true }, progress)],
  brakes: checkBrakesWhole,
  regimes: (progress) => checkRegimes(null, progress),
};

runMain(async () => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' } },
    allowPositionals: true,
  });
  const name = positionals[0] ?? '';
  const check = CHECKS[name];
  if (check === undefined || positionals.length !== 1) {
    throw new UsageError(
      `Usage: npm run test:long -- NAME [--json FILE]; known: ${Object.keys(CHECKS).join(', ')}.`,
    );
  }
  const runs = await interruption().race(check(createProgress()));
  const failed = runs.filter((run) => run.faults.length > 0).length;
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ check: name, failed, runs }, null, 2)}\n`);
  }
  const skipped = runs.flatMap((run) => run.skipped ?? []);
  const passed = runs.length - failed - skipped.length;
  const why = skipped.length === 0 ? '' : `, ${skipped.length} skipped: ${skipped.join('; ')}`;
  process.stdout.write(`${name}: ${passed} of ${runs.length} runs passed${why}\n`);
  return failed === 0 ? 0 : 1;
});
