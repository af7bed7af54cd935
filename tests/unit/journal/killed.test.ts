import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { Database } from '../../../lib/journal/sqlite/database';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import { MIGRATION } from '../../support/journalChild';

const ROOT = join(__dirname, '../../..');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-killed-'));
  file = join(folder, 'journal.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a process on the journal and ends it with SIGKILL so long after it said so many lines. */
async function killed(task: string, lines: number, afterMs: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'tests/support/journalChild.ts'), task, file],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  const hasBegun = new Promise<void>((begun) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > lines) begun();
    });
    child.on('close', () => begun());
  });
  const hasEnded = new Promise<void>((ended) => child.on('close', () => ended()));
  await hasBegun;
  await sleep(afterMs);
  child.kill('SIGKILL');
  await hasEnded;
  // The last line may be cut off.
  return said.split('\n').slice(0, -1);
}

it('keeps every order that was committed, however often its process is killed', async () => {
  const committed: string[] = [];
  for (const lines of [1, 9, 14]) committed.push(...(await killed('write', lines, lines % 3)));
  expect(committed.length).toBeGreaterThanOrEqual(24);
  const journal = openSqliteJournal(file, () => 'zzz999');
  const ids = journal.allUnfinishedOrders().map(({ clientOrderId }) => clientOrderId);
  expect(ids).toEqual(expect.arrayContaining(committed));
  expect(new Set(ids).size).toBe(ids.length);
  expect(journal.latches()).toEqual([]);
  journal.close();
  const { backups } = { backups: join(folder, 'journal.sqlite.backups') };
  for (const name of readdirSync(backups).filter((each) => each.endsWith('.sqlite'))) {
    const copy = new BetterSqlite3(join(backups, name), { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    copy.close();
  }
});

it('has the old schema or the new one after a kill in a migration (H11)', async () => {
  Database.open(file, MIGRATION.slice(0, 1)).close();
  const versions: unknown[] = [];
  for (const afterMs of [10, 150]) {
    await killed('migrate', 1, afterMs);
    const connection = new BetterSqlite3(file);
    const version: unknown = connection.pragma('user_version', { simple: true });
    const rows = connection
      .prepare("select count(*) from sqlite_schema where name = 'second'")
      .pluck()
      .get();
    expect(rows).toBe(version === 1 ? 0 : 1);
    connection.close();
    versions.push(version);
  }
  // At least one of the kills fell before the end.
  expect(versions[0]).toBe(1);
  Database.open(file, MIGRATION).close();
  const whole = new BetterSqlite3(file);
  expect(whole.prepare('select count(*) from second').pluck().get()).toBe(1_000_000);
  whole.close();
});
