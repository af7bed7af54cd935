import * as fc from 'fast-check';
import { NO_BRAKES } from '../../../lib/model/brakes';
import { decimal } from '../../../lib/model/decimal';
import type { CurrentGridDefinition } from '../../../lib/model/grid';
import { brakesFor, DEFAULT_BRAKE_SETTINGS } from '../../../lib/risk/brakes';
import { brakedExit } from '../../../lib/strategy/braking';
import { gridBreakEvenPct } from '../../../lib/strategy/breakEven';
import { planGrid, type PlanGridInputs } from '../../../lib/strategy/planGrid';
import { planInputs } from '../../support/grids';

const FIRST = brakesFor(-5, DEFAULT_BRAKE_SETTINGS);
const SECOND = brakesFor(-10, DEFAULT_BRAKE_SETTINGS);

function openGrid(): CurrentGridDefinition {
  const { grid } = planGrid(planInputs());
  if (grid?.version !== 2) throw new Error('no grid');
  return grid;
}

/** The plan of an open grid whose opening has filled, `filled` of its nearest buy as well. */
function planOfOpen(change: Partial<PlanGridInputs>, filled = '0') {
  const grid = openGrid();
  const nearest = planGrid(planInputs()).intents.find(({ purpose }) => purpose === 'gridEntry');
  const opening = {
    lattice: 1,
    leg: 'opening',
    purpose: 'openingInventory',
    generation: 0,
    quantity: grid.openingQuantity,
    filledQuantity: grid.openingQuantity,
    netBase: grid.openingQuantity,
  };
  const entry = {
    lattice: 1,
    leg: nearest?.leg ?? '',
    purpose: 'gridEntry',
    generation: 0,
    quantity: nearest?.quantity ?? '0',
    filledQuantity: filled,
    netBase: filled,
  };
  const fills = filled === '0' ? [opening] : [opening, entry];
  const plan = planGrid(planInputs({ currentGrid: grid, fills, ...change }));
  const priceOf = ({ instruction }: (typeof plan.intents)[number]): number =>
    instruction.type === 'LIMIT' ? Number(instruction.price) : NaN;
  return {
    plan,
    grid,
    leg: entry.leg,
    entries: plan.intents.filter(({ purpose }) => purpose === 'gridEntry'),
    exits: plan.intents.filter(({ purpose }) => purpose === 'gridExit').map(priceOf),
  };
}

describe('a grid under the brakes', () => {
  it('rests its sales at 0.7 of their distance under the first, entries as they were', () => {
    const free = planOfOpen({});
    const braked = planOfOpen({ brakes: FIRST });
    expect(braked.exits).toHaveLength(free.exits.length);
    for (const cell of braked.grid.cells.filter(({ startsHolding }) => startsHolding)) {
      const wanted =
        Number(cell.lowerPrice) + 0.7 * (Number(cell.exitPrice) - Number(cell.lowerPrice));
      expect(braked.exits.some((price) => Math.abs(price - wanted) <= 0.011)).toBe(true);
    }
    expect(braked.entries).toEqual(free.entries);
    expect(braked.plan.warnings).toContainEqual(
      expect.stringMatching(/^brake 1: the equity is 5\.00 % below its peak/),
    );
  });

  it('halves entries under the second, and keeps what they have filled', () => {
    const free = planOfOpen({});
    const { entries } = planOfOpen({ brakes: SECOND });
    expect(entries).toHaveLength(free.entries.length);
    entries.forEach((entry, index) => {
      const whole = decimal(free.entries[index]?.quantity ?? '0');
      expect(entry.quantity).toBe(
        whole.times(decimal('0.5')).floorTo(decimal('0.00001')).toString(),
      );
    });
    const most = decimal(free.entries[0]?.quantity ?? '0').times(decimal('0.8'));
    const filled = most.floorTo(decimal('0.00001')).toString();
    const begun = planOfOpen({ brakes: SECOND }, filled);
    expect(begun.entries.find(({ leg }) => leg === begun.leg)?.quantity).toBe(filled);
  });

  it('enters nothing whose half is no order', () => {
    const spot = { ...planInputs().spot, minimumNotionalQuote: '150' };
    expect(planOfOpen({ spot }).entries).not.toEqual([]);
    expect(planOfOpen({ spot, brakes: SECOND }).entries).toEqual([]);
  });

  it('lets in under the second what a conviction above 0.8 wants, and nothing below', () => {
    const grid = openGrid();
    const convinced = (conviction: number) => ({
      ...grid,
      cells: grid.cells.map((cell) => ({ ...cell, conviction })),
    });
    // At the far lines: near the price a conviction that is gone takes them off anyway.
    const far = (conviction: number) =>
      planGrid(planInputs({ currentGrid: convinced(conviction), brakes: SECOND })).intents.filter(
        ({ purpose }) => purpose === 'gridEntry',
      ).length;
    expect(far(0.8)).toBe(0);
    expect(far(0.9)).toBeGreaterThan(0);
  });

  it('opens nothing under the third, and says who lets it go on', () => {
    const third = brakesFor(-15, DEFAULT_BRAKE_SETTINGS);
    expect(planGrid(planInputs({ brakes: third }))).toMatchObject({
      disposition: 'empty',
      intents: [],
      reason: expect.stringContaining('until a person resets it'),
    });
  });

  it('opens in halves', () => {
    const opening = (brakes = NO_BRAKES) =>
      planGrid(planInputs({ brakes })).intents.find(
        ({ purpose }) => purpose === 'openingInventory',
      );
    const [free, braked] = [opening(), opening(SECOND)];
    const half = decimal(free?.quantity ?? '0').times(decimal('0.5'));
    expect(
      half
        .minus(decimal(braked?.quantity ?? '0'))
        .absolute()
        .toNumber(),
    ).toBeLessThan(2e-5);
  });

  it('never sells nearer than the fees of the round trip, nor further than without a brake', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 9_000_000 }),
        fc.integer({ min: 1, max: 50_000 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.constantFrom(0, 0.075, 0.1),
        (lowerTicks, ticks, takeProfitFactor, feePct) => {
          const tick = decimal('0.01');
          const lower = decimal(String(lowerTicks)).times(tick);
          const exit = lower.plus(decimal(String(ticks)).times(tick));
          const [cell] = openGrid().cells;
          if (!cell) throw new Error('no cell');
          const made = { ...cell, lowerPrice: lower.toString(), exitPrice: exit.toString() };
          const braked = brakedExit(made, { ...FIRST, takeProfitFactor }, feePct, tick);
          expect(braked.isMultipleOf(tick)).toBe(true);
          expect(braked.isAbove(exit)).toBe(false);
          const earns =
            Number(braked) >= Number(lower) * (1 + gridBreakEvenPct(feePct) / 100) - 1e-9;
          expect(earns || braked.equals(exit)).toBe(true);
        },
      ),
    );
  });
});
