import type BetterSqlite3 from 'better-sqlite3';
import { ConfigurationError } from '../../model/errors';
import { messageOf } from './storeErrors';

/**
 * SQLite, loaded at first use, so that a missing binary says which platform it lacks.
 * Throws ConfigurationError where it cannot be loaded.
 */
export function loadDriver(): typeof BetterSqlite3 {
  try {
    // An import would load it with the module, where its failure could not be told from others.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('better-sqlite3');
  } catch (error) {
    throw new ConfigurationError(
      `SQLite cannot be loaded on ${process.platform}-${process.arch}: ${messageOf(error)}`,
      'The pack runs on 64-bit Linux, macOS and Windows with Node.js 22 or newer.',
    );
  }
}
