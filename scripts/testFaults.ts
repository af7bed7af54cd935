import { writeFile } from 'node:fs/promises';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SCENARIOS } from '../tests/faults/scenarios';
import { bundle } from './faults/bundle';
import { Pool } from './faults/Pool';
import { runMain, UsageError } from './support/main';

const PRODUCT = 'tests/faults/world/product.ts';
const PROCESSES = 2;

interface Failure {
  id: string;
  seed: number | null;
  why: string;
}

runMain(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true },
      mutate: { type: 'boolean', default: false },
    },
  });
  const chosen = SCENARIOS.filter(({ id }) => values.only?.includes(id) ?? true);
  if (chosen.length === 0) throw new UsageError('No such scenario.');
  // In memory where there is such a place: the journal waits for the disk at every commit.
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(base, 'deltagrid-faults-'));
  const productFile = join(folder, 'product.cjs');
  const workerFile = join(folder, 'worker.cjs');
  await bundle(PRODUCT, productFile);
  await bundle('scripts/faults/worker.ts', workerFile);
  const pool = new Pool(workerFile, folder, PROCESSES);
  const failures: Failure[] = [];
  const passing = new Set<string>();
  let killed = 0;
  try {
    await Promise.all(
      chosen.map(async ({ id, title }) => {
        const outcome = await pool.run({ id, productFile });
        process.stdout.write(`${outcome.ok ? 'ok  ' : 'FAIL'} ${id} ${title}\n`);
        if (outcome.ok) return void passing.add(id);
        process.stdout.write(`${outcome.why}\n`);
        failures.push({ id, seed: null, why: outcome.why });
      }),
    );
    if (values.mutate) {
      await Promise.all(
        chosen.filter(({ id }) => passing.has(id)).map(async ({ id, guard }) => {
          const mutant = join(folder, `mutant-${id}.cjs`);
          try {
            await bundle(PRODUCT, mutant, [guard]);
          } catch (error) {
            failures.push({ id, seed: null, why: String(error) });
            process.stdout.write(`${id}: ${String(error)}\n`);
            return;
          }
          const outcome = await pool.run({ id, productFile: mutant });
          if (outcome.ok) {
            failures.push({ id, seed: null, why: 'it passes without the rule that guards it' });
            process.stdout.write(`LIVES ${id}\n`);
          } else {
            killed += 1;
            process.stdout.write(`killed ${id}: ${outcome.why.split('\n')[0]}\n`);
          }
        }),
      );
    }
  } finally {
    pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const result = {
    scenarios: chosen.length,
    ids: chosen.map(({ id }) => id),
    mutants: values.mutate ? chosen.length : 0,
    mutantsKilled: killed,
    failures,
  };
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  }
  return failures.length === 0 ? 0 : 1;
});
