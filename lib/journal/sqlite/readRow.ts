import { ZodError } from 'zod';
import { BrokenStateError } from '../../model/errors';

const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * Reads one symbol's row. Throws BrokenStateError naming the symbol when the row does not hold what
 * it must, so that other symbols are not stopped by it. `decimals` are columns of exact figures.
 */
export function readRow<T>(
  symbol: string,
  what: string,
  read: () => T,
  decimals: readonly string[] = [],
): T {
  try {
    const broken = decimals.find((text) => !DECIMAL.test(text));
    if (broken !== undefined) throw new Error(`"${broken}" is no decimal`);
    return read();
  } catch (error) {
    throw new BrokenStateError(
      symbol,
      `${what} of ${symbol} in the journal is broken: ${whyOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** One line: what a schema says of the first thing that is wrong. */
function whyOf(error: unknown): string {
  const issue = error instanceof ZodError ? error.issues[0] : undefined;
  if (issue) return [...issue.path.map(String), issue.message].join(' ');
  return error instanceof Error ? error.message : String(error);
}
