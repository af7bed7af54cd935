import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reconcileItem } from '../../lib/operations/reconcile';
import { openSession, type Session } from '../../lib/session/openSession';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { runCycle } from '../support/loop';

/**
 * The exchange takes the hedge away by auto-deleveraging: seen by the id of its order, booked once,
 * and hedged anew by the loop itself (failure scenario D08), over HTTP.
 */

const START_BALANCE = 10_000n * 100_000_000n;
let folder: string;
let simulator: Simulator;
jest.setTimeout(60_000);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-adl-'));
  simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'synthetic', seed: 1 },
    clock: 'stepped',
    balances: { spotQuote: START_BALANCE, usdmQuote: START_BALANCE },
    key: 'simulator-key',
    secret: 'simulator-secret',
    now: Date.now,
    unref: true,
  });
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

async function control(path: string, body: object): Promise<void> {
  const response = await fetch(`${simulator.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
}

async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(
    {
      environment: 'simulator',
      apiKey: '',
      apiSecret: '',
      simulatorUrl: simulator.url,
      journalName: 'adl',
    },
    { n8nFolder: folder, hostNow: Date.now },
  );
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

const position = () =>
  withSession(async ({ journal, exchange }) => ({
    journal: journal.ownQuantity('usdm', 'BTC'),
    exchange: (await exchange.futuresAccount()).positions[0]?.quantity ?? '0',
  }));

const pass = () =>
  withSession(async (session) => {
    const item = { symbol: 'BTCUSDT', at: 1, environment: session.environment };
    const { findings } = await reconcileItem(session, item, { holder: 'adl' });
    return (findings ?? []).map(({ code }) => code);
  });

it('books the closing once, and the next cycle hedges again', async () => {
  await withSession((session) => runCycle(session));
  await pass();
  const before = await position();
  expect(Number(before.journal)).toBeLessThan(0);
  expect(before.journal).toBe(before.exchange);

  await control('/sim/adl', { symbol: 'BTCUSDT' });
  await control('/sim/advance', { ms: 1 });
  expect(await pass()).toEqual(['DELEVERAGED', 'FILLS_BOOKED']);
  expect(await position()).toEqual({ journal: '0', exchange: '0' });
  expect(await pass()).toEqual([]);

  await withSession((session) => runCycle(session));
  expect(await position()).toEqual(before);
});
