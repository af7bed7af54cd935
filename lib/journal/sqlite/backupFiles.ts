import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { loadDriver } from './driver';
import type { JournalFiles } from './journalFiles';

/** At most one backup in this time. */
export const BACKUP_INTERVAL_MS = 3_600_000;
const TIMED = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.(\d{3})Z\.sqlite$/;

export interface Backup {
  file: string;
  /** Epoch ms: of timed backups from their name, else when the file was written. */
  takenAt: number;
}

/** The name of a backup taken at a moment. */
export function timedName(takenAt: number): string {
  return `${new Date(takenAt).toISOString().replaceAll(':', '-')}.sqlite`;
}

/** True when the last timed backup is old enough, or lies in the future (the clock was wrong). */
export function isBackupDue(files: JournalFiles, hostNow: number): boolean {
  const last = timedBackups(files)[0];
  if (!last) return true;
  return (
    hostNow - last.takenAt >= BACKUP_INTERVAL_MS || last.takenAt > hostNow + BACKUP_INTERVAL_MS
  );
}

/** The newest backup that is whole, or null. */
export function newestGoodBackup(files: JournalFiles): Backup | null {
  const all = [...timedBackups(files), ...migrationBackups(files)].sort(
    (a, b) => b.takenAt - a.takenAt,
  );
  return all.find(({ file }) => faultOf(file) === null) ?? null;
}

/** How the user gets a journal back that is damaged or gone. */
export function waysBack(files: JournalFiles): string {
  const backup = newestGoodBackup(files);
  const first = 'Do not start with an empty journal while orders or positions are open.';
  if (!backup) {
    return `${first} There is no backup that is whole in ${files.backups}: restore the file from a copy of your own, or close orders and positions by hand and choose another journal name in the credential.`;
  }
  const moment = new Date(backup.takenAt).toISOString();
  return `${first} Stop n8n, move ${basename(files.journal)} and its -wal and -shm files away, copy ${backup.file} (of ${moment}, checked) to ${files.journal}, start n8n and run Reconcile (docs/journal.md).`;
}

function faultOf(file: string): string | null {
  try {
    const copy = new (loadDriver())(file, { fileMustExist: true, readonly: true });
    try {
      return faultIn(copy, 'whole');
    } finally {
      copy.close();
    }
  } catch (error) {
    return String(error);
  }
}

/**
 * What SQLite finds wrong, or null. `whole` also holds the indexes against their tables (an index
 * that lost its rows hides orders): about 2.4 ms per MB, `pages` 1.1 ms (measured).
 */
export function faultIn(
  connection: BetterSqlite3.Database,
  check: 'whole' | 'pages',
): string | null {
  const pragma = check === 'whole' ? 'integrity_check(1)' : 'quick_check(1)';
  const found: unknown = connection.pragma(pragma, { simple: true });
  return found === 'ok' ? null : String(found);
}

/** The backups that are taken in passing, newest first. */
export function timedBackups(files: JournalFiles): Backup[] {
  return namesIn(files.backups)
    .flatMap((name): Backup[] => {
      const parts = TIMED.exec(name);
      if (!parts) return [];
      const [, day = '', hour = '', minute = '', second = '', fraction = ''] = parts;
      const takenAt = Date.parse(`${day}T${hour}:${minute}:${second}.${fraction}Z`);
      return [{ file: join(files.backups, name), takenAt }];
    })
    .sort((a, b) => b.takenAt - a.takenAt);
}

/** Backups before migrations, newest first. */
export function migrationBackups(files: JournalFiles): Backup[] {
  return namesIn(files.backups)
    .filter((name) => name.endsWith('.sqlite') && !TIMED.test(name))
    .flatMap((name): Backup[] => {
      const file = join(files.backups, name);
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? [{ file, takenAt: found.mtimeMs }] : [];
    })
    .sort((a, b) => b.takenAt - a.takenAt);
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
