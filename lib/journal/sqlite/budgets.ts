import { existsSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import {
  type BudgetStore,
  type BudgetWindow,
  type Charge,
  countAt,
  type Hold,
  refusalOf,
  type Remembered,
  rulingHold,
  type Taking,
  type WindowCount,
  windowStart,
} from '../../model/budget';
import { loadDriver } from './driver';

/** How long a request waits for another process that counts. */
const BUSY_TIMEOUT_MS = 5_000;

/** A budget store whose file can be closed. */
export interface OpenBudgets extends BudgetStore {
  close(): void;
}

/**
 * The account's budgets in its journal, which must exist with its schema. They have a connection
 * of their own that does not wait for the disk at every count: after a loss of power the last
 * counts may be missing, which the exchange's headers put right. Answers null without a journal.
 */
export function openJournalBudgets(journalFile: string): OpenBudgets | null {
  if (!existsSync(journalFile)) return null;
  const Driver = loadDriver();
  const connection = new Driver(journalFile, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
  connection.pragma('synchronous = NORMAL');
  return new SqliteBudgets(connection);
}

interface HoldRow {
  until: number;
  banned: number;
  setAt: number | null;
}

/** Budgets in the tables of `BUDGET_MIGRATION`. */
export class SqliteBudgets implements OpenBudgets {
  private readonly begin: BetterSqlite3.Statement;
  private readonly commit: BetterSqlite3.Statement;
  private readonly rollback: BetterSqlite3.Statement;
  private readonly readCount: BetterSqlite3.Statement<[string], WindowCount>;
  private readonly writeCount: BetterSqlite3.Statement<[string, number, number]>;
  private readonly readHold: BetterSqlite3.Statement<[string], HoldRow>;
  private readonly writeHold: BetterSqlite3.Statement<[string, number, number, number | null]>;
  private readonly readText: BetterSqlite3.Statement<[string], Remembered>;
  private readonly writeText: BetterSqlite3.Statement<[string, string, number]>;

  /** The connection has the tables, and belongs to the budgets from now on. */
  constructor(private readonly connection: BetterSqlite3.Database) {
    this.begin = connection.prepare('begin immediate');
    this.commit = connection.prepare('commit');
    this.rollback = connection.prepare('rollback');
    this.readCount = connection.prepare(
      'select window_at as windowAt, used from budget_windows where key = ?',
    );
    this.writeCount = connection.prepare(
      `insert into budget_windows(key, window_at, used) values(?, ?, ?)
       on conflict(key) do update set window_at = excluded.window_at, used = excluded.used`,
    );
    this.readHold = connection.prepare(
      'select until, banned, set_at as setAt from budget_holds where key = ?',
    );
    this.writeHold = connection.prepare(
      `insert into budget_holds(key, until, banned, set_at) values(?, ?, ?, ?)
       on conflict(key) do update set until = excluded.until, banned = excluded.banned,
         set_at = excluded.set_at`,
    );
    this.readText = connection.prepare('select body, at from budget_texts where name = ?');
    this.writeText = connection.prepare(
      `insert into budget_texts(name, body, at) values(?, ?, ?)
       on conflict(name) do update set body = excluded.body, at = excluded.at`,
    );
  }

  takeAll(charges: readonly Charge[], exchangeNow: number): Taking {
    return this.inTransaction(() => {
      const counts = charges.map((charge) => this.count(charge, exchangeNow));
      const refusal = refusalOf(charges, counts);
      if (refusal !== null) return refusal;
      charges.forEach(({ key, amount }, index) => {
        const count = counts[index];
        if (count !== undefined) this.writeCount.run(key, count.windowAt, count.used + amount);
      });
      return { taken: true };
    });
  }

  giveBack(charges: readonly Charge[], takenAt: number, exchangeNow: number): void {
    this.inTransaction(() => {
      for (const { key, windowMs, amount } of charges) {
        const { windowAt, used } = this.count({ key, windowMs }, exchangeNow);
        if (windowAt !== windowStart(windowMs, takenAt)) continue;
        this.writeCount.run(key, windowAt, Math.max(0, used - amount));
      }
    });
  }

  raise(window: BudgetWindow, used: number, exchangeNow: number): void {
    this.inTransaction(() => {
      const count = this.count(window, exchangeNow);
      if (used > count.used) this.writeCount.run(window.key, count.windowAt, used);
    });
  }

  used(windows: readonly BudgetWindow[], exchangeNow: number): number[] {
    return windows.map((window) => this.count(window, exchangeNow).used);
  }

  hold(key: string): Hold | null {
    const row = this.readHold.get(key);
    if (row === undefined) return null;
    const { until, banned, setAt } = row;
    return { until, banned: banned === 1, ...(setAt === null ? {} : { setAt }) };
  }

  addHold(key: string, hold: Hold): void {
    this.inTransaction(() => {
      const { until, banned, setAt } = rulingHold(this.hold(key), hold);
      this.writeHold.run(key, until, banned ? 1 : 0, setAt ?? null);
    });
  }

  recall(name: string): Remembered | null {
    return this.readText.get(name) ?? null;
  }

  remember(name: string, body: string, at: number): void {
    this.writeText.run(name, body, at);
  }

  /** Forgets windows that ended and holds that expired before `at`, epoch ms. */
  forgetBefore(at: number): void {
    this.inTransaction(() => {
      this.connection.prepare('delete from budget_windows where window_at < ?').run(at);
      this.connection.prepare('delete from budget_holds where until < ?').run(at);
      this.connection.prepare('delete from budget_texts where at < ?').run(at);
    });
  }

  close(): void {
    this.connection.close();
  }

  private count({ key, windowMs }: BudgetWindow, exchangeNow: number): WindowCount {
    return countAt(this.readCount.get(key), windowMs, exchangeNow);
  }

  private inTransaction<T>(work: () => T): T {
    this.begin.run();
    try {
      const result = work();
      this.commit.run();
      return result;
    } catch (error) {
      if (this.connection.inTransaction) this.rollback.run();
      throw error;
    }
  }
}
