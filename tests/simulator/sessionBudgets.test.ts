import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSession, type Session } from '../../lib/session/openSession';
import { start, stopAll } from './support';

/** Where a session keeps what it took: the machine's file and the account's journal. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-budgets-'));
});
afterEach(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

function open(simulatorUrl: string, journalName: string): Promise<Session> {
  return openSession(
    { environment: 'simulator', apiKey: '', apiSecret: '', simulatorUrl, journalName },
    { n8nFolder: folder, hostNow: Date.now },
  );
}

const usedOf = (session: Session, market: string, name: string, windowMs: number): number =>
  session
    .usage()
    .find((one) => one.market === market && one.name === name && one.windowMs === windowMs)?.used ??
  -1;

it('goes on counting in the next session, weight for all and orders for the account', async () => {
  const { simulator } = await start({ clock: 'wall', now: Date.now });
  const first = await open(simulator.url, 'one');
  const book = await first.exchange.book('spot', 'BTCUSDT', 5);
  const price = `${Math.floor(Number(book.bids[0]?.price ?? 0) * 0.9)}.00`;
  const outcome = await first.exchange.submit({
    market: 'spot',
    symbol: 'BTCUSDT',
    side: 'BUY',
    quantity: '0.001',
    instruction: { type: 'LIMIT', price, timeInForce: 'GTC' },
    clientOrderId: 'dg-budgets-1',
    reduceOnly: false,
    positionSide: null,
  });
  expect(outcome.kind).toBe('accepted');
  // A window that does not end while the test runs.
  const day = 86_400_000;
  expect(usedOf(first, 'spot', 'orders', day)).toBe(1);
  first.close();
  first.close();

  const second = await open(simulator.url, 'one');
  expect(usedOf(second, 'spot', 'orders', day)).toBe(1);
  second.close();
  // Another journal is another account; the machine is the same.
  const other = await open(simulator.url, 'two');
  expect(usedOf(other, 'spot', 'orders', day)).toBe(0);
  other.close();

  const machine = new Database(join(folder, 'deltagrid', 'machine.sqlite'), { readonly: true });
  const keys = machine.prepare('select key from budget_windows order by key').pluck().all();
  machine.close();
  expect(keys).toEqual([`spot ${simulator.url} raw 300000`, `spot ${simulator.url} weight 60000`]);
});
