import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/paths';
import type { Answer, Task } from './tasks';

interface Job {
  number: number;
  task: Task;
  limitMs: number;
  resolve: (answer: Answer) => void;
}

interface Member {
  process: ChildProcess;
  job: Job | null;
  timer: NodeJS.Timeout | null;
}

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

  /** Runs a task; one that takes longer than `limitMs` runs in a circle and has failed. */
  run(task: Task, limitMs: number): Promise<Answer> {
    return new Promise((resolve) => {
      this.numbers += 1;
      this.waiting.push({ task, number: this.numbers, limitMs, resolve });
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
    this.numbers += 1;
    const own = join(this.folder, `process-${this.numbers}`);
    mkdirSync(own, { recursive: true });
    const child = fork(this.workerFile, [own], {
      cwd: REPOSITORY,
      env: { ...process.env, NODE_PATH: join(REPOSITORY, 'node_modules') },
      execArgv: [],
    });
    const member: Member = { process: child, job: null, timer: null };
    child.on('message', (answer: Answer) => this.finish(member, answer));
    child.on('exit', () => {
      if (this.isClosed) return;
      this.members[this.members.indexOf(member)] = this.start();
      const number = member.job?.number ?? 0;
      this.finish(member, { number, kind: 'failed', why: 'its process ended or ran in a circle' });
    });
    return member;
  }

  private finish(member: Member, answer: Answer): void {
    const { job } = member;
    if (member.timer) clearTimeout(member.timer);
    member.job = null;
    job?.resolve(answer);
    this.next();
  }

  private next(): void {
    for (const member of this.members) {
      if (member.job !== null || !member.process.connected) continue;
      const job = this.waiting.shift();
      if (job === undefined) return;
      member.job = job;
      member.timer = setTimeout(() => member.process.kill('SIGKILL'), job.limitMs);
      member.process.send({ number: job.number, task: job.task });
    }
  }
}
