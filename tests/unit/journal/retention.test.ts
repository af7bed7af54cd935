import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../../lib/journal/sqlite/database';
import {
  KEPT_CANDLES,
  KEPT_FOR_EVER,
  removeOld,
  RETENTION,
} from '../../../lib/journal/sqlite/retention';
import { temporaryJournal } from '../../support/journals';
import { entry, newOrder } from '../../support/samples';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-06-01T12:00:00Z');
const daysAgo = (days: number): number => NOW - days * DAY_MS;

let world: ReturnType<typeof temporaryJournal>;
let database: Database;
beforeEach(() => {
  world = temporaryJournal();
  database = Database.open(world.file);
});
afterEach(() => {
  database.close();
  world.dispose();
});

const execute = (text: string, ...values: unknown[]): void => {
  database.connection.prepare(text).run(...values);
};
const column = (text: string): unknown[] => database.connection.prepare(text).pluck().all();

it('decides about every table of the schema', () => {
  const tables = column(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
  );
  const decided = [...RETENTION.map(({ table }) => table), ...KEPT_FOR_EVER];
  expect(decided.sort()).toEqual(tables.sort());
});

describe('what is old', () => {
  it.each([
    ['system_events', 91, 89],
    ['errors', 91, 89],
    ['regimes', 91, 89],
  ])('goes from %s after 90 days', (table, old, young) => {
    for (const at of [daysAgo(old), daysAgo(young)]) {
      if (table === 'system_events') world.journal.recordEvent('x', {}, at);
      if (table === 'errors') world.journal.recordError('x', 'y', 'z', at);
      if (table === 'regimes') {
        execute("insert into regimes values ('BTCUSDT', '1h', ?, 'range', '{}', ?)", at, at);
      }
    }
    expect(removeOld(database, NOW)).toBe(1);
    expect(column(`select at from ${table}`)).toEqual([daysAgo(young)]);
  });

  it('goes from convictions after 8 days and from funding after 120, by the exchange’s time', () => {
    const conviction = (at: number) =>
      execute("insert into convictions values ('BTCUSDT', ?, 0, 0, 0, 0, 0, 0, 0, 0)", at);
    const rate = (at: number) =>
      execute("insert into funding_rates values ('BTCUSDT', ?, '0.0001', '')", at);
    // A paper exchange that replays the year before: nothing of it is old beside its newest.
    const replayed = daysAgo(365);
    for (const days of [0, 7]) conviction(replayed + days * DAY_MS);
    for (const days of [0, 110]) rate(replayed + days * DAY_MS);
    expect(removeOld(database, NOW)).toBe(0);
    conviction(replayed + 9 * DAY_MS);
    rate(replayed + 121 * DAY_MS);
    expect(removeOld(database, NOW + DAY_MS)).toBe(2);
    // And what the host’s clock calls young stays, whatever a stray row says.
    conviction(daysAgo(1));
    conviction(NOW + 365 * DAY_MS);
    removeOld(database, NOW + 2 * DAY_MS);
    expect(column('select minute_at from convictions')).toEqual([daysAgo(1), NOW + 365 * DAY_MS]);
  });

  it('goes from plans after 30 days, but never the newest of a scope', () => {
    const add = (id: number, scope: string, days: number) =>
      execute(
        'insert into plans values (?, ?, ?, 0, ?, ?)',
        id,
        scope,
        `${id}`,
        '{}',
        daysAgo(days),
      );
    add(1, 'a', 40);
    add(2, 'a', 31);
    add(3, 'b', 40);
    add(4, 'b', 1);
    removeOld(database, NOW);
    expect(column('select id from plans order by id')).toEqual([2, 4]);
  });

  it('goes from order events after 180 days, but not of orders that have not ended', () => {
    const [ended, live] = world.journal.intendOrders(
      [newOrder(entry({ id: 'ended' })), newOrder(entry({ id: 'live' }))],
      { approvalId: null, planReason: '', at: daysAgo(200) },
    );
    const note = (order: typeof live) =>
      execute(
        'insert into order_events(client_order_id, to_state, cause, context, at) values (?, ?, ?, ?, ?)',
        order?.clientOrderId ?? '',
        'intended',
        'test',
        '{}',
        daysAgo(200),
      );
    note(ended);
    note(live);
    world.journal.transition(ended?.clientOrderId ?? '', 'expired', 'test', daysAgo(1));
    removeOld(database, NOW);
    expect(column('select client_order_id from order_events order by id')).toEqual([
      live?.clientOrderId,
      ended?.clientOrderId,
    ]);
    expect(world.journal.order(ended?.clientOrderId ?? '')).not.toBeNull();
  });

  it('goes from equity after 30 days, but the last of each day stays', () => {
    const noon = daysAgo(40);
    const times = [noon, noon + 1_000, noon + DAY_MS, daysAgo(1), daysAgo(1) + 1];
    for (const at of times) {
      world.journal.saveEquity({
        at,
        equityQuote: '1',
        spotQuote: '1',
        inventory: '0',
        position: '0',
        markPrice: '1',
      });
    }
    removeOld(database, NOW);
    expect(column('select at from equity_snapshots order by at')).toEqual(times.slice(1));
  });

  it('goes from approvals 30 days after they expired, unless they still reserve', () => {
    const add = (id: string, days: number) =>
      execute("insert into approvals values (?, '', '', 'done', 1, ?, null)", id, daysAgo(days));
    add('old', 31);
    add('young', 29);
    add('reserving', 31);
    execute(
      `insert into reservations(approval_id, scope, market, symbol, amount_quote, expires_at)
       values ('reserving', 's', 'spot', 'B', '1', ?)`,
      NOW + 1,
    );
    removeOld(database, NOW);
    expect(column('select id from approvals order by id')).toEqual(['reserving', 'young']);
  });

  it('goes from candles beyond the newest of each series', () => {
    const insert = database.connection.prepare(
      "insert into candles values ('spot', ?, '1m', ?, 1, 1, 1, 1, 1, 1)",
    );
    database.write(() => {
      for (let index = 0; index < KEPT_CANDLES + 3; index += 1) insert.run('BTCUSDT', index);
      insert.run('ETHUSDT', 0);
    });
    expect(removeOld(database, NOW)).toBe(3);
    expect(column("select min(open_at) from candles where symbol = 'BTCUSDT'")).toEqual([3]);
    expect(column("select count(*) from candles where symbol = 'ETHUSDT'")).toEqual([1]);
  });
});

it('is removed once a day, part by part, so that no run waits long', () => {
  database.write(() => {
    for (let index = 0; index < 10_700; index += 1) addEvent(daysAgo(100));
  });
  expect(removeOld(database, NOW)).toBe(10_000);
  expect(removeOld(database, NOW + 1)).toBe(700);
  addEvent(daysAgo(100));
  expect(removeOld(database, NOW + DAY_MS)).toBe(0);
  expect(removeOld(database, NOW + DAY_MS + 1)).toBe(1);
});

function addEvent(at: number): void {
  execute("insert into system_events(kind, body, at) values ('x', '{}', ?)", at);
}

it('is documented', () => {
  const text = readFileSync(join(__dirname, '../../../docs/journal.md'), 'utf8');
  const rows = text.split('\n').map((line) => line.replaceAll(/\s+/g, ' '));
  for (const { table, keeps } of RETENTION) expect(rows).toContain(`| \`${table}\` | ${keeps} |`);
});
