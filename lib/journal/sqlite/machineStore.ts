import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { ConfigurationError } from '../../model/errors';
import { BUDGET_MIGRATION, HOLD_MIGRATION } from './budgetTables';
import { SqliteBudgets } from './budgets';
import { loadDriver } from './driver';

const BUSY_TIMEOUT_MS = 5_000;
/** Step n brings the file to version n; a landed step never changes. */
const STEPS: readonly string[] = [BUDGET_MIGRATION, HOLD_MIGRATION];
/** Longer than any window and any ban (three days, reference B2). */
const KEPT_MS = 4 * 86_400_000;

const open = new Map<string, SqliteBudgets>();

/**
 * The budgets and bans of this machine in `file`, opened once by each process and shared by all of
 * them. A damaged file is set aside and begun anew: its counts come back with the next headers, and
 * no trade depends on it. Throws ConfigurationError when the file cannot be written.
 * `hostNow` is epoch ms; what ended four days before it is forgotten.
 */
export function machineBudgets(file: string, hostNow: number): SqliteBudgets {
  const known = open.get(file);
  if (known !== undefined && existsSync(file)) return known;
  known?.close();
  open.delete(file);
  const budgets = openMachineBudgets(file, hostNow);
  open.set(file, budgets);
  return budgets;
}

/** As `machineBudgets`, on a connection of its own, which the caller closes. */
export function openMachineBudgets(file: string, hostNow: number): SqliteBudgets {
  makeFile(file);
  const budgets = new SqliteBudgets(connect(file));
  budgets.forgetBefore(hostNow - KEPT_MS);
  return budgets;
}

function connect(file: string): BetterSqlite3.Database {
  try {
    return prepare(file);
  } catch (error) {
    if (!isDamaged(error)) throw unwritable(file, error);
  }
  renameSync(file, `${file}.damaged`);
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  makeFile(file);
  return prepare(file);
}

function prepare(file: string): BetterSqlite3.Database {
  const Driver = loadDriver();
  const connection = new Driver(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = NORMAL');
    connection
      .transaction(() => {
        const version = Number(connection.pragma('user_version', { simple: true }));
        for (const step of STEPS.slice(version)) connection.exec(step);
        if (version < STEPS.length) connection.pragma(`user_version = ${STEPS.length}`);
      })
      .immediate();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function makeFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    throw unwritable(file, error);
  }
}

function isDamaged(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return code === 'SQLITE_NOTADB' || (typeof code === 'string' && /^SQLITE_CORRUPT/.test(code));
}

function unwritable(file: string, error: unknown): ConfigurationError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ConfigurationError(
    `The file of this machine's rate limits, ${file}, cannot be used: ${reason}`,
    'Check that the n8n user may write to the n8n user folder and that the disk is not full.',
    { cause: error },
  );
}
