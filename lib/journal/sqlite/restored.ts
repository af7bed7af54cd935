import { readState, writeState } from './appState';
import { TAKEN_AT } from './backups';
import { type Database, sql } from './database';

const ATTEMPT_FLOOR = 'orders/attemptFloor';
/** More attempts than one intent, and more intents than an account, makes after a backup. */
const ATTEMPTS_SKIPPED = 1_000;
const INTENTS_SKIPPED = 1_000_000;

/** Attempts up to this number may have been made by a journal that was lost. */
export function attemptFloor(database: Database): number {
  return Number(readState(database, ATTEMPT_FLOOR) ?? '0');
}

/**
 * Called at every opening: a journal that is a backup put in place knows nothing of what came after
 * it. It never gives a client order id that the lost journal may have given, and the kill switch
 * stays engaged until a person has looked at what Reconcile finds.
 */
export function noticeRestoring(database: Database): void {
  if (readState(database, TAKEN_AT) === null) return;
  database.write(() => {
    // Again, now that nobody else writes: of two openings only one takes notice.
    const takenAt = Number(readState(database, TAKEN_AT) ?? 'NaN');
    if (Number.isNaN(takenAt)) return;
    const moment = takenAt > 0 ? `of ${new Date(takenAt).toISOString()}` : 'before a migration';
    const reason = `The journal was restored from its backup ${moment}: run Reconcile, look at its findings, then release the kill switch.`;
    const floor = attemptFloor(database) + ATTEMPTS_SKIPPED;
    writeState(database, ATTEMPT_FLOOR, String(floor), takenAt);
    database.run(
      sql
        .insertInto('latches')
        .values({ name: 'killSwitch', reason, engaged_at: takenAt })
        .onConflict((conflict) => conflict.doNothing()),
    );
    database.run(
      sql.updateTable('approvals').set({ status: 'revoked' }).where('status', '=', 'open'),
    );
    database.run(sql.deleteFrom('reservations'));
    skipIntentNumbers(database);
    const body = JSON.stringify({ takenAt, attemptFloor: floor });
    database.run(
      sql.insertInto('system_events').values({ kind: 'journalRestored', body, at: takenAt }),
    );
    database.run(sql.deleteFrom('app_state').where('key', '=', TAKEN_AT));
  });
}

/** An order of the lost journal must not be taken for one of a later intent with its number. */
function skipIntentNumbers({ connection }: Database): void {
  const skip = connection.prepare(
    "update sqlite_sequence set seq = seq + ? where name = 'intents'",
  );
  if (skip.run(INTENTS_SKIPPED).changes > 0) return;
  connection
    .prepare("insert into sqlite_sequence(name, seq) values ('intents', ?)")
    .run(INTENTS_SKIPPED);
}
