import { realpathSync, statSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import { ConfigurationError } from '../../model/errors';
import { faultIn } from './backupFiles';
import { hasTable, takeBackup } from './backups';
import { loadDriver } from './driver';
import type { JournalFiles } from './journalFiles';
import { refusal } from './presence';
import { messageOf } from './storeErrors';

/** "dgjl" in SQLite's header: tells a journal from every other SQLite file. */
const APPLICATION_ID = 0x6467_6a6c;

/** Files that this process has examined as a whole, with what they were then. */
const examined = new Map<string, string>();

/** Writes a complete empty journal into a file that does not exist yet. */
export function makeEmpty(file: string, migrations: readonly string[]): void {
  const connection = new (loadDriver())(file);
  try {
    // Set now, so that nobody ever sees the journal in another mode.
    connection.pragma('journal_mode = WAL');
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    connection.exec(`begin;${migrations.join('')}`);
    connection.pragma(`user_version = ${migrations.length}`);
    connection.exec('commit');
  } finally {
    connection.close();
  }
}

/**
 * Looks at a file before it is used: is it one of our journals, and, once in a process, is all of
 * it readable? Throws HaltError naming the newest good backup when it is not.
 */
export function examine(connection: BetterSqlite3.Database, files: JournalFiles): void {
  const id = numberOf(connection, 'application_id');
  if (id !== APPLICATION_ID && !isEarlyJournal(connection, id)) {
    throw refusal(files, 'is not a journal of this pack, or has lost its beginning');
  }
  if (versionOf(connection) === 0) throw refusal(files, 'holds nothing');
  const path = realpathSync(files.journal);
  // A file that was put in another's place has another identity.
  const { dev, ino } = statSync(path);
  const identity = `${dev}:${ino}`;
  if (examined.get(path) === identity) return;
  const fault = faultIn(connection, 'whole');
  if (fault !== null) throw refusal(files, `is damaged: ${fault}`);
  examined.set(path, identity);
}

/** Journals of version 1 were made without the id. */
function isEarlyJournal(connection: BetterSqlite3.Database, id: number): boolean {
  return id === 0 && hasTable(connection, 'app_state') && hasTable(connection, 'order_events');
}

/**
 * Brings an older schema up to date, once, in one transaction, after a backup named after the
 * version. Throws ConfigurationError for a newer schema, or when there is no room for the backup.
 */
export function migrate(
  connection: BetterSqlite3.Database,
  files: JournalFiles,
  migrations: readonly string[],
  inTransaction: (work: () => void) => void,
): void {
  const version = versionOf(connection);
  if (version > migrations.length) {
    throw new ConfigurationError(
      `The journal ${files.journal} has schema version ${version}, this pack knows up to ${migrations.length}.`,
      'Install the newer version of n8n-nodes-deltagrid that wrote it, or choose another journal name.',
    );
  }
  if (version === migrations.length) return;
  try {
    takeBackup(connection, files, `before-schema-${migrations.length}.sqlite`, 0);
  } catch (error) {
    throw new ConfigurationError(
      `The journal ${files.journal} cannot be backed up before its schema is changed: ${messageOf(error)}`,
      `Free room on the disk and make sure that n8n may write to ${files.backups}.`,
    );
  }
  inTransaction(() => {
    // Read again inside the transaction: another process may have migrated meanwhile.
    migrations.slice(versionOf(connection)).forEach((step) => connection.exec(step));
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    connection.pragma(`user_version = ${migrations.length}`);
  });
}

function versionOf(connection: BetterSqlite3.Database): number {
  return numberOf(connection, 'user_version');
}

function numberOf(connection: BetterSqlite3.Database, pragma: string): number {
  return Number(connection.pragma(pragma, { simple: true }));
}
