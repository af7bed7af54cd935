import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { KNOWN_IDS } from '../tests/faults/known';
import { SCENARIOS } from '../tests/faults/scenarios';
import { runSuite, type SuiteOptions } from './faults/suite';
import { interruption } from './support/interruption';
import { runMain, UsageError } from './support/main';

const PROCESSES = Math.max(2, availableParallelism());
const SCHEDULES = 10_000;
const PROCESS_KILLS = 50;
/** What `npm test` takes of it. */
const SAMPLE = { mutantsOneOf: 8, killPointsOneOf: 40, processKills: 3, schedules: 500 } as const;

type Extent = Pick<SuiteOptions, 'mutants' | 'everyKillPoint' | 'processKills' | 'seeds'>;

const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_none, at) => at + 1);

const WHOLE: Extent = {
  mutants: SCENARIOS,
  everyKillPoint: 1,
  processKills: PROCESS_KILLS,
  seeds: seedsUpTo(SCHEDULES),
};

function sample(): Extent {
  const mutants = SCENARIOS.filter((_scenario, index) => index % SAMPLE.mutantsOneOf === 0);
  process.stdout.write(
    `sample ${mutants.length} of ${SCENARIOS.length} mutants, 1 of ${SAMPLE.killPointsOneOf} kill points, ${SAMPLE.schedules} of ${SCHEDULES} schedules\n`,
  );
  return {
    mutants,
    everyKillPoint: SAMPLE.killPointsOneOf,
    processKills: SAMPLE.processKills,
    seeds: seedsUpTo(SAMPLE.schedules),
  };
}

/** Runs the fault suite, or with `--only`, `--seed`, `--schedules`, `--kills` a part of it. */
runMain(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      sample: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      mutate: { type: 'boolean', default: false },
      seed: { type: 'string', multiple: true },
      schedules: { type: 'string' },
      kills: { type: 'string' },
    },
  });
  const { only, seed, schedules, kills } = values;
  const isPart = [only, seed, schedules, kills].some((value) => value !== undefined);
  const chosen = isPart ? SCENARIOS.filter(({ id }) => only?.includes(id)) : SCENARIOS;
  if (only !== undefined && chosen.length !== only.length) {
    throw new UsageError(`Known scenarios: ${SCENARIOS.map(({ id }) => id).join(', ')}.`);
  }
  const part: Extent = {
    mutants: values.mutate ? chosen : [],
    everyKillPoint: Number(kills ?? 0),
    processKills: 0,
    seeds: seed?.map(Number) ?? seedsUpTo(Number(schedules ?? 0)),
  };
  const isAll = !isPart && !values.sample;
  const running = runSuite({
    scenarios: chosen,
    ...(isPart ? part : values.sample ? sample() : WHOLE),
    processes: PROCESSES,
    say: (line) => {
      if (!values.sample || line.startsWith('✗')) process.stdout.write(`${line}\n`);
    },
  });
  const result = await interruption().race(running);
  if (isAll) {
    for (const id of KNOWN_IDS.filter((each) => !result.ids.includes(each))) {
      result.failures.push({ id, seed: null, why: 'there is no such scenario yet' });
    }
  }
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  }
  const { failures, ids: _ids, ...figures } = result;
  process.stdout.write(`${JSON.stringify(figures)}\n${failures.length} failures\n`);
  return failures.length === 0 ? 0 : 1;
});
