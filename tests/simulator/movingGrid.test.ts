import { Decimal, decimal } from '../../lib/model/decimal';
import type { GridSettings } from '../../lib/strategy/settings';
import { DEMO_GRID, runCycle } from '../support/loop';
import { type SteppedWorld, steppedWorld } from '../support/steppedWorld';

/**
 * A narrow grid that price leaves again and again, on the paper exchange: it moves by whole lines,
 * and what it holds always has its sales.
 */

const CYCLES = 26;
const STEP_MS = 40 * 60_000;
const NARROW: GridSettings = {
  ...DEMO_GRID,
  levelsPerSide: 3,
  recentreAtr: 1,
  trailUp: true,
  trailDown: true,
};

let world: SteppedWorld;

beforeEach(async () => {
  world = await steppedWorld('moving', 5);
});
afterEach(() => world.dispose());

it('follows the price by whole lines and never leaves inventory without its sale', async () => {
  const numbers = new Set<number>();
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    await world.session(async (session) => {
      const item = await runCycle(session, NARROW);
      expect(item.execution).toMatchObject({ rejected: 0, unknown: 0 });
      const delta = decimal(item.account?.delta ?? '0').absolute();
      const worth = delta.times(decimal(item.market?.markPrice ?? '0')).toNumber();
      expect(worth / Number(item.account?.equityQuote)).toBeLessThanOrEqual(0.05);
      const { journal } = session;
      const grid = journal.currentGrid('grid', 'BTCUSDT');
      if (grid) numbers.add(grid.number);
    });
    await world.advance(STEP_MS);
  }
  expect(numbers.size).toBeGreaterThan(2);

  await world.session(async (session) => {
    // One cycle to book what filled, one to offer what it brought.
    await runCycle(session, NARROW);
    await runCycle(session, NARROW);
    const { journal } = session;
    const sales = Decimal.sum(
      journal
        .unfinishedOrders('spot', 'BTCUSDT')
        .filter(({ side }) => side === 'SELL')
        .map(({ quantity, filledQuantity }) => decimal(quantity).minus(decimal(filledQuantity))),
    );
    const bare = decimal(journal.ownQuantity('spot', 'BTC')).minus(sales);
    // Dust below the least order of each cell that was ever dealt, no more.
    expect(bare.isNegative()).toBe(false);
    expect(bare.times(decimal('80000')).isBelow(decimal('30'))).toBe(true);
    const report = (await world.report()) as {
      openOrdersExchange: number;
      duplicateOrders: number;
    };
    expect(journal.allUnfinishedOrders()).toHaveLength(report.openOrdersExchange);
    expect(report.duplicateOrders).toBe(0);
    expect(numbers.size).toBeGreaterThan(2);
  });
}, 120_000);
