import * as fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import type { CurrentGridDefinition } from '../../../lib/model/grid';
import type { MarginRelief } from '../../../lib/model/margin';
import { planGrid, type PlanGridInputs } from '../../../lib/strategy/planGrid';
import { hedgeBand } from '../../../lib/strategy/hedgeBand';
import { planInputs } from '../../support/grids';
import { FUTURES, market } from '../../support/samples';

const RELIEF: MarginRelief = {
  kind: 'reduceBoth',
  amountQuote: '0',
  fraction: 0.25,
  reason: 'a test',
};

function openGrid(): CurrentGridDefinition {
  const { grid } = planGrid(planInputs());
  if (grid?.version !== 2) throw new Error('no grid');
  return grid;
}

/** The plan of a grid whose opening has filled and is hedged but for `delta`. */
function relieved(change: Partial<PlanGridInputs> = {}) {
  const grid = openGrid();
  const held = grid.openingQuantity;
  const opening = {
    lattice: 1,
    leg: 'opening',
    purpose: 'openingInventory',
    generation: 0,
    quantity: held,
    filledQuantity: held,
    netBase: held,
  };
  const plan = planGrid(
    planInputs({
      currentGrid: grid,
      fills: [opening],
      position: decimal(held).negated().toString(),
      relief: RELIEF,
      ...change,
    }),
  );
  const sold = plan.intents.filter(
    ({ instruction }) => instruction.type === 'LIMIT' && instruction.timeInForce === 'IOC',
  );
  return { plan, grid, sold, sum: Decimal.sum(sold.map(({ quantity }) => decimal(quantity))) };
}

describe('a grid whose margin is in danger', () => {
  it('enters nothing, and sells the cells with the furthest exits at once', () => {
    const { plan, grid, sold } = relieved();
    expect(plan.intents.every(({ effect }) => effect === 'reduce')).toBe(true);
    expect(plan.reason).toMatch(/^margin in danger \(a test\): no entries, 3 cells sell at once$/);
    const furthest = grid.cells
      .filter(({ startsHolding }) => startsHolding)
      .sort((a, b) => Number(b.exitPrice) - Number(a.exitPrice))
      .slice(0, 3)
      .map(({ name }) => name);
    expect(sold.map(({ leg }) => leg).sort()).toEqual(furthest.sort());
    expect(sold[0]?.instruction).toMatchObject({ price: '79600', timeInForce: 'IOC' });
    // The others keep their sale.
    expect(plan.intents.length).toBe(10);
  });

  it('waits for the hedge while delta uses the band up', () => {
    expect(relieved({ delta: '-0.0109' }).sold).toEqual([]);
  });

  it.each([
    ['the hedge is off', { settings: { ...planInputs().settings, hedge: 'off' as const } }],
    ['no hedge of ours stands', { position: '0' }],
    ['margin is added instead', { relief: { ...RELIEF, kind: 'addMargin' as const } }],
  ])('goes on as it was where %s', (_what, change) => {
    expect(relieved(change).plan).toEqual(relieved({ ...change, relief: null }).plan);
  });

  it('never sells more than brings delta to its band', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -110, max: 130 }),
        fc.integer({ min: 2, max: 4 }),
        (stray, bandLevels) => {
          const delta = decimal('0.0001').times(decimal(String(stray)));
          const settings = { ...planInputs().settings, bandLevels };
          const { sum, grid } = relieved({ delta: delta.toString(), settings });
          const level = decimal(grid.cells[0]?.quantity ?? '0');
          const { band } = hedgeBand({
            equityQuote: decimal('20000'),
            mark: decimal(market().markPrice),
            levelQuantity: level,
            spacing: decimal(grid.spacing),
            bandLevels,
            hedgeFeePct: settings.hedgeFeePct,
            step: decimal(FUTURES.quantity.step),
          });
          const after = delta.minus(sum);
          if (!sum.isZero()) expect(after.negated().isAbove(band)).toBe(false);
          // There is always something to sell as long as a cell fits.
          if (!band.plus(delta).isBelow(level)) expect(sum.isPositive()).toBe(true);
        },
      ),
    );
  });
});
