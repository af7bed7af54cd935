import { join } from 'node:path';
import { runScenario } from '../../tests/faults/runScenario';
import { scenario } from '../../tests/faults/scenarios';
import { runSchedule, type ScheduleResult } from '../../tests/faults/schedules';
import type { Answer, NumberedTask, Task } from './tasks';

/**
 * One process of the suite: it takes tasks over the channel to its parent and answers each. A task
 * that does not come to an end is the parent's to judge.
 */
const folder = process.argv[2] ?? '';

async function perform(number: number, task: Task): Promise<Answer> {
  const place = { productFile: task.productFile, folder: join(folder, String(number)) };
  if (task.kind === 'scenario') {
    return { number, kind: 'scenario', result: await runScenario(scenario(task.id), place) };
  }
  const result: ScheduleResult[] = [];
  for (const seed of task.seeds) result.push(await runSchedule(seed, place));
  return { number, kind: 'schedules', result };
}

process.on('message', ({ number, task }: NumberedTask) => {
  perform(number, task)
    .catch((error: unknown): Answer => {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { number, kind: 'failed', why };
    })
    .then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
