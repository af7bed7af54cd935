import { reconcileItem } from '../../lib/operations/reconcile';
import { runCycle } from '../support/loop';
import { type SteppedWorld, steppedWorld } from '../support/steppedWorld';

/**
 * The exchange takes the hedge away by auto-deleveraging: seen by the id of its order, booked once,
 * and hedged anew by the loop itself (failure scenario D08), over HTTP.
 */

let world: SteppedWorld;
jest.setTimeout(60_000);

beforeAll(async () => {
  world = await steppedWorld('adl', 1);
});
afterAll(() => world.dispose());

const position = () =>
  world.session(async ({ journal, exchange }) => ({
    journal: journal.ownQuantity('usdm', 'BTC'),
    exchange: (await exchange.futuresAccount()).positions[0]?.quantity ?? '0',
  }));

const pass = () =>
  world.session(async (session) => {
    const item = { symbol: 'BTCUSDT', at: 1, environment: session.environment };
    const { findings } = await reconcileItem(session, item, { holder: 'adl' });
    return (findings ?? []).map(({ code }) => code);
  });

it('books the closing once, and the next cycle hedges again', async () => {
  await world.session((session) => runCycle(session));
  await pass();
  const before = await position();
  expect(Number(before.journal)).toBeLessThan(0);
  expect(before.journal).toBe(before.exchange);

  await world.control('/sim/adl', { symbol: 'BTCUSDT' });
  await world.control('/sim/advance', { ms: 1 });
  expect(await pass()).toEqual(['DELEVERAGED', 'FILLS_BOOKED']);
  expect(await position()).toEqual({ journal: '0', exchange: '0' });
  expect(await pass()).toEqual([]);

  await world.session((session) => runCycle(session));
  expect(await position()).toEqual(before);
});
