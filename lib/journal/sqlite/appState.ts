import { type Database, sql } from './database';

/** Small named values of the journal itself. */
export function readState(database: Database, key: string): string | null {
  return readStateWithTime(database, key)?.value ?? null;
}

/** The value together with when it was written. */
export function readStateWithTime(
  database: Database,
  key: string,
): { value: string; at: number } | null {
  const row = database.first(
    sql.selectFrom('app_state').select(['value', 'at']).where('key', '=', key),
  );
  return row ?? null;
}

export function writeState(database: Database, key: string, value: string, at: number): void {
  database.run(
    sql
      .insertInto('app_state')
      .values({ key, value, at })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, at })),
  );
}
