import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../lib/model/item';
import { type FullPasses, reconcileItems } from '../../lib/operations/reconcile';
import { openSession, type Session } from '../../lib/session/openSession';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { DEMO_GRID, runCycle } from '../support/loop';

/**
 * What Reconcile costs in an idle cycle on three symbols, counted by the paper exchange's own
 * weights: at most 60 weight and 14 requests over both hosts (issue ORDERS, measure 4).
 */

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const START_BALANCE = 100_000n * 100_000_000n;
const MOST_WEIGHT = 60;
const MOST_REQUESTS = 14;

let folder: string;
let simulator: Simulator;
let requests: string[];
const lastFullPasses: FullPasses = new Map();
jest.setTimeout(120_000);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-cost-'));
  simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'synthetic', seed: 1, symbols: SYMBOLS },
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

/** Weight that the exchange has counted on both hosts; asking costs 1 on each. */
async function usedWeight(): Promise<number> {
  const used = await Promise.all(
    ['/api/v3/ping', '/fapi/v1/ping'].map(async (path) => {
      const reply = await fetch(`${simulator.url}${path}`);
      return Number(reply.headers.get('x-mbx-used-weight-1m'));
    }),
  );
  return used.reduce((sum, weight) => sum + weight, 0);
}

/** Opens a session as every execution of the node does. */
async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  requests = [];
  const session = await openSession(
    {
      environment: 'simulator',
      apiKey: '',
      apiSecret: '',
      simulatorUrl: simulator.url,
      journalName: 'cost',
    },
    {
      n8nFolder: folder,
      hostNow: Date.now,
      log: ({ method, path }) => requests.push(`${method} ${path}`),
    },
  );
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

const itemsOf = (session: Session): Item[] =>
  SYMBOLS.map((symbol) => ({
    symbol,
    at: session.clocks.exchangeNow(),
    environment: session.environment,
  }));

const reconcileAll = () =>
  withSession((session) =>
    reconcileItems(session, itemsOf(session), { holder: 'cost' }, lastFullPasses),
  );

it('reads everything once, and then only what an idle account needs', async () => {
  const grid = { ...DEMO_GRID, utilizationFraction: 0.1 };
  for (const symbol of SYMBOLS) {
    await withSession((session) => runCycle(session, grid, symbol));
  }
  // Books what the cycles did, and reads all there is to read, as the first pass of a process does.
  await reconcileAll();
  const before = await usedWeight();
  const items = await reconcileAll();
  const weight = (await usedWeight()) - before - 2;
  expect(items.map(({ findings }) => findings)).toEqual([[], [], []]);
  expect(items.map(({ account }) => Number(account?.inventory) > 0)).toEqual([true, true, true]);
  process.stdout.write(`idle cycle on 3 symbols: ${weight} weight, ${requests.length} requests\n`);
  expect(requests.length).toBeLessThanOrEqual(MOST_REQUESTS);
  expect(weight).toBeLessThanOrEqual(MOST_WEIGHT);
  expect(requests.filter((request) => /Trades|income|exchangeInfo/.test(request))).toEqual([]);
});
