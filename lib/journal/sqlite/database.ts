import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { ConfigurationError, HaltError } from '../../model/errors';
import { MIGRATIONS } from './migrations';
import type { Tables } from './schema';

/** How long a writer waits for another process: the busy handler of SQLite is unfair. */
const BUSY_TIMEOUT_MS = 15_000;

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

  private constructor(private readonly connection: BetterSqlite3.Database) {}

  /**
   * Opens (and makes, owner-only) the file and brings its schema up to date.
   * Throws ConfigurationError when SQLite cannot be loaded or the file was written by a newer
   * version, HaltError when it is not a healthy journal.
   */
  static open(file: string, migrations: readonly string[] = MIGRATIONS): Database {
    const Driver = loadDriver();
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      closeSync(openSync(file, 'a', 0o600));
      chmodSync(file, 0o600);
    } catch (error) {
      throw new ConfigurationError(
        `The journal ${file} cannot be written: ${messageOf(error)}`,
        'Check that the n8n user may write to the n8n user folder and that the disk is not full.',
      );
    }
    let connection: BetterSqlite3.Database | undefined;
    try {
      connection = new Driver(file, { timeout: BUSY_TIMEOUT_MS });
      connection.pragma('journal_mode = WAL');
      makeDurable(connection);
      connection.pragma('foreign_keys = ON');
      const database = new Database(connection);
      database.migrate(file, migrations);
      // The first write lowers the setting on this driver: say it again, and on every opening.
      makeDurable(connection);
      return database;
    } catch (error) {
      connection?.close();
      if (error instanceof ConfigurationError) throw error;
      throw new HaltError(
        `The journal ${file} cannot be opened: ${messageOf(error)}`,
        'Restore the file from a backup. Do not start with an empty journal while orders or positions are open.',
      );
    }
  }

  /** 2 is FULL: every commit reaches the disk before an order leaves. */
  synchronousLevel(): unknown {
    return this.connection.pragma('synchronous', { simple: true });
  }

  rows<Row>(query: Compilable<Row>): Row[] {
    const { sql: text, parameters } = query.compile();
    // Kysely derives Row from the query it compiled; the driver itself is untyped.
    return this.prepared(text).all(...parameters) as Row[];
  }

  first<Row>(query: Compilable<Row>): Row | undefined {
    return this.rows(query)[0];
  }

  /** Runs a statement that answers no rows; says how many rows it changed. */
  run(query: Compilable<unknown>): number {
    const { sql: text, parameters } = query.compile();
    return this.prepared(text).run(...parameters).changes;
  }

  /** Runs `work` in one BEGIN IMMEDIATE transaction; joins the one that is open, if any. */
  write<T>(work: () => T): T {
    if (this.connection.inTransaction) return work();
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

  close(): void {
    this.connection.close();
  }

  private prepared(text: string): BetterSqlite3.Statement {
    let statement = this.statements.get(text);
    if (!statement) {
      statement = this.connection.prepare(text);
      this.statements.set(text, statement);
    }
    return statement;
  }

  private migrate(file: string, migrations: readonly string[]): void {
    const version = (): number => Number(this.connection.pragma('user_version', { simple: true }));
    if (version() > migrations.length) {
      throw new ConfigurationError(
        `The journal ${file} has schema version ${version()}, this pack knows up to ${migrations.length}.`,
        'Install the newer version of n8n-nodes-deltagrid that wrote it, or choose another journal name.',
      );
    }
    if (version() === migrations.length) return;
    this.write(() => {
      // Read again inside the transaction: another process may have migrated meanwhile.
      migrations.slice(version()).forEach((step) => this.connection.exec(step));
      this.connection.pragma(`user_version = ${migrations.length}`);
    });
  }
}

function makeDurable(connection: BetterSqlite3.Database): void {
  connection.pragma('synchronous = FULL');
}

/** Loaded at first use, so that a missing binary says which platform it lacks. */
export function loadDriver(): typeof BetterSqlite3 {
  try {
    // An import would load it with the module, where its failure could not be told from others.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('better-sqlite3');
  } catch (error) {
    throw new ConfigurationError(
      `SQLite cannot be loaded on ${process.platform}-${process.arch}: ${messageOf(error)}`,
      'The pack runs on 64-bit Linux, macOS and Windows with Node.js 22 or newer.',
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
