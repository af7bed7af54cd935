import type BetterSqlite3 from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';
import { ConfigurationError, DeniedError, TransientError } from '../../model/errors';
import type { Capacity } from '../port';
import { loadDriver } from './driver';
import { examine, makeEmpty, migrate } from './integrity';
import { type JournalFiles, journalFiles, sizeOf } from './journalFiles';
import { MIGRATIONS } from './migrations';
import { ensureJournal, openingError } from './presence';
import { Reserve, RESERVE_BYTES, type WritePurpose } from './reserve';
import type { RetentionRule } from './retention';
import { Room } from './room';
import { asJournalError, isNoRoom } from './storeErrors';

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

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** One open SQLite file with its prepared statements. */
export class Database {
  private readonly statements = new Map<string, BetterSqlite3.Statement>();
  private readonly room: Room;

  private constructor(
    readonly files: JournalFiles,
    readonly connection: BetterSqlite3.Database,
    reserve: Reserve,
    maximumBytes: number | null,
  ) {
    this.room = new Room(connection, reserve, maximumBytes);
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
        return Database.attempt(files, migrations, whole, reserve);
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
    reserve: Reserve,
  ): Database {
    const connection = new (loadDriver())(files.journal, {
      timeout: options.busyTimeoutMs,
      fileMustExist: true,
    });
    try {
      // First: a file that is not a healthy journal is left as it was found.
      examine(connection, files);
      useWriteAheadLog(connection, files);
      makeDurable(connection);
      connection.pragma('foreign_keys = ON');
      const database = new Database(files, connection, reserve, options.maximumBytes);
      migrate(connection, files, migrations, (work) => database.transaction(work));
      // The first write lowers the setting on this driver: say it again, and on every opening.
      makeDurable(connection);
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
    return this.connection.inTransaction
      ? statement()
      : this.room.make(purpose, () => this.translated(statement));
  }

  /**
   * Runs `work` in one BEGIN IMMEDIATE transaction; joins the one that is open, if any. What it is
   * for decides what happens on a full disk: with room from the reserve `work` runs a second time,
   * from the books as they were; without, DeniedError JOURNAL_FULL, and nothing is written.
   */
  write<T>(work: () => T, purpose: WritePurpose = 'outcome'): T {
    if (this.connection.inTransaction) return work();
    return this.room.make(purpose, () => this.translated(() => this.transaction(work)));
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
    return this.room.capacity();
  }

  /** Makes the reserve whole again where there is room; answers what there is then. */
  renewReserve(): Capacity {
    return this.room.renew();
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

  /** Runs `work` on the connection, its errors in the project's words. */
  translated<T>(work: () => T): T {
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

function reserveOf(files: JournalFiles, { reserveBytes, maximumBytes }: DatabaseOptions): Reserve {
  if (maximumBytes === null) return new Reserve(files, reserveBytes);
  const used = (): number => (sizeOf(files.journal) ?? 0) + (sizeOf(files.reserve) ?? 0);
  return new Reserve(files, reserveBytes, () => maximumBytes - used());
}

/** Throws ConfigurationError where the disk cannot do it: writers would wait for readers. */
function useWriteAheadLog(connection: BetterSqlite3.Database, files: JournalFiles): void {
  const mode: unknown = connection.pragma('journal_mode = WAL', { simple: true });
  if (mode === 'wal') return;
  throw new ConfigurationError(
    `The journal ${files.journal} cannot use a write-ahead log (SQLite answers "${String(mode)}").`,
    'Keep the n8n user folder on a local disk, not on a network file system.',
  );
}

function makeDurable(connection: BetterSqlite3.Database): void {
  connection.pragma('synchronous = FULL');
}

export { sql } from './sql';
