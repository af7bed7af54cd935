/** Where a long step says how it goes: one line at a time, no carriage returns, fit for logs. */
export interface Progress {
  /** Prints one line. */
  say(line: string): void;
  /** Runs a step, says its name, reminds every ten seconds that it still runs, says how long it took. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

const REMINDER_MS = 10_000;

/** Returns a Progress that writes to the given sink (standard error when none is given). */
export function createProgress(
  write: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Progress {
  return {
    say: write,
    async step<T>(name: string, work: () => Promise<T>): Promise<T> {
      const startedAt = performance.now();
      const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(0);
      write(`… ${name}`);
      const reminder = setInterval(() => write(`  still ${name} (${seconds()} s)`), REMINDER_MS);
      try {
        const result = await work();
        write(`✓ ${name} (${seconds()} s)`);
        return result;
      } catch (error) {
        write(`✗ ${name} (${seconds()} s)`);
        throw error;
      } finally {
        clearInterval(reminder);
      }
    },
  };
}

/** A Progress that says nothing. */
export const silentProgress: Progress = {
  say: () => undefined,
  step: (_name, work) => work(),
};
