import { InterruptedError } from './interruption';
import { killAllProcessGroups } from './processGroup';
import { assertNodeVersion } from './nodeVersion';

/** The exit code of a program that Ctrl-C ended (128 + SIGINT). */
const INTERRUPTED = 130;

/** Thrown for a wrong command line or another thing the user changes: printed without a stack. */
export class UsageError extends Error {}

/**
 * Runs a script's work and ends this process with its exit code.
 *
 * A UsageError prints its message only, anything else its stack; both end with exit code 1, an
 * interruption with 130.
 */
export function runMain(work: () => Promise<number>): void {
  const fail = (error: unknown): number => {
    const text =
      error instanceof UsageError || error instanceof InterruptedError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${text}\n`);
    return error instanceof InterruptedError ? INTERRUPTED : 1;
  };
  const guarded = async (): Promise<number> => {
    assertNodeVersion();
    return work();
  };
  void guarded()
    .catch(fail)
    .then((exitCode) => {
      killAllProcessGroups();
      process.exit(exitCode);
    });
}
