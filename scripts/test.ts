import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ensurePackedPack } from './n8n/packedPack';
import { ensureN8nRuntime } from './n8n/runtime';
import { ensureBuilt } from './support/build';
import { environmentWithThisNode } from './support/command';
import { runMain, UsageError } from './support/main';
import { REPOSITORY } from './support/paths';
import { createProgress } from './support/progress';
import { makeTemporaryFolder } from './support/temporaryFolder';

const QUICK_FLOORS = ['unit', 'simulator', 'nodes', 'workflows'];
const FLOORS = [...QUICK_FLOORS, 'faults', 'e2e'];

const tallySchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  skippedNames: z.array(z.string()),
});
type Tally = z.infer<typeof tallySchema>;

/** A run of jest that did not even come to its end counts as one failure. */
const BROKEN_RUN: Tally = { passed: 0, failed: 1, skipped: 0, skippedNames: [] };

function jest(args: readonly string[], tallyFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js'), ...args],
      {
        cwd: REPOSITORY,
        env: environmentWithThisNode({ TALLY_FILE: tallyFile }),
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

async function runFloors(
  floors: readonly string[],
  flags: readonly string[],
): Promise<Tally & { exitCode: number }> {
  const tallyFile = join(makeTemporaryFolder('deltagrid-tally-'), 'tally.json');
  await rm(tallyFile, { force: true });
  const exitCode = await jest(
    ['--selectProjects', ...floors, '--passWithNoTests', ...flags],
    tallyFile,
  );
  const text = await readFile(tallyFile, 'utf8').catch(() => undefined);
  const tally = text === undefined ? BROKEN_RUN : tallySchema.parse(JSON.parse(text));
  return { ...tally, exitCode };
}

/** Which floors to run, and the arguments that jest gets as they are (after "--"). */
function readCommandLine(): { floors: string[]; jestArguments: string[] } {
  const { values, positionals } = parseArgs({
    options: { floor: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const floors = values.floor ?? FLOORS;
  const unknown = floors.find((floor) => !FLOORS.includes(floor));
  if (unknown !== undefined) {
    throw new UsageError(`There is no floor "${unknown}": known are ${FLOORS.join(', ')}.`);
  }
  return { floors, jestArguments: positionals };
}

runMain(async () => {
  const { floors, jestArguments } = readCommandLine();
  const progress = createProgress();
  const runs: (Tally & { exitCode: number })[] = [];

  const quick = floors.filter((floor) => QUICK_FLOORS.includes(floor));
  if (quick.length > 0) runs.push(await runFloors(quick, ['--maxWorkers=2', ...jestArguments]));
  // By itself: it keeps two processes busy.
  if (floors.includes('faults')) runs.push(await runFloors(['faults'], jestArguments));
  if (floors.includes('e2e')) {
    progress.say('');
    try {
      await ensureN8nRuntime(progress);
      await ensureBuilt(progress);
      await ensurePackedPack(progress);
      // One after the other: each of them runs a whole n8n.
      runs.push(await runFloors(['e2e'], ['--runInBand', '--verbose', ...jestArguments]));
    } catch (error) {
      progress.say(error instanceof Error ? error.message : String(error));
      progress.say('The end-to-end tests could not be prepared: they count as one failure.');
      runs.push({ ...BROKEN_RUN, exitCode: 1 });
    }
  }

  const sum = (pick: (run: Tally) => number): number =>
    runs.reduce((total, run) => total + pick(run), 0);
  const skippedNames = runs.flatMap((run) => run.skippedNames);
  if (skippedNames.length > 0) {
    process.stdout.write(`\nSkipped:\n${skippedNames.map((name) => `  ${name}\n`).join('')}`);
  }
  const failed = sum((run) => run.failed);
  const exitCode = failed === 0 && runs.every((run) => run.exitCode === 0) ? 0 : 1;
  process.stdout.write(
    `\nTests: ${sum((run) => run.passed)} passed, ${failed} failed, ${sum((run) => run.skipped)} skipped\n`,
  );
  return exitCode;
});
