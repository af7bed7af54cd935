import type Database from 'better-sqlite3';
import type { StreamEvent } from '../engine/events';
import { decode, encode } from './json';

/** Events kept of each account; older ones are forgotten. */
export const KEPT_EVENTS = 10_000;

export interface StoredEvent {
  id: number;
  event: StreamEvent;
}

/** Id of an account's newest event; 0 when it has none. */
export function lastEventId(database: Database.Database, account: number): number {
  const row = database
    .prepare<
      [number],
      { last: number | null }
    >('SELECT MAX(id) AS last FROM events WHERE account = ?')
    .get(account);
  return row?.last ?? 0;
}

/** Appends an account's events, numbered on from its last one, and forgets what is more than `KEPT_EVENTS` old. */
export function addEvents(
  database: Database.Database,
  account: number,
  events: readonly StreamEvent[],
): void {
  if (events.length === 0) return;
  const before = lastEventId(database, account);
  const last = before + events.length;
  const insert = database.prepare<[number, number, number, string]>(
    'INSERT INTO events (account, id, time, body) VALUES (?, ?, ?, ?)',
  );
  // What would be forgotten at once is numbered but not written.
  for (let i = Math.max(0, events.length - KEPT_EVENTS); i < events.length; i++) {
    const event = events[i];
    if (event !== undefined) insert.run(account, before + i + 1, event.time, encode(event));
  }
  database
    .prepare<[number, number]>('DELETE FROM events WHERE account = ? AND id <= ?')
    .run(account, last - KEPT_EVENTS);
}

/** Up to `limit` events of an account after the one with id `after`, oldest first. */
export function eventsAfter(
  database: Database.Database,
  account: number,
  after: number,
  limit: number,
): StoredEvent[] {
  return database
    .prepare<[number, number, number], { id: number; body: string }>(
      'SELECT id, body FROM events WHERE account = ? AND id > ? ORDER BY id LIMIT ?',
    )
    .all(account, after, limit)
    .map(({ id, body }) => ({ id, event: decode<StreamEvent>(body) }));
}
