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

  it.each(['TREND', 'BREAKOUT', 'NO_TRADE'] as const)(
    'does not open in %s, and says why',
    (regime) => {
      expect(plan({ regime })).toMatchObject({
        disposition: 'empty',
        intents: [],
        reason: expect.stringContaining(regime),
      });
    },
  );

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
    expect(plan({ regime: 'BREAKOUT', currentGrid: grid, fills }).intents).toEqual(kept.intents);
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
    // Half a percent beyond the ask at most, whatever the line says.
    expect(entries.map(({ instruction }) => instruction)).toEqual([
      { type: 'LIMIT', price: '77385', timeInForce: 'GTC' },
      { type: 'LIMIT', price: '77200.01', timeInForce: 'GTC' },
    ]);
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

  it('opens in chunks that keep delta in its band, each after the hedge of the one before', () => {
    const { grid, intents } = plan();
    if (!grid) throw new Error('no grid');
    // Three levels of 0.00362 base are within 5 % of 20,000 at 80,000.
    expect(intents[0]).toMatchObject({ leg: 'opening', quantity: '0.01086' });
    const bought = {
      lattice: 1,
      leg: 'opening',
      purpose: 'openingInventory',
      generation: 0,
      quantity: '0.01086',
      filledQuantity: '0.01086',
      netBase: '0.01084914',
    };
    const waits = plan({ currentGrid: grid, fills: [bought], delta: '0.01085' });
    expect(waits.intents.some(({ leg }) => leg === 'opening')).toBe(false);
    expect(waits.warnings).toContainEqual(expect.stringContaining('until the hedge has followed'));
    const goesOn = plan({ currentGrid: grid, fills: [bought], delta: '0.001' });
    expect(goesOn.intents[0]).toMatchObject({
      leg: 'opening',
      generation: 1,
      quantity: '0.00986',
    });
    // What is left of a chunk that filled in part comes before the next one.
    const part = { ...bought, filledQuantity: '0.005', netBase: '0.004995' };
    expect(plan({ currentGrid: grid, fills: [part] }).intents[0]).toMatchObject({
      id: intents[0]?.id,
      quantity: '0.01086',
    });
    const tight = plan({ currentGrid: grid, fills: [part], delta: '0.005' }).intents[0];
    expect(tight).toMatchObject({ id: intents[0]?.id, quantity: '0.01086' });
    const tighter = plan({ currentGrid: grid, fills: [part], delta: '0.0086' }).intents[0];
    expect(tighter).toMatchObject({ id: intents[0]?.id, quantity: '0.00726' });
    const whole = plan({ settings: { ...DEMO_GRID, hedge: 'off' } });
    expect(whole.intents[0]?.quantity).toBe(grid.openingQuantity);
  });

  it('names the code of what it refuses', () => {
    expect(plan({ settings: { ...DEMO_GRID, spacingPct: 0.2 } }).denial).toMatchObject({
      code: 'SPACING_BELOW_FEES',
    });
    expect(plan({ figures: { ok: false, reason: 'no candles' } }).denial).toMatchObject({
      code: 'DATA_MISSING',
    });
    const { imbalance: _left, ...shallow } = market();
    expect(plan({ market: shallow }).denial).toMatchObject({ code: 'DATA_MISSING' });
    const settings = { ...DEMO_GRID, requireEdge: true };
    expect(plan({ settings })).toMatchObject({
      disposition: 'empty',
      denial: { code: 'EDGE_UNPROVEN' },
      reason: expect.stringContaining('not known'),
    });
  });

  it('says what may be expected of its own lattice, and the gate acts on it only when asked', () => {
    const swing = (width: number) =>
      Array.from({ length: 999 }, (_unused, index) => {
        const [open, close] = index % 2 === 0 ? [80_000, 80_000 + width] : [80_000 + width, 80_000];
        const [low, high] = [Math.min(open, close), Math.max(open, close)];
        return { openAt: index, closeAt: index, open, high, low, close, volume: 1 };
      });
    const back = plan({ minutes: swing(290) });
    expect(back.expectedEdge?.lattice).toMatchObject({ varianceRatio: 0, hedges: 0, minutes: 999 });
    expect(back.expectedEdge?.lattice?.netQuote).toBeGreaterThan(0);
    const settings = { ...DEMO_GRID, requireEdge: true };
    expect(plan({ settings, minutes: swing(290) }).disposition).toBe('active');
    // Moves of three lines at once: every hedge gives back what the grid took.
    const running = plan({ settings, minutes: swing(290 * 3) });
    expect(running.denial?.code).toBe('EDGE_UNPROVEN');
    expect(plan({ minutes: swing(290 * 3) }).disposition).toBe('active');
  });

  it('gives the figures of the funding rule with the next settlement', () => {
    const { funding } = plan().expectedEdge ?? {};
    expect(funding).toMatchObject({
      nextRateFraction: 0.0001,
      nextFundingAt: 2_000_000,
      threeDayRateFraction: null,
      roundTripFeePct: 0.3,
      // 0.30 % of fees at 0.01 % each 8 hours (domain reference 5.4).
      minimumHoldingDays: 10,
      basisPct: 0.0125,
    });
  });
});
