import { HaltError, TransientError } from '../../model/errors';

/** What SQLite's codes mean for the journal, by prefix of the extended code. */
const NO_ROOM = [
  'SQLITE_FULL',
  // The shared memory beside the file could not grow.
  'SQLITE_IOERR_SHMSIZE',
  'SQLITE_IOERR_SHMOPEN',
  'SQLITE_IOERR_SHMMAP',
];
const LOCKED = ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_PROTOCOL'];
const BROKEN = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_FORMAT'];
const UNREACHABLE = ['SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM'];

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True when a write failed because the disk, or the cap on the file's size, left no room for it. */
export function isNoRoom(error: unknown): boolean {
  return (
    hasCode(error, NO_ROOM) || fileCodeOf(error) === 'ENOSPC' || fileCodeOf(error) === 'EDQUOT'
  );
}

/** True when SQLite says that the file is damaged or is no database. */
export function isBroken(error: unknown): boolean {
  return hasCode(error, BROKEN);
}

/**
 * Translates what SQLite threw while the journal was used: locked for too long is TransientError,
 * damaged or unreachable is HaltError, and so is an order number that the exchange gave before.
 * Everything else is a fault of the program and stays as it is,
 * and so does a full disk, which the caller answers by making room.
 */
export function asJournalError(error: unknown, file: string): unknown {
  if (isNoRoom(error)) return error;
  if (hasCode(error, LOCKED)) {
    return new TransientError(
      `The journal ${file} was locked by another process for too long: nothing was written, and nothing that needs it is sent.`,
      'Run the workflow again. If it stays locked, look for a program other than n8n that has the file open.',
      null,
      { cause: error },
    );
  }
  if (isBroken(error)) {
    return new HaltError(
      `The journal ${file} is damaged: ${messageOf(error)}`,
      'Stop n8n and restore the newest backup (docs/journal.md). Do not start with an empty journal while orders or positions are open.',
      { cause: error },
    );
  }
  if (hasCode(error, UNREACHABLE)) {
    return new HaltError(
      `The journal ${file} cannot be read or written: ${messageOf(error)}`,
      'Check the disk, and that the n8n user may write to the n8n user folder.',
      { cause: error },
    );
  }
  if (isRepeatedOrderNumber(error)) {
    return new HaltError(
      'The exchange gave two of our orders the same number: its Testnet was reset, or this journal belongs to another one.',
      'Choose a new journal name in the credential. The old journal tells of an account that is gone.',
      { cause: error },
    );
  }
  return error;
}

/** The exchange numbers the orders of a symbol once; only one that began anew repeats itself. */
function isRepeatedOrderNumber(error: unknown): boolean {
  return (
    fileCodeOf(error) === 'SQLITE_CONSTRAINT_UNIQUE' &&
    messageOf(error).includes('orders.exchange_order_id')
  );
}

function hasCode(error: unknown, prefixes: readonly string[]): boolean {
  const code = fileCodeOf(error);
  return code !== null && prefixes.some((prefix) => code.startsWith(prefix));
}

/** The `code` that errors of SQLite and of the file system carry. */
function fileCodeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
