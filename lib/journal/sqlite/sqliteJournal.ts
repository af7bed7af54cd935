import type { Journal } from '../port';
import { accountingJournal, eventJournal } from './accounting';
import { accountBinding } from './binding';
import { circuitJournal } from './circuits';
import { Database } from './database';
import { fillJournal } from './fills';
import { marketJournal } from './market';
import { orderJournal } from './orders';
import { replayBooks } from './replayBooks';
import { supervisionJournal } from './supervision';

/**
 * Opens the journal in one SQLite file, making or migrating it as needed.
 * `newTag` makes six random characters of [a-z0-9] for a fresh journal.
 */
export function openSqliteJournal(file: string, newTag: () => string): Journal {
  const database = Database.open(file);
  replayBooks(database);
  const binding = accountBinding(database, newTag);
  const orders = orderJournal(database, binding.tag);
  return {
    ...binding,
    ...marketJournal(database),
    ...orders,
    ...fillJournal(database),
    ...supervisionJournal(database, orders),
    ...accountingJournal(database),
    ...circuitJournal(database),
    ...eventJournal(database),
    close: () => database.close(),
  };
}
