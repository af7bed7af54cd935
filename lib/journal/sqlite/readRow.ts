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
    const why = error instanceof Error ? error.message : String(error);
    throw new BrokenStateError(symbol, `${what} of ${symbol} in the journal is broken: ${why}`, {
      cause: error,
    });
  }
}
