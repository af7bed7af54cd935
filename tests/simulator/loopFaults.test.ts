import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSession, type Session } from '../../lib/session/openSession';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { ABSENCE_HORIZON_MS } from '../../lib/execution/settle';
import { runCycle } from '../support/loop';

/**
 * The whole loop, without n8n, on a paper exchange whose requests fail at random: afterwards the
 * journal and the exchange have the same books, and nothing was done twice.
 */

const MINUTE_MS = 60_000;
const START_BALANCE = 10_000n * 100_000_000n;
const FAULTY_CYCLES = 15;
const CALM_CYCLES = 6;
const PROBABILITY = 0.06;

const ROUTES = [
  'POST /api/v3/order',
  'DELETE /api/v3/order',
  'GET /api/v3/order',
  'GET /api/v3/openOrders',
  'GET /api/v3/myTrades',
  'POST /fapi/v1/order',
  'GET /fapi/v1/order',
  'GET /fapi/v1/openOrders',
  'GET /fapi/v1/userTrades',
];
const FAULTS = [
  { kind: 'reset', phase: 'before' },
  { kind: 'reset', phase: 'after' },
  { kind: 'truncated', phase: 'after' },
  { kind: 'html', phase: 'before' },
  { kind: 'html', phase: 'after' },
  { kind: 'status', status: 503, phase: 'after' },
  { kind: 'status', code: -1007, phase: 'after' },
  { kind: 'status', code: -1001, phase: 'before' },
];

let folder: string;
let simulator: Simulator;
/** Host time that has passed beyond the real one: waits run on it. */
let waitedMs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-faults-'));
  waitedMs = 0;
});
afterEach(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(
    {
      environment: 'simulator',
      apiKey: '',
      apiSecret: '',
      simulatorUrl: simulator.url,
      journalName: 'faults',
    },
    { n8nFolder: folder, hostNow: () => Date.now() + waitedMs },
  );
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/** Intents whose orders could fill, or have filled, more than was wanted. */
function overfilled(): unknown[] {
  const database = new Database(join(folder, 'deltagrid', 'simulator-faults.sqlite'), {
    readonly: true,
  });
  try {
    return database
      .prepare(
        `select intents.id from intents join orders on orders.intent_id = intents.id
         group by intents.id
         having sum(case when orders.state in ('filled', 'cancelled', 'rejected', 'denied', 'expired')
           then cast(orders.filled_quantity as real) else cast(orders.quantity as real) end)
           > cast(intents.quantity as real) + 1e-9`,
      )
      .all();
  } finally {
    database.close();
  }
}

it.each([1, 3])(
  'ends with equal books after a stretch of faults, seed %i',
  async (seed) => {
    simulator = await startSimulator({
      file: join(folder, 'exchange.sqlite'),
      feed: { name: 'synthetic', seed },
      clock: 'stepped',
      balances: { spotQuote: START_BALANCE, usdmQuote: START_BALANCE },
      key: 'simulator-key',
      secret: 'simulator-secret',
      now: Date.now,
      unref: true,
    });
    await withSession(runCycle);
    const rules = ROUTES.flatMap((route) =>
      FAULTS.map((fault) => ({ route, nth: 1, times: 0, probability: PROBABILITY, ...fault })),
    );
    await control('POST', '/sim/faults', { rules, seed });
    for (let cycle = 0; cycle < FAULTY_CYCLES; cycle += 1) {
      await control('POST', '/sim/advance', { ms: 2 * MINUTE_MS });
      // A cycle may fail as a whole: then nothing was decided, and the next one goes on.
      await withSession(runCycle).catch(() => undefined);
      waitedMs += ABSENCE_HORIZON_MS / 2;
    }
    const { rules: applied } = (await control('GET', '/sim/faults')) as {
      rules: { applied: number }[];
    };
    expect(applied.reduce((sum, rule) => sum + rule.applied, 0)).toBeGreaterThan(10);
    await control('DELETE', '/sim/faults');
    for (let cycle = 0; cycle < CALM_CYCLES; cycle += 1) {
      waitedMs += 2 * ABSENCE_HORIZON_MS;
      await control('POST', '/sim/advance', { ms: MINUTE_MS });
      await withSession(runCycle);
    }

    const report = (await control('GET', '/sim/report')) as {
      openOrdersExchange: number;
      duplicateOrders: number;
      symbols: { spotBase: string; futuresPosition: string }[];
    };
    const own = await withSession(async ({ journal }) => ({
      inventory: Number(journal.ownQuantity('spot', 'BTC')),
      position: Number(journal.ownQuantity('usdm', 'BTC')),
      open: journal.allUnfinishedOrders().length,
    }));
    expect(own).toEqual({
      inventory: Number(report.symbols[0]?.spotBase),
      position: Number(report.symbols[0]?.futuresPosition),
      open: report.openOrdersExchange,
    });
    expect(report.duplicateOrders).toBe(0);
    expect(overfilled()).toEqual([]);
  },
  90_000,
);
