import { decimal } from '../../../lib/model/decimal';
import { planSchema } from '../../../lib/model/plan';
import { planGrid, type PlanGridInputs } from '../../../lib/strategy/planGrid';
import { DEMO_GRID } from '../../support/loop';
import { planInputs } from '../../support/grids';
import { market } from '../../support/samples';

function plan(change: Partial<PlanGridInputs> = {}) {
  return planGrid(planInputs(change));
}

describe('the plan of a grid', () => {
  it('opens in RANGE with inventory and the buys below', () => {
    const opened = plan();
    expect(() => planSchema.parse(opened)).not.toThrow();
    expect(opened.intents.map(({ purpose }) => purpose)).toEqual([
      'openingInventory',
      ...Array(10).fill('gridEntry'),
    ]);
    expect(opened.intents[0]?.instruction).toEqual({
      type: 'LIMIT',
      price: '80400.01',
      timeInForce: 'IOC',
    });
    expect(new Set(opened.intents.map(({ id }) => id)).size).toBe(11);
  });

  it.each(['TREND', 'NO_TRADE'] as const)('does not open in %s, and says why', (regime) => {
    expect(plan({ regime })).toMatchObject({
      disposition: 'empty',
      intents: [],
      reason: expect.stringContaining(regime),
    });
  });

  it('keeps only sales of an open grid outside RANGE', () => {
    const { grid } = plan();
    if (!grid) throw new Error('no grid');
    const fills = [
      {
        lattice: 1,
        leg: 'opening',
        purpose: 'openingInventory',
        generation: 0,
        quantity: grid.openingQuantity,
        filledQuantity: grid.openingQuantity,
        netBase: decimal(grid.openingQuantity).times(decimal('0.999')).toString(),
      },
    ];
    const kept = plan({ regime: 'TREND', currentGrid: grid, fills });
    expect(kept.disposition).toBe('exitsOnly');
    expect(kept.intents).toHaveLength(10);
    expect(kept.intents.every(({ side, effect }) => side === 'SELL' && effect === 'reduce')).toBe(
      true,
    );
    const working = plan({ currentGrid: grid, fills });
    expect(working.intents).toHaveLength(20);
  });

  it('is refused when the spacing cannot pay the grid fees, and warns between the break-evens', () => {
    expect(plan({ settings: { ...DEMO_GRID, spacingPct: 0.2 } })).toMatchObject({
      disposition: 'empty',
      reason: expect.stringMatching(/below the grid's own fees of 0.2002 %/),
    });
    expect(plan({ settings: { ...DEMO_GRID, spacingPct: 0.21 } }).warnings).toEqual([
      expect.stringMatching(/full break-even of 0.2335 %/),
    ]);
    expect(plan().warnings).toEqual([]);
  });

  it('keeps working an open grid whatever the settings became, with a warning', () => {
    const { grid } = plan();
    if (!grid) throw new Error('no grid');
    const kept = plan({ currentGrid: grid, settings: { ...DEMO_GRID, gridFeePct: 0.2 } });
    expect(kept.intents.length).toBeGreaterThan(0);
    expect(kept.warnings).toContainEqual(expect.stringMatching(/every round trip loses/));
  });

  it('buys lines that price has fallen below a band at a time', () => {
    const { grid } = plan();
    if (!grid) throw new Error('no grid');
    const fallen = market({ spotBid: '76999.99', spotAsk: '77000' });
    const bought = plan({ currentGrid: grid, market: fallen, fills: [] });
    const entries = bought.intents.filter(({ purpose }) => purpose === 'gridEntry');
    expect(entries.map(({ leg }) => leg)).toEqual(['B09', 'B10']);
    expect(bought.warnings).toContainEqual(expect.stringMatching(/8 buys wait/));
  });

  it('warns that hedging every fill earns nothing', () => {
    expect(plan({ settings: { ...DEMO_GRID, bandLevels: 1 } }).warnings).toContainEqual(
      expect.stringMatching(/hedging every fill/),
    );
  });

  it('gives the same plan for the same inputs, byte for byte', () => {
    expect(JSON.stringify(plan())).toBe(JSON.stringify(plan()));
  });
});
