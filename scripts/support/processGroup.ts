import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** A started program together with everything it starts (its own process group). */
export interface ProcessGroup {
  readonly pid: number;
  /** True once the program has ended. */
  ended(): boolean;
  /** Resolves when the program has ended, with its exit code (null after a signal). */
  readonly whenEnded: Promise<number | null>;
  /** Sends a signal to the program and to everything it started; quiet if they are gone. */
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): void;
  /** Asks the group to end, waits `graceMs`, then kills what is left. */
  stop(graceMs: number): Promise<void>;
  readonly child: ChildProcess;
}

/** How a program is started. */
export interface ProcessGroupOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that gets standard error, and standard output too unless `pipeStdout` is set; appended to. */
  readonly logFile: string;
  /** True leaves standard output readable through `child.stdout`. */
  readonly pipeStdout?: boolean;
}

const END_WITH_PARENT = join(__dirname, 'endWithParent.cjs');
const running = new Set<ProcessGroup>();
let exitHandlersInstalled = false;

/** Kills every group this process started and that still runs: nothing outlives its starter. */
export function killAllProcessGroups(): void {
  for (const group of running) group.signal('SIGKILL');
}

function installExitHandler(): void {
  if (exitHandlersInstalled) return;
  exitHandlersInstalled = true;
  process.on('exit', killAllProcessGroups);
}

/**
 * Starts a program under this Node in a process group of its own, so that it can be ended with all
 * its children.
 *
 * Whatever still runs when this process ends is killed: by this process if it still can, and by
 * the program itself, which watches a pipe that only this process holds open.
 */
export function startProcessGroup(
  args: readonly string[],
  options: ProcessGroupOptions,
): ProcessGroup {
  installExitHandler();
  const log = openSync(options.logFile, 'a');
  const child = spawn(process.execPath, ['--require', END_WITH_PARENT, ...args], {
    cwd: options.cwd,
    env: { ...options.env, DELTAGRID_PARENT_PIPE: '3' },
    detached: true,
    stdio: ['ignore', options.pipeStdout === true ? 'pipe' : log, log, 'pipe'],
  });
  // The end of the program breaks the pipe: nothing to do about it here.
  child.stdio[3]?.on('error', () => undefined);
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${process.execPath} could not be started.`);

  let hasEnded = false;
  const whenEnded = new Promise<number | null>((resolve) => {
    const finish = (code: number | null): void => {
      hasEnded = true;
      resolve(code);
    };
    child.once('exit', (code) => finish(code));
    child.once('error', () => finish(null));
  });
  const signal: ProcessGroup['signal'] = (name) => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group is gone already: that is what was wanted.
    }
  };
  const group: ProcessGroup = {
    pid,
    child,
    whenEnded,
    ended: () => hasEnded,
    signal,
    async stop(graceMs) {
      signal('SIGTERM');
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([whenEnded, grace]);
      clearTimeout(timer);
      // Children of the program (n8n's task runner) may outlive it for a moment.
      signal('SIGKILL');
      await whenEnded;
    },
  };
  running.add(group);
  void whenEnded.then(() => running.delete(group));
  return group;
}
