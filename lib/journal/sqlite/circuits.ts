import type { CircuitJournal } from '../port';
import { type Database, sql } from './database';

/** Refusals in a row, by what was wanted. */
export const CIRCUIT_MIGRATION = `
create table circuits(
  key text primary key, refusals integer not null, last_code integer not null,
  last_refused_at integer not null) without rowid;
`;

/** Remembers over runs what the exchange keeps refusing. */
export function circuitJournal(database: Database): CircuitJournal {
  return {
    circuit(key) {
      const row = database.first(sql.selectFrom('circuits').selectAll().where('key', '=', key));
      if (!row) return null;
      return {
        key: row.key,
        refusals: row.refusals,
        lastCode: row.last_code,
        lastRefusedAt: row.last_refused_at,
      };
    },
    saveCircuit({ key, refusals, lastCode, lastRefusedAt }) {
      const values = { refusals, last_code: lastCode, last_refused_at: lastRefusedAt };
      database.run(
        sql
          .insertInto('circuits')
          .values({ key, ...values })
          .onConflict((conflict) => conflict.column('key').doUpdateSet(values)),
      );
    },
    clearCircuit(key) {
      database.run(sql.deleteFrom('circuits').where('key', '=', key));
    },
  };
}
