import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { SCENARIOS } from '../tests/faults/scenarios';
import { runSuite } from './faults/suite';
import { runMain, UsageError } from './support/main';

const PROCESSES = 2;
const SCHEDULES = 10_000;
const PROCESS_KILLS = 50;

runMain(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true },
      mutate: { type: 'boolean' },
      kills: { type: 'string' },
      schedules: { type: 'string' },
      seed: { type: 'string', multiple: true },
    },
  });
  const { only } = values;
  const chosen = SCENARIOS.filter(({ id }) => only?.includes(id) ?? values.seed === undefined);
  if (only !== undefined && chosen.length !== only.length) {
    throw new UsageError(`Known scenarios: ${SCENARIOS.map(({ id }) => id).join(', ')}.`);
  }
  const isWhole = only === undefined && values.seed === undefined;
  const count = Number(values.schedules ?? (isWhole ? SCHEDULES : 0));
  const seeds = values.seed?.map(Number) ?? Array.from({ length: count }, (_unused, at) => at + 1);
  const result = await runSuite({
    scenarios: chosen,
    mutants: (values.mutate ?? isWhole) ? chosen : [],
    everyKillPoint: Number(values.kills ?? (isWhole ? 1 : 0)),
    processKills: isWhole ? PROCESS_KILLS : 0,
    seeds,
    processes: PROCESSES,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  }
  const { failures, ...figures } = result;
  process.stdout.write(`${JSON.stringify(figures)}\n${failures.length} failures\n`);
  return failures.length === 0 ? 0 : 1;
});
