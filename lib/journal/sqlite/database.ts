import { realpathSync, statSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import {
  ConfigurationError,
  DeltagridError,
  DeniedError,
  TransientError,
} from '../../model/errors';
import type { Capacity } from '../port';
import { loadDriver } from './driver';
import { examine, makeEmpty, migrate } from './integrity';
import { type JournalFiles, journalFiles, sizeOf } from './journalFiles';
import { MIGRATIONS } from './migrations';
import { ensureJournal, refusal } from './presence';
import type { RetentionRule } from './retention';
import { Reserve, RESERVE_BYTES, type WritePurpose } from './reserve';
import type { Tables } from './schema';
import { asJournalError, isBroken, isNoRoom, messageOf } from './storeErrors';

export interface DatabaseOptions {
  /** How long a writer waits for another process: the busy handler of SQLite is unfair. */
  busyTimeoutMs: number;
  /** Size of the reserve for a full disk; 0 for none. */
  reserveBytes: number;
  /** Cap on the size of journal and reserve together, or null for the disk's. */
  maximumBytes: number | null;
}

const DEFAULT_OPTIONS: DatabaseOptions = {
  busyTimeoutMs: 15_000,
  reserveBytes: RESERVE_BYTES,
  maximumBytes: null,
};

/**
 * Builds queries and runs none: Kysely gives the types and the SQL, better-sqlite3 runs it
 * synchronously, so that no transaction is ever held open across an await.
 */
export const sql = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** One open SQLite file with its prepared statements. */
export class Database {
  private readonly statements = new Map<string, BetterSqlite3.Statement>();
  private readonly reserve: Reserve;

  private constructor(
    readonly files: JournalFiles,
    readonly connection: BetterSqlite3.Database,
    private readonly options: DatabaseOptions,
  ) {
    this.reserve = reserveOf(files, options);
  }

  /**
   * Opens the journal, making a fresh one only where nothing of one is, and brings its schema up
   * to date. The first opening of a file in this process checks it as a whole.
   *
   * Throws ConfigurationError when SQLite cannot be loaded, the folder cannot be written or the
   * file was written by a newer version; HaltError when there was a journal and it is not healthy,
   * naming the newest good backup; TransientError when another process keeps it locked.
   */
  static open(
    file: string,
    migrations: readonly string[] = MIGRATIONS,
    options: Partial<DatabaseOptions> = {},
  ): Database {
    const whole = { ...DEFAULT_OPTIONS, ...options };
    const files = journalFiles(file);
    ensureJournal(files, (draft) => makeEmpty(draft, migrations));
    const reserve = reserveOf(files, whole);
    reserve.rebuild();
    for (;;) {
      try {
        return Database.attempt(files, migrations, whole);
      } catch (error) {
        // Even opening needs some room: the shared memory of the write-ahead log.
        if (isNoRoom(error) && reserve.release('outcome')) continue;
        throw openingError(error, files);
      }
    }
  }

  private static attempt(
    files: JournalFiles,
    migrations: readonly string[],
    options: DatabaseOptions,
  ): Database {
    const connection = new (loadDriver())(files.journal, {
      timeout: options.busyTimeoutMs,
      fileMustExist: true,
    });
    try {
      // First: a file that is not a healthy journal is left as it was found.
      examine(connection, files, isNewHere(files.journal));
      connection.pragma('journal_mode = WAL');
      makeDurable(connection);
      connection.pragma('foreign_keys = ON');
      const database = new Database(files, connection, options);
      migrate(connection, files, migrations, (work) => database.transaction(work));
      // The first write lowers the setting on this driver: say it again, and on every opening.
      makeDurable(connection);
      database.applyCap();
      healthy.set(realpathSync(files.journal), identityOf(files.journal));
      return database;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** 2 is FULL: every commit reaches the disk before an order leaves. */
  synchronousLevel(): unknown {
    return this.connection.pragma('synchronous', { simple: true });
  }

  rows<Row>(query: Compilable<Row>): Row[] {
    const { sql: text, parameters } = query.compile();
    return this.translated(() => {
      // Kysely derives Row from the query it compiled; the driver itself is untyped.
      return this.prepared(text).all(...parameters) as Row[];
    });
  }

  first<Row>(query: Compilable<Row>): Row | undefined {
    return this.rows(query)[0];
  }

  /** Runs a statement that answers no rows; says how many rows it changed. */
  run(query: Compilable<unknown>, purpose: WritePurpose = 'outcome'): number {
    const { sql: text, parameters } = query.compile();
    const statement = (): number => this.prepared(text).run(...parameters).changes;
    return this.connection.inTransaction ? statement() : this.withRoom(purpose, statement);
  }

  /**
   * Runs `work` in one BEGIN IMMEDIATE transaction; joins the one that is open, if any. What it is
   * for decides what happens on a full disk: with room from the reserve `work` runs a second time,
   * from the books as they were; without, DeniedError JOURNAL_FULL, and nothing is written.
   */
  write<T>(work: () => T, purpose: WritePurpose = 'outcome'): T {
    if (this.connection.inTransaction) return work();
    return this.withRoom(purpose, () => this.transaction(work));
  }

  /** The same for what is kept for the reader only: left out, and false, on a full disk. */
  writeRecord(work: () => void): boolean {
    try {
      this.write(work, 'record');
      return true;
    } catch (error) {
      if (error instanceof DeniedError) return false;
      throw error;
    }
  }

  /** Removes at most `limit` rows that a rule calls older than `before`; answers how many. */
  removeRows(rule: RetentionRule, before: number, limit: number): number {
    const text = `delete from ${rule.table} where (${rule.key}) in (${rule.old} limit ${limit})`;
    return this.write(() => this.prepared(text).run(before).changes, 'record');
  }

  capacity(): Capacity {
    return this.reserve.capacity();
  }

  /** Makes the reserve whole again where there is room; answers what there is then. */
  renewReserve(): Capacity {
    if (this.reserve.rebuild()) this.applyCap();
    return this.reserve.capacity();
  }

  /** Closing twice does nothing; a call after it throws TransientError. */
  close(): void {
    this.connection.close();
  }

  private transaction<T>(work: () => T): T {
    this.prepared('begin immediate').run();
    try {
      const result = work();
      this.prepared('commit').run();
      return result;
    } catch (error) {
      if (this.connection.inTransaction) this.prepared('rollback').run();
      throw error;
    }
  }

  /** Runs a write, making room for it as far as its purpose allows. */
  private withRoom<T>(purpose: WritePurpose, attempt: () => T): T {
    this.mayWrite(purpose);
    for (let tries = 0; ; tries += 1) {
      try {
        return this.translated(attempt);
      } catch (error) {
        if (!isNoRoom(error)) throw error;
        this.reserve.markFull();
        // What the write-ahead log holds is moved first: then the log is written from its start.
        if (tries > 0 && !this.reserve.release(purpose)) throw this.outOfRoom(purpose);
        this.applyCap();
        this.recycleLog();
        if (purpose === 'increase' || purpose === 'record') throw this.outOfRoom(purpose);
      }
    }
  }

  private outOfRoom(purpose: WritePurpose): DeniedError {
    if (purpose === 'protection') this.reserve.markExhausted();
    return this.reserve.refusal(purpose);
  }

  private mayWrite(purpose: WritePurpose): void {
    if (purpose === 'outcome') return;
    const capacity = this.capacity();
    if (capacity === 'ample' || (purpose === 'protection' && capacity === 'reserve')) return;
    if (this.renewReserve() !== 'ample') throw this.reserve.refusal(purpose);
  }

  private recycleLog(): void {
    try {
      this.connection.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      // The file cannot grow either: the reserve's next part makes room.
    }
  }

  /** A cap counts journal and reserve: what the reserve gives up, the journal may take. */
  private applyCap(): void {
    const { maximumBytes } = this.options;
    if (maximumBytes === null) return;
    const pageBytes = Number(this.connection.pragma('page_size', { simple: true }));
    const pages = Math.floor((maximumBytes - this.reserve.size()) / pageBytes);
    this.connection.pragma(`max_page_count = ${Math.max(pages, 1)}`);
  }

  private translated<T>(work: () => T): T {
    if (!this.connection.open) {
      throw new TransientError(
        `The journal ${this.files.journal} is closed: the run that opened it has ended.`,
        'Run the workflow again: what was sent is in the journal and is settled by asking.',
      );
    }
    try {
      return work();
    } catch (error) {
      throw asJournalError(error, this.files.journal);
    }
  }

  private prepared(text: string): BetterSqlite3.Statement {
    let statement = this.statements.get(text);
    if (!statement) {
      statement = this.connection.prepare(text);
      this.statements.set(text, statement);
    }
    return statement;
  }
}

/** Files that this process has checked as a whole, with what they were then. */
const healthy = new Map<string, string>();

/** A file that was put in another's place has another identity. */
function identityOf(file: string): string {
  const { dev, ino } = statSync(file);
  return `${dev}:${ino}`;
}

function isNewHere(file: string): boolean {
  return healthy.get(realpathSync(file)) !== identityOf(file);
}

function reserveOf(files: JournalFiles, { reserveBytes, maximumBytes }: DatabaseOptions): Reserve {
  if (maximumBytes === null) return new Reserve(files, reserveBytes);
  const used = (): number => (sizeOf(files.journal) ?? 0) + (sizeOf(files.reserve) ?? 0);
  return new Reserve(files, reserveBytes, () => maximumBytes - used());
}

function openingError(error: unknown, files: JournalFiles): unknown {
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

function makeDurable(connection: BetterSqlite3.Database): void {
  connection.pragma('synchronous = FULL');
}
