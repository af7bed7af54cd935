import './compileCache';
import { join } from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';
import { beVictim, killAt, pointsOf, type VictimTask } from '../../tests/faults/kills';
import { killSite } from '../../tests/faults/killSites';
import { runScenario } from '../../tests/faults/runScenario';
import { scenario } from '../../tests/faults/scenarios';
import { runSchedule, type ScheduleResult } from '../../tests/faults/schedules';
import type { Answer, KillResult, NumberedTask, Task } from './tasks';

/**
 * One process of the suite: it takes tasks over the channel to its parent and answers each. A task
 * that does not come to an end is the parent's to judge. The same file is the victim of a kill.
 */

async function perform(number: number, task: Task, folder: string): Promise<Answer> {
  const { productFile } = task;
  const place = { productFile, folder: join(folder, String(number)) };
  switch (task.kind) {
    case 'scenario':
      return { number, kind: 'scenario', result: await runScenario(scenario(task.id), place) };
    case 'schedules': {
      const result: ScheduleResult[] = [];
      for (const seed of task.seeds) result.push(await runSchedule(seed, place));
      return { number, kind: 'schedules', result };
    }
    case 'points': {
      const { site, victimFile } = task;
      const result = await pointsOf(killSite(site), { productFile, victimFile, folder });
      return { number, kind: 'points', result };
    }
    case 'kills': {
      const site = killSite(task.site);
      const { victimFile } = task;
      const result: KillResult[] = [];
      for (const point of task.points) {
        const why = await killAt(
          site,
          point,
          task.means,
          { productFile, victimFile, folder },
          __filename,
        );
        result.push({ point, why });
      }
      return { number, kind: 'kills', result };
    }
  }
}

function serveParent(folder: string): void {
  process.on('message', ({ number, task }: NumberedTask) => {
    perform(number, task, folder)
      .catch((error: unknown): Answer => {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        return { number, kind: 'failed', why };
      })
      .then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit(0));
}

if (!isMainThread) {
  const { task, reached }: { task: VictimTask; reached: Int32Array } = workerData;
  void beVictim(task, (points) => {
    reached[0] = points;
    // In a thread this stops it here and now: no finally, no promise, no line of it runs any more.
    process.exit(0);
    reached[1] = 1;
  }).then((points) => {
    reached[0] = points;
  });
} else if (process.argv[2] === 'victim') {
  const task: VictimTask = JSON.parse(process.argv[3] ?? '{}');
  void beVictim(task, () => process.kill(process.pid, 'SIGKILL')).then((points) => {
    process.send?.(points, () => process.exit(0));
  });
} else {
  serveParent(process.argv[2] ?? '');
}
