import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal } from '../../lib/model/decimal';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { DEMO_GRID, runCycle, withSession } from '../support/loop';

/** A hedged grid whose margin is called in danger, on the paper exchange. */

const START_BALANCE = 10_000n * 100_000_000n;
const STEP_MS = 5 * 60_000;
jest.setTimeout(120_000);

let folder: string;
let simulator: Simulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-relief-'));
  simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'synthetic', seed: 5 },
    clock: 'stepped',
    balances: { spotQuote: START_BALANCE, usdmQuote: START_BALANCE },
    key: 'simulator-key',
    secret: 'simulator-secret',
    now: Date.now,
    unref: true,
  });
});
afterEach(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const credential = () => ({
  environment: 'simulator' as const,
  apiKey: 'simulator-key',
  apiSecret: 'simulator-secret',
  simulatorUrl: simulator.url,
  journalName: 'relief',
});

/** One cycle, and where the legs stand after it: in base, and |delta| over equity. */
async function cycle(risk: Parameters<typeof runCycle>[3] = {}) {
  return withSession(credential(), folder, async (session) => {
    const item = await runCycle(session, DEMO_GRID, 'BTCUSDT', risk);
    expect(item.execution).toMatchObject({ rejected: 0, unknown: 0 });
    const inventory = decimal(session.journal.ownQuantity('spot', 'BTC'));
    const position = decimal(session.journal.ownQuantity('usdm', 'BTC'));
    const worth = inventory
      .plus(position)
      .absolute()
      .times(decimal(item.market?.markPrice ?? '0'));
    return {
      item,
      inventory: inventory.toNumber(),
      position: position.toNumber(),
      deltaFraction: worth.toNumber() / Number(item.account?.equityQuote),
    };
  });
}

async function advance(ms: number): Promise<void> {
  await fetch(`${simulator.url}/sim/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ms }),
  });
}

async function opened() {
  for (let run = 0; run < 6; run += 1) {
    await cycle();
    await advance(STEP_MS);
  }
  return cycle();
}

it('takes inventory and hedge down together, delta within its limit on the way', async () => {
  const before = await opened();
  expect(before.inventory).toBeGreaterThan(0);
  const danger = { settings: { maximumMarginRatioPct: 0.001 } };
  const first = await cycle(danger);
  expect(first.item.risk?.relief).toMatchObject({ kind: 'reduceBoth' });
  expect(first.item.plans?.flatMap(({ warnings }) => warnings)).toContainEqual(
    expect.stringMatching(/^margin in danger \(.+\): \d+ cells? sell at once$/),
  );
  expect(first.inventory).toBeLessThan(before.inventory);
  let last = first;
  for (let run = 0; run < 14; run += 1) {
    await advance(STEP_MS);
    const next = await cycle(danger);
    expect(next.inventory).toBeLessThanOrEqual(last.inventory + 1e-9);
    expect(next.deltaFraction).toBeLessThanOrEqual(0.05);
    last = next;
  }
  expect(last.inventory).toBeLessThan(before.inventory * 0.35);
  expect(Math.abs(last.position)).toBeLessThan(Math.abs(before.position) * 0.5);
  // Out of danger the grid works again from where it stands.
  await advance(STEP_MS);
  const free = await cycle();
  expect(free.item.risk).toMatchObject({ status: 'approved' });
});

it('adds margin once per approval where that is switched on', async () => {
  await opened();
  const walletOf = (): Promise<number> =>
    withSession(credential(), folder, async ({ exchange }) => {
      const { positions } = await exchange.marginAccount();
      return Number(positions[0]?.isolatedWalletQuote ?? 0);
    });
  const before = await walletOf();
  const near = {
    settings: { minimumLiquidationDistancePct: 60 },
    watch: { addMargin: true },
  };
  const { item, inventory } = await cycle(near);
  const added = item.risk?.relief;
  expect(added).toMatchObject({ kind: 'addMargin' });
  expect(item.execution?.notes).toContainEqual(
    expect.stringMatching(/were added to the margin of BTCUSDT/),
  );
  expect((await walletOf()) - before).toBeCloseTo(Number(added?.amountQuote), 1);
  expect(inventory).toBeGreaterThan(0);
  await advance(STEP_MS);
  const after = await cycle({ ...near, settings: { minimumLiquidationDistancePct: 59 } });
  expect(after.item.risk?.relief).toBeUndefined();
});
