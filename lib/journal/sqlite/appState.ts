import { type Database, sql } from './database';

/** Small named values of the journal itself. */
export function readState(database: Database, key: string): string | null {
  const row = database.first(sql.selectFrom('app_state').select('value').where('key', '=', key));
  return row?.value ?? null;
}

export function writeState(database: Database, key: string, value: string, at: number): void {
  database.run(
    sql
      .insertInto('app_state')
      .values({ key, value, at })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, at })),
  );
}
