import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Violation } from '../../tests/faults/invariants';
import { KILL_SITES } from '../../tests/faults/killSites';
import type { KillMeans } from '../../tests/faults/kills';
import type { Scenario } from '../../tests/faults/scenarios/scenario';
import { bundle } from './bundle';
import { Pool } from './Pool';

/** What to run: whole for the command, samples for `npm test`. */
export interface SuiteOptions {
  scenarios: readonly Scenario[];
  /** Scenarios whose mutant is tried. */
  mutants: readonly Scenario[];
  /** Of all kill points every nth is tried, beginning with the first; 0 for none. */
  everyKillPoint: number;
  /** How many of the kill points are tried by SIGKILL of a real process as well. */
  processKills: number;
  /** Seeds of the random schedules. */
  seeds: readonly number[];
  processes: number;
  /** Is told every line of progress. */
  say: (line: string) => void;
}

export interface Failure {
  id: string;
  seed: number | null;
  why: string;
}

export interface SuiteResult {
  scenarios: number;
  passed: number;
  ids: string[];
  mutants: number;
  mutantsKilled: number;
  killPoints: number;
  schedules: number;
  violations: { G1: number; G2: number; G3: number };
  duplicateOrders: number;
  unprotectedMs: number;
  failures: Failure[];
}

const PRODUCT = 'tests/faults/world/product.ts';
const WORKER = 'scripts/faults/worker.ts';
const SCENARIO_LIMIT_MS = 60_000;
const SEEDS_A_TASK = 20;
const SCHEDULES_LIMIT_MS = 300_000;
const KILLS_A_TASK = 20;
const KILLS_LIMIT_MS = 300_000;

/** Runs the suite in processes of its own; never throws for a failure of the product. */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  // In memory where there is such a place: the journal waits for the disk at every commit.
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(base, 'deltagrid-faults-'));
  const tidy = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', tidy);
  const productFile = join(folder, 'product.cjs');
  const workerFile = join(folder, 'worker.cjs');
  const victimFile = join(folder, 'victim.cjs');
  await Promise.all([
    bundle(PRODUCT, productFile),
    bundle(PRODUCT, victimFile, [], { withPackages: true }),
    bundle(WORKER, workerFile),
  ]);
  const pool = new Pool(workerFile, folder, options.processes);
  const result: SuiteResult = {
    scenarios: options.scenarios.length,
    passed: 0,
    ids: options.scenarios.map(({ id }) => id),
    mutants: options.mutants.length,
    mutantsKilled: 0,
    killPoints: 0,
    schedules: options.seeds.length,
    violations: { G1: 0, G2: 0, G3: 0 },
    duplicateOrders: 0,
    unprotectedMs: 0,
    failures: [],
  };
  try {
    await runScenarios(options, result, pool, productFile);
    await runMutants(options, result, pool, folder);
    await runKills(options, result, pool, { productFile, victimFile });
    await runSchedules(options, result, pool, productFile);
  } finally {
    pool.close();
    process.off('exit', tidy);
    tidy();
  }
  return result;
}

async function runScenarios(
  { scenarios, say }: SuiteOptions,
  result: SuiteResult,
  pool: Pool,
  productFile: string,
): Promise<void> {
  const runs = scenarios.map(async ({ id, title }) => {
    const answer = await pool.run({ kind: 'scenario', productFile, id }, SCENARIO_LIMIT_MS);
    const why = answer.kind === 'scenario' ? answer.result.why : whyOf(answer);
    if (answer.kind === 'scenario') count(result, answer.result);
    if (why === '') result.passed += 1;
    else result.failures.push({ id, seed: null, why });
    say(`${why === '' ? '✓' : '✗'} ${id} ${title}${why === '' ? '' : `\n${why}`}`);
  });
  await Promise.all(runs);
}

/** A mutant of a scenario that fails by itself proves nothing and is not tried. */
async function runMutants(
  { mutants, say }: SuiteOptions,
  result: SuiteResult,
  pool: Pool,
  folder: string,
): Promise<void> {
  const failed = new Set(result.failures.map(({ id }) => id));
  const runs = mutants.map(async ({ id, guard }) => {
    if (failed.has(id)) return;
    const lives = (why: string): void => {
      result.failures.push({ id, seed: null, why });
      say(`✗ mutant of ${id}: ${why}`);
    };
    const productFile = join(folder, `mutant-${id}.cjs`);
    try {
      await bundle(PRODUCT, productFile, [guard]);
    } catch (error) {
      lives(error instanceof Error ? error.message : String(error));
      return;
    }
    const answer = await pool.run({ kind: 'scenario', productFile, id }, SCENARIO_LIMIT_MS);
    rmSync(productFile);
    if (answer.kind === 'scenario' && answer.result.ok) {
      lives('it passes without the rule that guards it');
      return;
    }
    result.mutantsKilled += 1;
    const [why] = (answer.kind === 'scenario' ? answer.result.why : whyOf(answer)).split('\n');
    say(`✓ mutant of ${id}: ${why}`);
  });
  await Promise.all(runs);
}

async function runKills(
  { everyKillPoint, processKills, say }: SuiteOptions,
  result: SuiteResult,
  pool: Pool,
  { productFile, victimFile }: { productFile: string; victimFile: string },
): Promise<void> {
  if (everyKillPoint === 0) return;
  const chosen: { site: string; point: number; name: string }[] = [];
  let all = 0;
  for (const { name: site } of KILL_SITES) {
    const answer = await pool.run(
      { kind: 'points', productFile, victimFile, site },
      SCENARIO_LIMIT_MS,
    );
    if (answer.kind !== 'points') {
      result.failures.push({ id: 'H01', seed: null, why: `${site}: ${whyOf(answer)}` });
      say(`✗ ${site}: ${whyOf(answer)}`);
      continue;
    }
    for (const [index, name] of answer.result.entries()) {
      if (all % everyKillPoint === 0) chosen.push({ site, point: index + 1, name });
      all += 1;
    }
  }
  const kill = async (points: typeof chosen, means: KillMeans): Promise<void> => {
    const [first] = points;
    if (first === undefined) return;
    const { site } = first;
    const numbers = points.map(({ point }) => point);
    const task = { kind: 'kills', productFile, victimFile, site, points: numbers, means } as const;
    const answer = await pool.run(task, KILLS_LIMIT_MS);
    const results = answer.kind === 'kills' ? answer.result : [{ point: 0, why: whyOf(answer) }];
    for (const { point, why } of results) {
      if (why === '') continue;
      const name = points.find((each) => each.point === point)?.name ?? '';
      const words = `${site}, ${means} killed at point ${point} (${name}): ${why}`;
      result.failures.push({ id: 'H01', seed: point, why: words });
      for (const rule of ['G1', 'G2', 'G3'] as const) {
        if (why.includes(`${rule}: `)) result.violations[rule] += 1;
      }
      say(`✗ ${words}`);
    }
  };
  const inTasks = (points: typeof chosen): (typeof chosen)[] =>
    KILL_SITES.flatMap(({ name }) => {
      const own = points.filter(({ site }) => site === name);
      return Array.from({ length: Math.ceil(own.length / KILLS_A_TASK) }, (_unused, index) =>
        own.slice(index * KILLS_A_TASK, (index + 1) * KILLS_A_TASK),
      );
    });
  const every = Math.max(1, Math.floor(chosen.length / Math.max(1, processKills)));
  const real = chosen.filter((_point, index) => index % every === 0).slice(0, processKills);
  await Promise.all([
    ...inTasks(chosen).map((points) => kill(points, 'thread')),
    ...inTasks(real).map((points) => kill(points, 'process')),
  ]);
  result.killPoints = chosen.length;
  say(`  ${chosen.length} of ${all} kill points, ${real.length} of them by SIGKILL too`);
}

async function runSchedules(
  { seeds, say }: SuiteOptions,
  result: SuiteResult,
  pool: Pool,
  productFile: string,
): Promise<void> {
  let done = 0;
  const tasks = Array.from({ length: Math.ceil(seeds.length / SEEDS_A_TASK) }, (_unused, index) =>
    seeds.slice(index * SEEDS_A_TASK, (index + 1) * SEEDS_A_TASK),
  );
  const runs = tasks.map(async (own) => {
    const task = { kind: 'schedules', productFile, seeds: own } as const;
    const answer = await pool.run(task, SCHEDULES_LIMIT_MS);
    done += own.length;
    if (answer.kind !== 'schedules') {
      result.failures.push({ id: 'schedules', seed: own[0] ?? null, why: whyOf(answer) });
      say(`✗ schedules ${own[0]} to ${own.at(-1)}: ${whyOf(answer)}`);
      return;
    }
    for (const each of answer.result) {
      count(result, { ...each, violations: each.failure?.violations ?? [] });
      const { failure } = each;
      if (failure === null) continue;
      const why = `${failure.why}\nsmallest: ${JSON.stringify(failure.smallest)}`;
      result.failures.push({ id: 'schedules', seed: failure.seed, why });
      say(`✗ schedule ${failure.seed}: ${why}`);
    }
    if (done % 500 < own.length) say(`  ${done} of ${seeds.length} schedules`);
  });
  await Promise.all(runs);
}

function count(
  result: SuiteResult,
  run: { violations: readonly Violation[]; duplicateOrders: number; unprotectedMs: number },
): void {
  for (const { rule } of run.violations) {
    if (rule === 'duplicate') result.duplicateOrders += 1;
    else result.violations[rule] += 1;
  }
  result.duplicateOrders += run.duplicateOrders;
  result.unprotectedMs += run.unprotectedMs;
}

function whyOf(answer: { kind: string; why?: string }): string {
  return answer.why ?? `it answered ${answer.kind}`;
}
