import fc from 'fast-check';
import { validateOrder } from '../../../lib/instrument';
import { decimal } from '../../../lib/model/decimal';
import { type GridInputs, proposeGrid } from '../../../lib/strategy/gridDefinition';
import { DEMO_GRID } from '../../support/loop';
import { gridInputs as inputs } from '../../support/grids';
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
});
