import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { Database } from '../../../lib/journal/sqlite/database';
import { journalFiles } from '../../../lib/journal/sqlite/journalFiles';
import { ensureJournal } from '../../../lib/journal/sqlite/presence';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import { ConfigurationError, HaltError } from '../../../lib/model/errors';
import { entry, newOrder } from '../../support/samples';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-opening-'));
  file = join(folder, 'journal.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (path = file) => openSqliteJournal(path, () => 'abc123');
const DAY = Date.parse('2026-03-04T05:06:07.890Z');
const HOUR_MS = 3_600_000;

/** A journal with an order in it, closed. */
function made(): void {
  const journal = open();
  journal.bind('simulator', '7', 1);
  journal.intendOrders([newOrder()], { approvalId: null, planReason: 'test', at: 1 });
  journal.close();
}

function backedUp(at: number): string {
  const journal = open();
  const { backup, problems } = journal.upkeep(at);
  journal.close();
  if (backup === null) throw new Error(`no backup: ${problems.join()}`);
  return backup;
}

function failure(path = file): HaltError {
  try {
    open(path).close();
  } catch (error) {
    if (error instanceof HaltError) return error;
    throw error;
  }
  throw new Error('the journal was opened');
}

describe('a fresh journal', () => {
  it("is made where nothing of one is, the owner's alone, and leaves its marker", () => {
    made();
    expect(readdirSync(folder).sort()).toEqual([
      'journal.sqlite',
      'journal.sqlite.marker',
      'journal.sqlite.reserve',
    ]);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('is the same for two processes that make it at once', () => {
    const files = journalFiles(file);
    // The other process is faster: its journal appears while ours is being made.
    ensureJournal(files, (draft) => {
      made();
      Database.open(draft).close();
    });
    const journal = open();
    expect(journal.boundAccount()?.account).toBe('7');
    journal.close();
  });

  it('is not made where it cannot be written, and nothing is left', () => {
    expect(() =>
      ensureJournal(journalFiles(file), () => {
        throw new Error('no');
      }),
    ).toThrow(ConfigurationError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a journal that was there is never taken for a new one (H05)', () => {
  it.each(['marker', 'backup', 'write-ahead log'])('when only its %s is left', (left) => {
    made();
    if (left === 'backup') backedUp(DAY);
    const files = journalFiles(file);
    rmSync(files.journal);
    if (left !== 'marker') rmSync(files.marker);
    if (left === 'write-ahead log') writeFileSync(files.writeAhead, 'frames');
    expect(failure().message).toMatch(/journal\.sqlite has disappeared/);
    expect(existsSync(files.journal)).toBe(false);
  });

  it('when it is empty', () => {
    made();
    truncateSync(file, 0);
    expect(failure().message).toMatch(/is empty/);
    expect(statSync(file).size).toBe(0);
  });

  it('when it is empty and nothing else is there', () => {
    writeFileSync(file, '');
    expect(failure().message).toMatch(/is empty/);
  });

  it('when it was cut off anywhere', () => {
    made();
    const whole = readFileSync(file);
    let number = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
        const cut = join(folder, `cut${(number += 1)}.sqlite`);
        writeFileSync(cut, whole.subarray(0, length));
        expect(failure(cut)).toBeInstanceOf(HaltError);
        expect(statSync(cut).size).toBe(length);
      }),
      { numRuns: 40 },
    );
  });

  it('when one of its pages was overwritten', () => {
    made();
    const whole = readFileSync(file);
    const pages = whole.length / 4096;
    let number = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: pages - 1 }), (page) => {
        const damaged = join(folder, `damaged${(number += 1)}.sqlite`);
        writeFileSync(damaged, Buffer.from(whole).fill(0xa5, page * 4096, (page + 1) * 4096));
        expect(failure(damaged)).toBeInstanceOf(HaltError);
      }),
      { numRuns: 40 },
    );
  });

  it('when it is a database of something else', () => {
    new BetterSqlite3(file).exec('create table other(x); pragma user_version = 1').close();
    expect(failure().message).toMatch(/not a journal of this pack/);
  });

  it('and a file put in its place while the process runs is looked at again', () => {
    made();
    const other = join(folder, 'other');
    writeFileSync(other, readFileSync(file).fill(0xa5, 8 * 4096, 20 * 4096));
    renameSync(other, file);
    expect(failure().message).toMatch(/damaged|malformed/);
  });
});

describe('the refusal', () => {
  it('names the newest backup that is whole, and how it is put in place', () => {
    made();
    const older = backedUp(DAY);
    const newer = backedUp(DAY + HOUR_MS);
    truncateSync(newer, statSync(newer).size - 4096);
    truncateSync(file, 0);
    const { wayOut } = failure();
    expect(wayOut).toContain(older);
    expect(wayOut).toContain('2026-03-04T05:06:07.890Z');
    expect(wayOut).toContain('-wal and -shm');
    expect(wayOut).not.toContain(newer);
  });

  it('says so when there is none', () => {
    made();
    rmSync(file);
    expect(failure().wayOut).toMatch(/There is no backup that is whole/);
  });
});

describe('a restored backup', () => {
  const restore = (backup: string) => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    copyFileSync(backup, file);
  };

  it('engages the kill switch once, revokes approvals, and never gives an id a second time', () => {
    made();
    const before = open();
    before.decideApproval(1, () => ({
      outcome: null,
      approval: { id: 'a', plansHash: 'h', workflow: 'w', createdAt: 1, expiresAt: 9e15 },
      reservations: [],
    }));
    before.close();
    const backup = backedUp(DAY);
    const lost = open();
    const [after] = lost.intendOrders([newOrder()], { approvalId: null, planReason: '', at: 2 });
    lost.close();
    restore(backup);

    const journal = open();
    expect(journal.latches()).toMatchObject([
      { name: 'killSwitch', reason: expect.stringContaining('2026-03-04T05:06:07.890Z') },
    ]);
    expect(journal.approval('a')?.status).toBe('revoked');
    const [again] = journal.intendOrders([newOrder()], { approvalId: null, planReason: '', at: 3 });
    expect(again?.attempt).toBeGreaterThan(after?.attempt ?? Infinity);
    expect(again?.clientOrderId).not.toBe(after?.clientOrderId);
    const other = newOrder(entry({ id: 'a new intent' }));
    journal.intendOrders([other], { approvalId: null, planReason: '', at: 3 });
    expect(journal.intent('a new intent')?.number).toBeGreaterThan(1_000_000);
    journal.releaseLatch('killSwitch');
    journal.close();
    const later = open();
    expect(later.latches()).toEqual([]);
    later.close();
  });

  it('is not noticed in the journal that it was taken of', () => {
    made();
    backedUp(DAY);
    const journal = open();
    expect(journal.latches()).toEqual([]);
    journal.close();
  });
});

describe('an older schema (H11)', () => {
  const first = 'create table app_state(key text primary key, value text, at integer);';
  const second = "create table second(x); insert into second values ('new');";
  const tables = (path: string) => {
    const connection = new BetterSqlite3(path, { readonly: true });
    const names = connection
      .prepare("select name from sqlite_schema where type = 'table' order by name")
      .pluck()
      .all();
    const version: unknown = connection.pragma('user_version', { simple: true });
    connection.close();
    return { names, version };
  };
  const backup = () => join(journalFiles(file).backups, 'before-schema-2.sqlite');

  it('is migrated once, after a backup named after the version', () => {
    Database.open(file, [first]).close();
    Database.open(file, [first, second]).close();
    expect(tables(file)).toEqual({ names: ['app_state', 'second'], version: 2 });
    expect(tables(backup())).toEqual({ names: ['app_state'], version: 1 });
    const takenAt = statSync(backup()).mtimeMs;
    Database.open(file, [first, second]).close();
    expect(statSync(backup()).mtimeMs).toBe(takenAt);
  });

  it('is left as it was when a step fails half way', () => {
    Database.open(file, [first]).close();
    expect(() => Database.open(file, [first, `${second} create table second(y);`])).toThrow(
      HaltError,
    );
    expect(tables(file)).toEqual({ names: ['app_state'], version: 1 });
    Database.open(file, [first, second]).close();
    expect(tables(file).version).toBe(2);
  });

  it('is not touched when it cannot be backed up', () => {
    Database.open(file, [first]).close();
    writeFileSync(journalFiles(file).backups, 'a file where the folder should be');
    expect(() => Database.open(file, [first, second])).toThrow(/cannot be backed up/);
    expect(tables(file).version).toBe(1);
  });

  it('of the first version, which had no mark of its own, is known by its tables', () => {
    made();
    const connection = new BetterSqlite3(file);
    connection.pragma('application_id = 0');
    connection.close();
    open().close();
  });

  it('newer than this pack is refused and stays as it is', () => {
    Database.open(file, [first, second]).close();
    expect(() => Database.open(file, [first])).toThrow(ConfigurationError);
    expect(tables(file).version).toBe(2);
  });
});

describe('online backups', () => {
  it('are taken once an hour, whole, owner-only, and while another writer has the journal', () => {
    made();
    const writer = open();
    const first = backedUp(DAY);
    writer.recordEvent('later', {}, 1);
    const journal = open();
    expect(journal.upkeep(DAY + HOUR_MS - 1).backup).toBeNull();
    expect(journal.upkeep(DAY + HOUR_MS).backup).not.toBeNull();
    journal.close();
    writer.close();
    expect(statSync(first).mode & 0o777).toBe(0o600);
    const copy = new BetterSqlite3(first, { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.prepare('select count(*) from orders').pluck().get()).toBe(1);
    copy.close();
  });

  it('are kept: the newest six, the last of each of seven days, nothing else', () => {
    made();
    const journal = open();
    for (let hour = 0; hour < 24 * 9; hour += 1) journal.upkeep(DAY + hour * HOUR_MS);
    journal.close();
    const names = readdirSync(journalFiles(file).backups).sort();
    const days = new Set(names.map((name) => name.slice(0, 10)));
    expect(days.size).toBe(7);
    // The sixth newest is the last of its day as well.
    expect(names).toHaveLength(6 + 7 - 2);
    expect(names.at(-1)).toMatch(/^2026-03-13T04/);
  });

  it('that fail are a problem to report, not a reason to stop', () => {
    made();
    writeFileSync(journalFiles(file).backups, 'a file where the folder should be');
    const journal = open();
    expect(journal.upkeep(DAY)).toMatchObject({
      capacity: 'ample',
      backup: null,
      problems: [expect.stringMatching(/^the backup: /)],
    });
    expect(journal.upkeep(DAY).problems).toHaveLength(1);
    journal.close();
  });

  it('that a crash left unfinished are removed later and never offered', () => {
    made();
    const { backups } = journalFiles(file);
    backedUp(DAY);
    const left = join(backups, 'x.partial');
    writeFileSync(left, 'half');
    utimesSync(left, 1, 1);
    backedUp(DAY + HOUR_MS);
    expect(existsSync(left)).toBe(false);
  });
});
