import type { Journal } from '../port';
import { accountingJournal, eventJournal } from './accounting';
import { accountBinding } from './binding';
import { breakerJournal } from './breakers';
import { circuitJournal } from './circuits';
import { convictionJournal } from './convictions';
import { Database, type DatabaseOptions } from './database';
import { fillJournal } from './fills';
import { findingJournal } from './findings';
import { hedgeContractJournal } from './hedgeContracts';
import { marketJournal } from './market';
import { MIGRATIONS } from './migrations';
import { orderJournal } from './orders';
import { marginReliefJournal } from './marginReliefs';
import { equityWatchJournal } from './peaks';
import { recoveryJournal } from './recovery';
import { replayBooks } from './replayBooks';
import { noticeRestoring } from './restored';
import { supervisionJournal } from './supervision';
import { upkeepJournal } from './upkeep';

/**
 * Opens the journal in one SQLite file, making or migrating it as needed.
 * `newTag` makes six random characters of [a-z0-9] for a fresh journal. Throws as `Database.open`.
 */
export function openSqliteJournal(
  file: string,
  newTag: () => string,
  options: Partial<DatabaseOptions> = {},
): Journal {
  const database = Database.open(file, MIGRATIONS, options);
  noticeRestoring(database);
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
    ...breakerJournal(database),
    ...equityWatchJournal(database),
    ...marginReliefJournal(database),
    ...hedgeContractJournal(database, orders),
    ...convictionJournal(database),
    ...eventJournal(database),
    ...findingJournal(database),
    ...recoveryJournal(database),
    ...upkeepJournal(database),
    close: () => database.close(),
  };
}
