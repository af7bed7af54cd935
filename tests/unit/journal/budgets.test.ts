import BetterSqlite3 from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryBudgets } from '../../../lib/exchange/binance';
import { openJournalBudgets } from '../../../lib/journal/sqlite/budgets';
import { machineBudgets, openMachineBudgets } from '../../../lib/journal/sqlite/machineStore';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import type { BudgetStore, Charge } from '../../../lib/model/budget';

const MINUTE_MS = 60_000;
const AT = Date.UTC(2026, 0, 5, 12, 0, 30);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budgets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const charge = (amount: number, ceiling: number, key = 'weight'): Charge => ({
  key,
  windowMs: MINUTE_MS,
  amount,
  ceiling,
});
const window = { key: 'weight', windowMs: MINUTE_MS };

/** Both kinds of store do the same. */
describe.each<[string, () => BudgetStore]>([
  ['memory', () => new MemoryBudgets()],
  ['a file', () => openMachineBudgets(join(folder, 'machine.sqlite'), AT)],
])('budgets in %s', (_name, open) => {
  it('take up to the ceiling, and tell when the window ends', () => {
    const store = open();
    expect(store.takeAll([charge(6, 10)], AT)).toEqual({ taken: true });
    expect(store.takeAll([charge(5, 10)], AT)).toEqual({
      taken: false,
      key: 'weight',
      until: Date.UTC(2026, 0, 5, 12, 1),
      never: false,
    });
    expect(store.takeAll([charge(4, 10)], AT)).toEqual({ taken: true });
    expect(store.used([window], AT)).toEqual([10]);
    expect(store.takeAll([charge(5, 10)], AT + MINUTE_MS / 2)).toEqual({ taken: true });
    expect(store.used([window], AT + MINUTE_MS / 2)).toEqual([5]);
  });

  it('take all or nothing, and wait for the window that ends last', () => {
    const store = open();
    const long = { ...charge(1, 0, 'day'), windowMs: 86_400_000, ceiling: 0 };
    expect(store.takeAll([charge(1, 10), { ...long, amount: 1 }], AT)).toMatchObject({
      taken: false,
      key: 'day',
      never: true,
    });
    expect(store.used([window], AT)).toEqual([0]);
  });

  it('give back within the same window only, and never below nothing', () => {
    const store = open();
    store.takeAll([charge(3, 10)], AT);
    store.giveBack([charge(5, 10)], AT, AT + 1_000);
    expect(store.used([window], AT)).toEqual([0]);
    store.takeAll([charge(3, 10)], AT + MINUTE_MS);
    store.giveBack([charge(3, 10)], AT, AT + MINUTE_MS);
    expect(store.used([window], AT + MINUTE_MS)).toEqual([3]);
  });

  it('are raised, never lowered', () => {
    const store = open();
    store.raise(window, 7, AT);
    store.raise(window, 4, AT);
    expect(store.used([window], AT)).toEqual([7]);
  });

  it('go on counting for a clock that is a little behind, and begin anew for one set back', () => {
    const store = open();
    store.takeAll([charge(9, 10)], AT + MINUTE_MS);
    expect(store.takeAll([charge(2, 10)], AT)).toMatchObject({ taken: false });
    expect(store.takeAll([charge(2, 10)], AT - 10 * MINUTE_MS)).toEqual({ taken: true });
  });

  it('remember the later end of a hold, and texts', () => {
    const store = open();
    expect(store.hold('host')).toBeNull();
    store.addHold('host', { until: 500, banned: true });
    store.addHold('host', { until: 300, banned: false });
    expect(store.hold('host')).toEqual({ until: 500, banned: true });
    // No ban lasts so long: the clock that wrote it was wrong.
    store.addHold('other', { until: 10 * 86_400_000, banned: true });
    store.addHold('other', { until: 700, banned: false });
    expect(store.hold('other')).toEqual({ until: 700, banned: false });
    // Written an hour ahead of this one: it lasts its minute from now, and then the later end counts.
    store.addHold('ahead', { until: 3_660_000, banned: false, setAt: 3_600_000 });
    store.addHold('ahead', { until: 70_000, banned: true, setAt: 20_000 });
    expect(store.hold('ahead')).toEqual({ until: 80_000, banned: false, setAt: 20_000 });
    store.remember('limits', '[1]', 5);
    store.remember('limits', '[2]', 6);
    expect(store.recall('limits')).toEqual({ body: '[2]', at: 6 });
    expect(store.recall('other')).toBeNull();
  });
});

describe('the file of the machine', () => {
  const file = (): string => join(folder, 'deltagrid', 'machine.sqlite');

  it('is for its owner alone, shared by all who open it, and outlives them', () => {
    const one = openMachineBudgets(file(), AT);
    const other = openMachineBudgets(file(), AT);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    one.takeAll([charge(6, 10)], AT);
    expect(other.takeAll([charge(5, 10)], AT)).toMatchObject({ taken: false });
    one.addHold('host', { until: AT + 600_000, banned: true });
    one.close();
    other.close();
    const later = openMachineBudgets(file(), AT + 1_000);
    expect(later.hold('host')).toEqual({ until: AT + 600_000, banned: true });
    expect(later.used([window], AT)).toEqual([6]);
    later.close();
  });

  it('is opened once by a process, and again when it was removed', () => {
    const first = machineBudgets(file(), AT);
    expect(machineBudgets(file(), AT)).toBe(first);
    rmSync(join(folder, 'deltagrid'), { recursive: true });
    const second = machineBudgets(file(), AT);
    expect(second).not.toBe(first);
    expect(second.takeAll([charge(1, 10)], AT)).toEqual({ taken: true });
    second.close();
  });

  it('of an older version gets the step that it lacks', () => {
    openMachineBudgets(file(), AT).close();
    const older = new BetterSqlite3(file());
    older.exec('alter table budget_holds drop column set_at; pragma user_version = 1');
    older.close();
    const store = openMachineBudgets(file(), AT);
    store.addHold('host', { until: AT + 60_000, banned: false, setAt: AT });
    expect(store.hold('host')).toEqual({ until: AT + 60_000, banned: false, setAt: AT });
    store.close();
  });

  it('is begun anew when it is damaged, the damaged one set aside', () => {
    openMachineBudgets(file(), AT).close();
    writeFileSync(file(), 'not a database, whatever its name says'.repeat(100));
    const store = openMachineBudgets(file(), AT);
    expect(store.takeAll([charge(1, 10)], AT)).toEqual({ taken: true });
    store.close();
    expect(statSync(`${file()}.damaged`).size).toBeGreaterThan(0);
  });

  it('forgets what is long over', () => {
    const store = openMachineBudgets(file(), AT);
    store.takeAll([charge(1, 10)], AT);
    store.addHold('host', { until: AT, banned: false });
    store.close();
    const later = openMachineBudgets(file(), AT + 5 * 86_400_000);
    expect(later.used([window], AT)).toEqual([0]);
    expect(later.hold('host')).toBeNull();
    later.close();
  });
});

it('keeps the orders of an account in its journal', () => {
  const file = join(folder, 'journal.sqlite');
  expect(openJournalBudgets(file)).toBeNull();
  const journal = openSqliteJournal(file, () => 'abcdef');
  const budgets = openJournalBudgets(file);
  expect(budgets?.takeAll([charge(6, 10)], AT)).toEqual({ taken: true });
  journal.bind('simulator', '7', AT);
  budgets?.close();
  const again = openJournalBudgets(file);
  expect(again?.used([window], AT)).toEqual([6]);
  again?.close();
  journal.close();
});
