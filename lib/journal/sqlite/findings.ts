import { type Finding, findingSchema } from '../../model/item';
import { type CheckedSubject, findingId, type Sighting } from '../../model/sighting';
import type { FindingJournal, OpenFinding } from '../port';
import { type Database, sql } from './database';

/** Findings of reconciliation, each once, however many passes see it. */
export const FINDING_MIGRATION = `
create table findings(
  id text primary key, code text not null, subject text not null, kind text not null,
  message text not null, repair text not null, count integer not null,
  first_seen_at integer not null, last_seen_at integer not null, sightings integer not null,
  told_at integer, resolved_at integer) without rowid;
create index findings_open on findings(code, subject) where resolved_at is null;
`;

export interface FindingRow {
  id: string;
  code: string;
  subject: string;
  kind: string;
  message: string;
  repair: string;
  count: number;
  first_seen_at: number;
  last_seen_at: number;
  sightings: number;
  /** When it was told for the first time; null while it waits for its second sighting. */
  told_at: number | null;
  /** When a check no longer saw the condition; events are over at once. */
  resolved_at: number | null;
}

export function findingJournal(database: Database): FindingJournal {
  function row(id: string): FindingRow | undefined {
    return database.first(sql.selectFrom('findings').selectAll().where('id', '=', id));
  }

  function insert(sighting: Sighting, at: number): Finding | null {
    const id = findingId(sighting);
    const isTold = sighting.kind === 'event' || sighting.confirmAfterMs === 0;
    const values = {
      code: sighting.code,
      subject: sighting.subject,
      kind: sighting.kind,
      message: sighting.message,
      repair: sighting.repair,
      count: sighting.count,
      first_seen_at: at,
      last_seen_at: at,
      sightings: 1,
      told_at: isTold ? at : null,
      resolved_at: sighting.kind === 'event' ? at : null,
    };
    database.run(
      sql
        .insertInto('findings')
        .values({ id, ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values)),
    );
    return isTold ? toFinding({ id, ...values }, true) : null;
  }

  /** The sighting of a condition that is on record; one at the same time is no new sighting. */
  function see(known: FindingRow, sighting: Sighting, at: number): Finding | null {
    const sightings = at > known.last_seen_at ? known.sightings + 1 : known.sightings;
    const isConfirmed = sightings > 1 && at - known.first_seen_at >= sighting.confirmAfterMs;
    const isNew = known.told_at === null && isConfirmed;
    const seen: FindingRow = {
      ...known,
      message: sighting.message,
      repair: sighting.repair,
      count: sighting.count,
      last_seen_at: at,
      sightings,
      told_at: isNew ? at : known.told_at,
    };
    const { id, ...values } = seen;
    database.run(sql.updateTable('findings').set(values).where('id', '=', id));
    return seen.told_at === null ? null : toFinding(seen, isNew);
  }

  function note(sighting: Sighting, at: number): Finding | null {
    const known = row(findingId(sighting));
    if (!known) return insert(sighting, at);
    if (sighting.kind === 'event') return toFinding(known, false);
    return known.resolved_at === null ? see(known, sighting, at) : insert(sighting, at);
  }

  function open(code: string, prefix: string): FindingRow[] {
    return database
      .rows(
        sql
          .selectFrom('findings')
          .selectAll()
          .where('code', '=', code)
          .where('resolved_at', 'is', null),
      )
      .filter(({ subject }) => subject.startsWith(prefix));
  }

  function resolve({ code, prefix }: CheckedSubject, seen: ReadonlySet<string>, at: number): void {
    for (const { id } of open(code, prefix)) {
      if (seen.has(id)) continue;
      database.run(sql.updateTable('findings').set({ resolved_at: at }).where('id', '=', id));
    }
  }

  return {
    noteSightings(sightings, checked, at) {
      return database.write(() => {
        const seen = new Set(sightings.map(findingId));
        for (const subject of checked) resolve(subject, seen, at);
        return sightings.flatMap((sighting) => note(sighting, at) ?? []);
      }, 'record');
    },
    openFindings: (code, prefix) =>
      open(code, prefix).map(
        (finding): OpenFinding => ({
          id: finding.id,
          subject: finding.subject,
          firstSeenAt: finding.first_seen_at,
          lastSeenAt: finding.last_seen_at,
          isTold: finding.told_at !== null,
        }),
      ),
  };
}

function toFinding(row: FindingRow, isNew: boolean): Finding {
  return findingSchema.parse({
    id: row.id,
    code: row.code,
    message: row.message,
    repair: row.repair,
    count: row.count,
    isNew,
    firstSeenAt: row.first_seen_at,
    sightings: row.sightings,
  });
}
