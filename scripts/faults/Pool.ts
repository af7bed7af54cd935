import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../tests/faults/runScenario';
import { REPOSITORY } from '../support/paths';
import type { Answer, Task } from './tasks';

interface Job {
  task: Task;
  resolve: (outcome: Outcome) => void;
}

interface Member {
  process: ChildProcess;
  job: Job | null;
  timer: NodeJS.Timeout | null;
}

/** A task that has not ended by then runs in a circle. */
const LONGEST_TASK_MS = 60_000;

/** Processes that run tasks of the suite, one at a time each. */
export class Pool {
  private readonly waiting: Job[] = [];
  private readonly members: Member[] = [];
  private numbers = 0;
  private isClosed = false;

  constructor(
    private readonly workerFile: string,
    private readonly folder: string,
    size: number,
  ) {
    for (let index = 0; index < size; index += 1) this.members.push(this.start());
  }

  run(task: Omit<Task, 'number'>): Promise<Outcome> {
    return new Promise((resolve) => {
      this.numbers += 1;
      this.waiting.push({ task: { ...task, number: this.numbers }, resolve });
      this.next();
    });
  }

  close(): void {
    this.isClosed = true;
    for (const member of this.members) {
      if (member.timer) clearTimeout(member.timer);
      member.process.kill('SIGKILL');
    }
  }

  private start(): Member {
    const own = join(this.folder, `process-${this.numbers}-${Math.random().toString(36).slice(2)}`);
    mkdirSync(own, { recursive: true });
    const child = fork(this.workerFile, [own], {
      cwd: REPOSITORY,
      env: { ...process.env, NODE_PATH: join(REPOSITORY, 'node_modules') },
      execArgv: [],
    });
    const member: Member = { process: child, job: null, timer: null };
    child.on('message', (answer: Answer) => this.finish(member, answer.outcome));
    child.on('exit', () => {
      if (this.isClosed) return;
      const { job } = member;
      this.members[this.members.indexOf(member)] = this.start();
      if (member.timer) clearTimeout(member.timer);
      job?.resolve(failed('its process ended'));
      this.next();
    });
    return member;
  }

  private finish(member: Member, outcome: Outcome): void {
    const { job } = member;
    if (member.timer) clearTimeout(member.timer);
    member.job = null;
    job?.resolve(outcome);
    this.next();
  }

  private next(): void {
    for (const member of this.members) {
      if (member.job !== null) continue;
      const job = this.waiting.shift();
      if (job === undefined) return;
      member.job = job;
      member.timer = setTimeout(() => member.process.kill('SIGKILL'), LONGEST_TASK_MS);
      member.process.send(job.task);
    }
  }
}

function failed(why: string): Outcome {
  return { ok: false, why, violations: [], duplicateOrders: 0, unprotectedMs: 0 };
}
