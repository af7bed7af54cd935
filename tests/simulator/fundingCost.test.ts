import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession } from '../../lib/session/openSession';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { DEMO_GRID, runCycle } from '../support/loop';

/**
 * fundingRate and fundingInfo share 500 requests in five minutes, over all symbols: the loop asks for
 * the settlements of a symbol at most once between two of them, in however many executions.
 */

const HOUR_MS = 3_600_000;
let folder: string;
let simulator: Simulator;
jest.setTimeout(120_000);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-funding-cost-'));
  simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'synthetic', seed: 1 },
    clock: 'stepped',
    balances: { spotQuote: 10_000n * 10n ** 8n, usdmQuote: 10_000n * 10n ** 8n },
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

async function advance(ms: number): Promise<void> {
  await fetch(`${simulator.url}/sim/advance`, { method: 'POST', body: JSON.stringify({ ms }) });
}

/** One cycle in a session of its own, as n8n runs it; answers its funding requests. */
async function cycle(): Promise<number> {
  let requests = 0;
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
      log: ({ path }) => {
        if (/fundingRate|fundingInfo/.test(path)) requests += 1;
      },
    },
  );
  try {
    await runCycle(session, { ...DEMO_GRID, utilizationFraction: 0.1 });
    return requests;
  } finally {
    session.close();
  }
}

it('the loop reads settled funding at most once between two settlements', async () => {
  const counts: number[] = [];
  let settlements = 0;
  const time = async (): Promise<number> => {
    const reply = await fetch(`${simulator.url}/fapi/v1/time`);
    const body: unknown = await reply.json();
    if (typeof body !== 'object' || body === null || !('serverTime' in body)) return NaN;
    return Math.floor(Number(body.serverTime) / (8 * HOUR_MS));
  };
  const first = await time();
  for (let nth = 0; nth < 7; nth += 1) {
    counts.push(await cycle());
    counts.push(await cycle());
    await advance(3 * HOUR_MS);
  }
  settlements = (await time()) - first;
  expect(settlements).toBeGreaterThanOrEqual(2);
  expect(counts[0]).toBe(1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1 + settlements);
  // The second of two cycles at the same time never asks.
  expect(counts.filter((_, index) => index % 2 === 1).every((count) => count === 0)).toBe(true);
});
