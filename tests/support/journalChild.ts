import { Database } from '../../lib/journal/sqlite/database';
import { openSqliteJournal } from '../../lib/journal/sqlite/sqliteJournal';
import { entry, newOrder } from './samples';

/**
 * A process of its own that works on a journal until it is killed:
 *   journalChild.ts write FILE     makes the journal, writes orders and backups, says each id it committed
 *   journalChild.ts migrate FILE   brings the schema of `MIGRATION` up to date
 */
export const MIGRATION: readonly string[] = [
  'create table app_state(key text primary key, value text not null, at integer not null);',
  `create table second(number integer primary key);
   with recursive counter(number) as (
     select 1 union all select number + 1 from counter where number < 1000000)
   insert into second select number from counter;`,
];

const HOUR_MS = 3_600_000;

function write(file: string): void {
  const journal = openSqliteJournal(file, () => 'abc123');
  for (let round = 0; ; round += 1) {
    const context = { approvalId: null, planReason: 'test', at: round };
    const intent = entry({ id: `intent-${process.pid}-${round}` });
    const [order] = journal.intendOrders([newOrder(intent)], context);
    process.stdout.write(`${order?.clientOrderId ?? ''}\n`);
    if (round % 10 === 0) journal.upkeep((round + 1) * HOUR_MS);
  }
}

const [, , task, file] = process.argv;
if (task === 'write' && file !== undefined) write(file);
if (task === 'migrate' && file !== undefined) {
  process.stdout.write('migrating\n');
  Database.open(file, MIGRATION).close();
}
