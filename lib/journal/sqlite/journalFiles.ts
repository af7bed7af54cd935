import { closeSync, existsSync, fsyncSync, openSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the files beside a journal are. */
export interface JournalFiles {
  journal: string;
  /** Committed transactions that are not in the journal's file yet. */
  writeAhead: string;
  /** Says that a journal was made here, so that its absence is never taken for a beginning. */
  marker: string;
  /** Allocated room that only protection may use once the disk is full. */
  reserve: string;
  /** Folder of the online backups. */
  backups: string;
}

export function journalFiles(journal: string): JournalFiles {
  return {
    journal,
    writeAhead: `${journal}-wal`,
    marker: `${journal}.marker`,
    reserve: `${journal}.reserve`,
    backups: `${journal}.backups`,
  };
}

/** Size of a file in bytes, or null where there is none. */
export function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

const MARKER_TEXT = `A journal of n8n-nodes-deltagrid was made beside this file. While this file is here, a journal
that is missing is never replaced by an empty one: restore it from its backups (docs/journal.md).
`;

/** Leaves the marker, if it is not there yet. A full disk is no reason to stop: the next time. */
export function leaveMarker(files: JournalFiles): void {
  if (existsSync(files.marker)) return;
  try {
    writeFileSync(files.marker, MARKER_TEXT, { mode: 0o600 });
    reachDisk(files.marker);
    reachDisk(dirname(files.marker));
  } catch {
    // Nothing depends on it now: backups and the file itself say the same.
  }
}

/** Makes what was written to a file, or a folder's entries, survive a power cut. */
export function reachDisk(path: string): void {
  const isFolder = statSync(path).isDirectory();
  // Windows opens no folders, and keeps their entries by itself.
  if (process.platform === 'win32' && isFolder) return;
  const handle = openSync(path, isFolder ? 'r' : 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
