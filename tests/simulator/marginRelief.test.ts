import { decimal } from '../../lib/model/decimal';
import { DEMO_GRID, runCycle } from '../support/loop';
import { type SteppedWorld, steppedWorld } from '../support/steppedWorld';

/** A hedged grid whose margin is called in danger, on the paper exchange. */

const STEP_MS = 5 * 60_000;
jest.setTimeout(120_000);

let world: SteppedWorld;

beforeEach(async () => {
  world = await steppedWorld('relief', 5);
});
afterEach(() => world.dispose());

/** One cycle, and where the legs stand after it: in base, and |delta| over equity. */
async function cycle(risk: Parameters<typeof runCycle>[3] = {}) {
  return world.session(async (session) => {
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

async function opened() {
  for (let run = 0; run < 6; run += 1) {
    await cycle();
    await world.advance(STEP_MS);
  }
  return cycle();
}

it('takes inventory and hedge down together, delta within its limit on the way', async () => {
  const before = await opened();
  expect(before.inventory).toBeGreaterThan(0);
  const danger = { settings: { maximumMarginRatioPct: 0.001 } };
  const first = await cycle(danger);
  expect(first.item.risk?.relief).toMatchObject({ kind: 'reduceBoth' });
  let last = first;
  for (let run = 0; run < 14; run += 1) {
    await world.advance(STEP_MS);
    const next = await cycle(danger);
    expect(next.inventory).toBeLessThanOrEqual(last.inventory + 1e-9);
    expect(next.deltaFraction).toBeLessThanOrEqual(0.05);
    last = next;
  }
  expect(last.inventory).toBeLessThan(before.inventory * 0.1);
  expect(Math.abs(last.position)).toBeLessThan(Math.abs(before.position) * 0.1);
  // Out of danger the grid works again from where it stands.
  await world.advance(STEP_MS);
  const free = await cycle();
  expect(free.item.risk).toMatchObject({ status: 'approved' });
});

it('adds margin once per approval where that is switched on', async () => {
  await opened();
  const walletOf = (): Promise<number> =>
    world.session(async ({ exchange }) => {
      const { positions } = await exchange.marginAccount('USDT');
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
  await world.advance(STEP_MS);
  const after = await cycle({ ...near, settings: { minimumLiquidationDistancePct: 59 } });
  expect(after.item.risk?.relief).toBeUndefined();
});
