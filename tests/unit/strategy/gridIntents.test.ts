import * as fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import type { CurrentGridDefinition } from '../../../lib/model/grid';
import { hedgeBand } from '../../../lib/strategy/hedgeBand';
import { planGrid } from '../../../lib/strategy/planGrid';
import { planInputs } from '../../support/grids';
import { DEMO_GRID } from '../../support/loop';
import { FUTURES, market } from '../../support/samples';

const ASK = '78000';
const BELOW = market({ spotBid: '77999.99', spotAsk: ASK, markPrice: ASK });
const EQUITY = '20000';

function openGrid(bandLevels: number): CurrentGridDefinition {
  const { grid } = planGrid(planInputs({ settings: { ...DEMO_GRID, bandLevels } }));
  if (grid?.version !== 2) throw new Error('no grid');
  return grid;
}

/** The buys that would take at once where price has fallen below several lines, and what limits them. */
function takingAt(delta: Decimal, bandLevels: number) {
  const settings = { ...DEMO_GRID, bandLevels };
  const grid = openGrid(bandLevels);
  const opening = {
    lattice: 1,
    leg: 'opening',
    purpose: 'openingInventory',
    generation: 0,
    quantity: grid.openingQuantity,
    filledQuantity: grid.openingQuantity,
    netBase: grid.openingQuantity,
  };
  const plan = planGrid(
    planInputs({
      settings,
      currentGrid: grid,
      market: BELOW,
      equityQuote: EQUITY,
      delta: delta.toString(),
      fills: [opening],
    }),
  );
  const level = grid.cells
    .map(({ quantity }) => decimal(quantity))
    .reduce((most, each) => Decimal.max(most, each));
  const { band } = hedgeBand({
    equityQuote: decimal(EQUITY),
    mark: decimal(ASK),
    levelQuantity: level,
    spacing: decimal(grid.spacing),
    bandLevels,
    hedgeFeePct: settings.hedgeFeePct,
    step: decimal(FUTURES.quantity.step),
  });
  const lines = new Map(grid.cells.map(({ name, lowerPrice }) => [name, decimal(lowerPrice)]));
  const taking = plan.intents.filter(
    ({ purpose, leg }) => purpose === 'gridEntry' && !lines.get(leg)?.isBelow(decimal(ASK)),
  );
  const quantity = Decimal.sum(taking.map((intent) => decimal(intent.quantity)));
  return { count: taking.length, quantity, level, band };
}

describe('buys that would take at once', () => {
  it('are one level less than the band carries where nothing is unhedged', () => {
    expect(takingAt(Decimal.zero, 3).count).toBe(2);
    expect(takingAt(Decimal.zero, 5).count).toBe(4);
  });

  it('wait while what is unhedged already leaves no room for them', () => {
    const { band, level } = takingAt(Decimal.zero, 3);
    expect(takingAt(band.minus(level), 3).count).toBe(1);
    expect(takingAt(band.minus(level).plus(decimal('0.00001')), 3).count).toBe(0);
  });

  it('are never held up by next to nothing', () => {
    const { level } = takingAt(Decimal.zero, 1);
    expect(takingAt(level.times(decimal('0.4')), 1).count).toBe(1);
  });

  it('never take delta out of its band', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 120 }),
        (levels, pct) => {
          const { band } = takingAt(Decimal.zero, levels);
          const delta = band.times(decimal(String(pct / 100)));
          const { quantity } = takingAt(delta, levels);
          return quantity.isZero() || !delta.plus(quantity).isAbove(band);
        },
      ),
      { numRuns: 60 },
    );
  });
});
