import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SuiteResult } from '../../scripts/faults/suite';
import { environmentWithThisNode } from '../../scripts/support/command';
import { REPOSITORY } from '../../scripts/support/paths';
import { SCENARIOS } from './scenarios';

/**
 * The fault suite as `npm test` runs it: every scenario, and a seeded sample of mutants, kill points
 * and random schedules. `npm run test:faults` runs all of them.
 */

let result: SuiteResult;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deltagrid-fault-results-'));
  const file = join(folder, 'results.json');
  try {
    await new Promise<void>((resolve, reject) => {
      const script = join(REPOSITORY, 'scripts', 'testFaults.ts');
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', script, '--sample', '--json', file],
        {
          cwd: REPOSITORY,
          env: environmentWithThisNode({}),
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      child.once('error', reject);
      child.once('close', () => resolve());
    });
    result = JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function failuresOf(id: string): string[] {
  return result.failures.filter((failure) => failure.id === id).map(({ why }) => why);
}

it.each(SCENARIOS.map(({ id, title }) => [id, title] as const))('%s: %s', (id) => {
  expect(result.ids).toContain(id);
  expect(failuresOf(id)).toEqual([]);
});

it('kills every mutant of the sample', () => {
  expect(result.mutants).toBeGreaterThan(0);
  expect(result.mutantsKilled).toBe(result.mutants);
});

it('holds the three rules after kills and random schedules', () => {
  expect(result.killPoints).toBeGreaterThan(0);
  expect(result.schedules).toBe(500);
  expect(failuresOf('schedules')).toEqual([]);
  expect(result.violations).toEqual({ G1: 0, G2: 0, G3: 0 });
  expect(result.duplicateOrders).toBe(0);
  expect(result.unprotectedMs).toBe(0);
});
