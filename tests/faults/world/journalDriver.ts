import Database from 'better-sqlite3';

/** A statement of the journal that changes it for good, as it begins and after it is done. */
export interface JournalWrite {
  moment: 'before' | 'after';
  /** True for what makes a change durable: a commit, or a change outside a transaction. */
  isCommit: boolean;
  text: string;
  parameters: readonly unknown[];
}

/** Sees every write of the journals that it opens; it may throw in the place of the database. */
export type JournalWatch = (write: JournalWrite) => void;

type Statement = Database.Statement<unknown[], unknown>;

/**
 * The SQLite driver as the product gets it in a world: the real one, with a witness at its writes.
 */
export function journalDriver(watch: () => JournalWatch | null): typeof Database {
  class Watched extends Database {
    override prepare(text: string): never {
      const statement: Statement = super.prepare(text);
      if (!/^\s*(begin|rollback|savepoint|release)/i.test(text) && !statement.readonly) {
        witness(this, statement, text, watch);
      }
      if (/^\s*(commit|end)\b/i.test(text)) witness(this, statement, text, watch);
      // The base class answers by the caller's own type parameters.
      return statement as never;
    }
  }
  // The static members are inherited; only the type of the constructor's call is lost.
  return Watched as unknown as typeof Database;
}

/** An error as the database throws it. */
export function databaseError(code: 'SQLITE_BUSY' | 'SQLITE_FULL' | 'SQLITE_IOERR'): Error {
  return new Database.SqliteError(`${code} on purpose`, code);
}

function witness(
  database: Database.Database,
  statement: Statement,
  text: string,
  watch: () => JournalWatch | null,
): void {
  for (const name of ['run', 'all', 'get'] as const) {
    const original = statement[name].bind(statement) as (...parameters: unknown[]) => unknown;
    const watched = (...parameters: unknown[]): unknown => {
      const look = watch();
      if (look === null) return original(...parameters);
      const isCommit = /^\s*(commit|end)\b/i.test(text) || !database.inTransaction;
      look({ moment: 'before', isCommit, text, parameters });
      const result = original(...parameters);
      look({ moment: 'after', isCommit, text, parameters });
      return result;
    };
    Object.defineProperty(statement, name, { value: watched });
  }
}
