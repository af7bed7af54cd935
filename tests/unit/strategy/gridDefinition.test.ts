import fc from 'fast-check';
import { validateOrder } from '../../../lib/instrument';
import { decimal } from '../../../lib/model/decimal';
import { type GridInputs, proposeGrid } from '../../../lib/strategy/gridDefinition';
import { DEMO_GRID } from '../../support/loop';
import { figures, gridInputs as inputs } from '../../support/grids';
import { canonicalJson } from '../../../lib/model/canonical';
import { SPOT } from '../../support/samples';

function gridOf(given: GridInputs) {
  const proposal = proposeGrid(given);
  if (!proposal.ok) throw new Error(proposal.reason);
  return proposal.grid;
}

describe('a proposed grid', () => {
  it('has its lines a spacing apart around the mid price', () => {
    const grid = gridOf(inputs());
    expect(grid.anchorPrice).toBe('80000.01');
    expect(grid.spacing).toBe('280');
    const cell = (name: string) => grid.cells.find((each) => each.name === name);
    expect(cell('B01')).toMatchObject({
      lowerPrice: '79720.01',
      upperPrice: '80000.01',
      startsHolding: false,
    });
    expect(cell('A01')).toMatchObject({
      lowerPrice: '80000.01',
      upperPrice: '80280.01',
      startsHolding: true,
    });
    expect(cell('B10')).toMatchObject({ lowerPrice: '77200.01', upperPrice: '77480.01' });
    expect(grid.cells).toHaveLength(20);
  });

  it('opens with what the cells above need, the fee included', () => {
    const grid = gridOf(inputs());
    const held = decimal(grid.cells[0]?.quantity ?? '0').times(decimal('10'));
    expect(decimal(grid.openingQuantity).times(decimal('0.999')).isBelow(held)).toBe(false);
  });

  it('keeps the levels of the band within 5 % of equity', () => {
    const grid = gridOf(
      inputs({ settings: { ...DEMO_GRID, utilizationFraction: 1, levelsPerSide: 3 } }),
    );
    const quantity = decimal(grid.cells[0]?.quantity ?? '0');
    expect(quantity.times(decimal('3')).times(decimal('80840')).isAbove(decimal('1000'))).toBe(
      false,
    );
    expect(quantity.isPositive()).toBe(true);
  });

  it('is refused with the figures when a level is too small for either market', () => {
    expect(proposeGrid(inputs({ equityQuote: decimal('100') }))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/per level is below the least order value of 5.5/),
    });
    expect(proposeGrid(inputs({ equityQuote: decimal('1000') }))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/below the smallest futures order/),
    });
  });

  it('is refused when the levels reach below zero', () => {
    expect(
      proposeGrid(inputs({ settings: { ...DEMO_GRID, spacingPct: 10, levelsPerSide: 10 } })),
    ).toMatchObject({ ok: false });
  });

  it('has orders that the spot rules accept, whatever the feasible inputs', () => {
    let feasible = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 20_000_00, max: 200_000_00 }),
        fc.double({ min: 0.21, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 5_000, max: 5_000_000 }),
        (cents, spacingPct, levelsPerSide, equity) => {
          const price = decimal(
            `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
          );
          const proposal = proposeGrid(
            inputs({
              bestBid: price,
              bestAsk: price.plus(decimal('0.01')),
              equityQuote: decimal(String(equity)),
              settings: { ...DEMO_GRID, spacingPct, levelsPerSide },
            }),
          );
          if (!proposal.ok) return;
          feasible += 1;
          for (const cell of proposal.grid.cells) {
            for (const [side, text] of [
              ['BUY', cell.lowerPrice],
              ['SELL', cell.upperPrice],
            ] as const) {
              expect(
                validateOrder(SPOT, {
                  side,
                  price: decimal(text),
                  quantity: decimal(cell.quantity),
                  referencePrice: price,
                  reduceOnly: false,
                }),
              ).toEqual({ ok: true });
            }
          }
        },
      ),
    );
    expect(feasible).toBeGreaterThan(20);
  });

  it('has its lines a ratio apart when it is geometric', () => {
    const settings = { ...DEMO_GRID, kind: 'geometric' as const, spacingPct: 1 };
    const grid = gridOf(inputs({ settings }));
    const cell = (name: string) => grid.cells.find((each) => each.name === name);
    expect(cell('A01')).toMatchObject({ lowerPrice: '80000.01', upperPrice: '80800.01' });
    expect(cell('A03')).toMatchObject({ lowerPrice: '81608.01', upperPrice: '82424.09' });
    expect(cell('B02')).toMatchObject({ lowerPrice: '78423.69', upperPrice: '79207.93' });
  });

  it('lies on the reference lines of a given range', () => {
    const given = {
      ...DEMO_GRID,
      rangeMode: 'given' as const,
      spacingMode: 'range' as const,
      rangeLowerPrice: 50_000,
      rangeUpperPrice: 60_000,
      levelsPerSide: 5,
    };
    const at = { bestBid: decimal('55000'), bestAsk: decimal('55000') };
    const lines = (kind: 'arithmetic' | 'geometric') => {
      const { cells } = gridOf(inputs({ ...at, settings: { ...given, kind } }));
      const all = cells.flatMap(({ lowerPrice, upperPrice }) => [lowerPrice, upperPrice]);
      return [...new Set(all)].sort((a, b) => Number(a) - Number(b));
    };
    expect(lines('arithmetic').slice(0, 3)).toEqual(['50000', '51000', '52000']);
    expect(lines('geometric')).toEqual([
      '50000',
      '50919.97',
      '51856.86',
      '52811',
      '53782.69',
      '54772.26',
      '55780.03',
      '56806.35',
      '57851.55',
      '58915.98',
      '60000',
    ]);
    expect(proposeGrid(inputs({ settings: { ...given, kind: 'geometric' } }))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('outside of the given range'),
    });
  });

  it.each([
    ['atr', { rangeAtr: 4 }, 5, 5],
    ['donchian', {}, 7, 3],
    ['volatility', { rangeDays: 2, rangeDeviations: 0.5 }, 5, 5],
    ['given', { rangeLowerPrice: 79_000, rangeUpperPrice: 90_000 }, 3, 10],
  ] as const)('reaches as far as the %s range', (rangeMode, change, below, above) => {
    const grid = gridOf(inputs({ settings: { ...DEMO_GRID, ...change, rangeMode } }));
    const count = (letter: string) =>
      grid.cells.filter(({ name }) => name.startsWith(letter)).length;
    expect([count('B'), count('A')]).toEqual([below, above]);
  });

  it('keeps a constant value without an upper end when it is infinite', () => {
    const settings = {
      ...DEMO_GRID,
      kind: 'infinity' as const,
      spacingPct: 1,
      hedge: 'off' as const,
      rangeMode: 'given' as const,
      rangeLowerPrice: 70_000,
      rangeUpperPrice: 80_100,
      levelsPerSide: 40,
    };
    const grid = gridOf(inputs({ settings, equityQuote: decimal('200000') }));
    expect(grid.cells.filter(({ name }) => name.startsWith('A'))).toHaveLength(40);
    // Held at any line, the inventory is worth the same: what is bought below is X / p - X / p'.
    const lowest = Math.min(...grid.cells.map(({ lowerPrice }) => Number(lowerPrice)));
    const invested = (60_000 * lowest) / 80_000.01;
    let held = invested / 80_000.01;
    for (const name of ['B01', 'B02', 'B03', 'B04', 'B05']) {
      const cell = grid.cells.find((each) => each.name === name);
      held += Number(cell?.quantity);
      expect((held * Number(cell?.lowerPrice)) / invested).toBeCloseTo(1, 3);
    }
    expect(Number(grid.openingQuantity)).toBeCloseTo(invested / 80_000.01 / 0.999, 4);
  });

  it('is denied HEDGE_BAND_UNREACHABLE when the band leaves too little for a level', () => {
    // 5 % of 1,500 over 20 levels are 3.75 each: below the least order value.
    const settings = { ...DEMO_GRID, levelsPerSide: 2, utilizationFraction: 1, bandLevels: 20 };
    const poor = inputs({ equityQuote: decimal('1500'), settings });
    expect(proposeGrid(poor)).toMatchObject({ ok: false, code: 'HEDGE_BAND_UNREACHABLE' });
    const off = { ...settings, hedge: 'off' as const };
    expect(proposeGrid({ ...poor, settings: off })).toMatchObject({ ok: true });
  });

  it('has no more cells than the exchange takes orders', () => {
    const spot = { ...SPOT, maximumOpenOrders: 13 };
    const grid = gridOf(inputs({ spot }));
    expect(grid.cells).toHaveLength(12);
    expect(grid.reasons).toContainEqual(expect.stringContaining('open orders'));
  });

  it('spaces and sizes its sides by the book', () => {
    const settings = { ...DEMO_GRID, spacingMode: 'adaptive' as const };
    const grid = gridOf(inputs({ settings, imbalance: 0.5, figures: figures({ atr: 800 }) }));
    expect(grid.lattice).toMatchObject({ lowerSpacing: '500', upperSpacing: '750' });
    const size = (name: string) => Number(grid.cells.find((cell) => cell.name === name)?.quantity);
    expect(size('B01') / size('A01')).toBeCloseTo(1.1 / 0.9, 2);
  });

  it('has a ratio of its own on either side when it is geometric', () => {
    const settings = { ...DEMO_GRID, spacingMode: 'adaptive' as const, kind: 'geometric' as const };
    const grid = gridOf(inputs({ settings, imbalance: 0.5, figures: figures({ atr: 800 }) }));
    const cell = (name: string) => grid.cells.find((each) => each.name === name);
    const pct = (name: string) =>
      (Number(cell(name)?.upperPrice) / Number(cell(name)?.lowerPrice) - 1) * 100;
    expect(pct('B04')).toBeCloseTo(0.75 / 1.2, 3);
    expect(pct('A04')).toBeCloseTo(0.75 / 0.8, 3);
  });

  it('binds no more than utilization, each cell no more than the band, and says the same each time', () => {
    let feasible = 0;
    fc.assert(
      fc.property(
        fc.double({ min: 50, max: 3_000, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 4_000, max: 5_000_000 }),
        fc.constantFrom('arithmetic' as const, 'geometric' as const, 'infinity' as const),
        (atr, volatility, imbalance, levelsPerSide, equity, kind) => {
          const settings = { ...DEMO_GRID, spacingMode: 'adaptive' as const, kind, levelsPerSide };
          const given = inputs({
            settings,
            imbalance,
            equityQuote: decimal(String(equity)),
            figures: figures({ atr, volatility }),
          });
          const proposal = proposeGrid(given);
          if (!proposal.ok) return;
          feasible += 1;
          const { cells } = proposal.grid;
          expect(cells.length).toBeGreaterThan(0);
          const top = Math.max(...cells.map(({ upperPrice }) => Number(upperPrice)));
          for (const { quantity } of cells) {
            expect(Number(quantity) * top * 3).toBeLessThanOrEqual(equity * 0.05 + 1e-6);
          }
          const bound = cells.reduce(
            (sum, cell) =>
              sum +
              Number(cell.quantity) *
                Number(cell.startsHolding ? cell.upperPrice : cell.lowerPrice),
            0,
          );
          if (kind !== 'infinity') expect(bound).toBeLessThanOrEqual(equity * 0.3 + 1e-6);
          expect(canonicalJson(proposeGrid(given))).toBe(canonicalJson(proposal));
        },
      ),
    );
    expect(feasible).toBeGreaterThan(50);
  });
});
