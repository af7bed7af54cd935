import { join } from 'node:path';
import { runScenario } from '../../tests/faults/runScenario';
import { scenario } from '../../tests/faults/scenarios';
import type { Answer, Task } from './tasks';

/**
 * One process of the suite: it takes tasks over the channel to its parent and answers each. A task
 * that does not come to an end is the parent's to judge.
 */
const folder = process.argv[2] ?? '';
let tasks = 0;

async function perform(task: Task): Promise<Answer> {
  tasks += 1;
  const place = { productFile: task.productFile, folder: join(folder, String(tasks)) };
  return { number: task.number, outcome: await runScenario(scenario(task.id), place) };
}

process.on('message', (task: Task) => {
  void perform(task).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
