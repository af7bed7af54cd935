import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { ConfigurationError, DeltagridError, HaltError } from '../../model/errors';
import { waysBack } from './backupFiles';
import { type JournalFiles, leaveMarker, reachDisk, sizeOf } from './journalFiles';
import { asJournalError, isBroken, isNoRoom, messageOf } from './storeErrors';

/** First bytes of every SQLite file; the size of a page follows. */
const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

/**
 * Makes sure that there is a journal to open. A fresh one is made only where nothing of a journal
 * is: no file, no write-ahead log, no marker, no backup. It appears whole or not at all, and of
 * two processes that make it at the same time both open the same.
 *
 * `make` writes a complete empty journal into the file it is given.
 * Throws HaltError when the journal is empty or has disappeared, ConfigurationError when the
 * folder cannot be written.
 */
export function ensureJournal(files: JournalFiles, make: (file: string) => void): void {
  makeFolder(files.journal);
  // The marker comes after the journal when one is made: it has to be looked for before it.
  const trace = traceOf(files);
  const size = sizeOf(files.journal);
  if (size === 0) throw refusal(files, 'is empty');
  const fault = size === null ? null : faultOfShape(files, size);
  if (fault !== null) throw refusal(files, fault);
  if (size === null && trace !== null) throw refusal(files, `has disappeared: ${trace} is there`);
  if (size === null) appear(files, make);
  chmodSync(files.journal, 0o600);
  leaveMarker(files);
}

/** What an opening that failed throws: with the way to room, to patience or to the backup. */
export function openingError(error: unknown, files: JournalFiles): unknown {
  if (error instanceof DeltagridError) return error;
  if (isNoRoom(error)) {
    return new ConfigurationError(
      `The journal ${files.journal} cannot be opened: the disk is full and the reserve is used up.`,
      'Free room on the disk of the n8n user folder, then run the workflow again.',
    );
  }
  const known = asJournalError(error, files.journal);
  if (known instanceof DeltagridError && !isBroken(error)) return known;
  return refusal(files, `cannot be opened: ${messageOf(error)}`);
}

/** The error of a journal that must not be used, with the way to get it back. */
export function refusal(files: JournalFiles, what: string): HaltError {
  return new HaltError(`The journal ${files.journal} ${what}.`, waysBack(files));
}

/**
 * What is wrong with the file's first bytes or its length, or null. SQLite would take a file shorter
 * than a page for an empty one and write into it, and fill a page that was cut off with zeros.
 */
function faultOfShape({ journal: file, writeAhead }: JournalFiles, size: number): string | null {
  const beginning = Buffer.alloc(SQLITE_MAGIC.length + 2);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, beginning, 0, beginning.length, 0);
  } finally {
    closeSync(handle);
  }
  if (!beginning.subarray(0, SQLITE_MAGIC.length).equals(SQLITE_MAGIC)) {
    return 'is damaged: it does not begin as a journal does';
  }
  // 1 stands for 65536.
  const written = beginning.readUInt16BE(SQLITE_MAGIC.length);
  const pageBytes = written === 1 ? 65_536 : written;
  // On a full disk a page may be half in the file: then it is still in the write-ahead log.
  const isWholePages = size % pageBytes === 0 || (sizeOf(writeAhead) ?? 0) > 0;
  return size < pageBytes || !isWholePages ? `is cut off after ${size} bytes` : null;
}

/** What else says that a journal was here, or null. */
function traceOf(files: JournalFiles): string | null {
  if ((sizeOf(files.writeAhead) ?? 0) > 0) return files.writeAhead;
  if (existsSync(files.marker)) return files.marker;
  const hasBackups =
    existsSync(files.backups) &&
    readdirSync(files.backups).some((name) => name.endsWith('.sqlite'));
  return hasBackups ? files.backups : null;
}

function makeFolder(journal: string): void {
  try {
    mkdirSync(dirname(journal), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(journal, error);
  }
}

/** Makes the journal under another name and gives it its own in one step. */
function appear(files: JournalFiles, make: (file: string) => void): void {
  const draft = `${files.journal}.${randomUUID()}.draft`;
  try {
    make(draft);
    chmodSync(draft, 0o600);
    reachDisk(draft);
    giveName(draft, files.journal);
    reachDisk(dirname(files.journal));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw unwritable(files.journal, error);
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true });
  }
}

/** Never replaces a file: a journal that another process made meanwhile is the one to open. */
function giveName(draft: string, journal: string): void {
  try {
    linkSync(draft, journal);
  } catch (error) {
    if (existsSync(journal)) return;
    if (isNoRoom(error)) throw error;
    // A file system without hard links. A copy that is cut off is refused at the next opening.
    copyFileSync(draft, journal, constants.COPYFILE_EXCL);
    reachDisk(journal);
  }
}

function unwritable(journal: string, error: unknown): ConfigurationError {
  return new ConfigurationError(
    `The journal ${journal} cannot be written: ${messageOf(error)}`,
    'Check that the n8n user may write to the n8n user folder and that the disk is not full.',
  );
}
