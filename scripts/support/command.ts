import { spawn, type ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';

const running = new Set<ChildProcess>();

/** Ends every command that still runs: called when this process ends. */
function endRunningCommands(): void {
  for (const child of running) child.kill('SIGTERM');
}
process.on('exit', endRunningCommands);

/** What a finished command left behind. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Standard output and standard error in the order in which they came. */
  readonly output: string;
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command after so many milliseconds; without it the command may take for ever. */
  readonly timeoutMs?: number;
}

/** Thrown when a command ends with anything but zero; `message` carries the end of its output. */
export class CommandError extends Error {
  constructor(
    readonly command: string,
    readonly result: CommandResult,
  ) {
    const tail = result.output.trimEnd().split('\n').slice(-25).join('\n');
    super(`"${command}" ended with exit code ${result.exitCode}:\n${tail}`);
    this.name = 'CommandError';
  }
}

/** The environment of this process with the running Node first in PATH, so that children use it. */
export function environmentWithThisNode(
  extra: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const nodeFolder = dirname(process.execPath);
  return { ...process.env, PATH: `${nodeFolder}:${process.env['PATH'] ?? ''}`, ...extra };
}

/**
 * Runs a command without a shell and without standard input, and returns what it printed.
 *
 * Throws CommandError when it ends with anything but zero.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? environmentWithThisNode(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    running.add(child);
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.once('close', (code, signal) => {
      running.delete(child);
      if (signal !== null) output += `\nended by ${signal}`;
      const result: CommandResult = { exitCode: code ?? 1, stdout, output };
      if (result.exitCode === 0) resolve(result);
      else reject(new CommandError([file, ...args].join(' '), result));
    });
  });
}
