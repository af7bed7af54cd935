import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import { type CurrentGridDefinition, gridDefinitionSchema } from '../../../lib/model/grid';
import type { Plan } from '../../../lib/model/plan';
import type { GridIntentFills } from '../../../lib/strategy/gridState';
import { lineOfCell } from '../../../lib/strategy/lattice';
import { planGrid, type PlanGridInputs } from '../../../lib/strategy/planGrid';
import { windowOf } from '../../../lib/strategy/remake';
import { figures, planInputs } from '../../support/grids';
import { DEMO_GRID } from '../../support/loop';
import { market } from '../../support/samples';

const at = (price: number) =>
  market({ spotBid: price.toFixed(2), spotAsk: (price + 0.01).toFixed(2), markPrice: `${price}` });
const plan = (change: Partial<PlanGridInputs> = {}): Plan => planGrid(planInputs(change));

function gridOf({ grid, reason }: Plan): CurrentGridDefinition {
  if (grid?.version !== 2) throw new Error(`no grid: ${reason}`);
  return grid;
}

/** The first grid with its opening bought, and what was bought and sold since. */
const first = gridOf(plan());
const opened: GridIntentFills = {
  lattice: 1,
  leg: 'opening',
  purpose: 'openingInventory',
  generation: 0,
  quantity: first.openingQuantity,
  filledQuantity: first.openingQuantity,
  netBase: decimal(first.openingQuantity).times(decimal('0.999')).toString(),
};
const dealt = (name: string, purpose: 'gridEntry' | 'gridExit', share = '1'): GridIntentFills => {
  const cell = first.cells.find((each) => each.name === name);
  const wanted = decimal(
    purpose === 'gridEntry' ? (cell?.quantity ?? '0') : (cell?.sellQuantity ?? '0'),
  );
  const filled = wanted.times(decimal(share));
  const net = purpose === 'gridEntry' ? filled.times(decimal('0.999')) : filled.negated();
  return {
    lattice: 1,
    leg: name,
    purpose,
    generation: 0,
    quantity: wanted.toString(),
    filledQuantity: filled.toString(),
    netBase: net.toString(),
  };
};
const names = (letter: 'A' | 'B'): string[] =>
  first.cells.map(({ name }) => name).filter((name) => name.startsWith(letter));
const soldOut = [opened, ...names('A').map((name) => dealt(name, 'gridExit'))];
const fullyBought = [opened, ...names('B').map((name) => dealt(name, 'gridEntry'))];

function next(change: Partial<PlanGridInputs>): Plan {
  return plan({ currentGrid: first, nextGridNumber: 2, fills: [opened], ...change });
}

describe('an accepted grid', () => {
  it('is frozen while price stays within 4 ATR of it', () => {
    expect(next({ market: at(82_800) }).grid).toEqual(first);
    expect(next({ market: at(80_000 + 10 * 280 + 4 * 400) }).grid).toEqual(first);
    expect(next({ market: at(75_700) }).grid).toEqual(first);
  });

  it('is centred anew, by whole lines, when price leaves it by more', () => {
    const moved = gridOf(next({ market: at(84_700), fills: soldOut }));
    expect(moved).toMatchObject({ number: 2, cause: 'recentre', lattice: first.lattice });
    // 84700 is nearest to line 17 of 280 each: the window has it in its middle.
    expect(windowOf(moved)).toEqual({ first: 7, end: 27 });
    const common = moved.cells.filter(({ name }) => lineOfCell(name) < 10);
    expect(common.map(({ name }) => name)).toEqual(['A10', 'A09', 'A08']);
    for (const cell of common) {
      expect(first.cells.find(({ name }) => name === cell.name)).toMatchObject({
        lowerPrice: cell.lowerPrice,
        exitPrice: cell.exitPrice,
        quantity: cell.quantity,
      });
    }
    expect(() => gridDefinitionSchema.parse(moved)).not.toThrow();
  });

  it('keeps the orders of common lines: same intent, price and quantity', () => {
    const before = next({ market: at(84_000), fills: soldOut });
    const after = next({ market: at(84_700), fills: soldOut });
    const kept = after.intents.filter(({ leg }) => ['A08', 'A09', 'A10'].includes(leg));
    expect(kept).toHaveLength(3);
    for (const intent of kept) expect(before.intents).toContainEqual(intent);
  });

  it('keeps what cells that leave hold, with their exits', () => {
    const fallen = next({ market: at(75_500), fills: fullyBought });
    const grid = gridOf(fallen);
    const { end } = windowOf(grid);
    const left = grid.cells.filter(({ exitOnly }) => exitOnly);
    expect(left.map(({ name }) => name).sort()).toEqual(
      first.cells
        .map(({ name }) => name)
        .filter((name) => lineOfCell(name) >= end)
        .sort(),
    );
    const sales = fallen.intents.filter(({ purpose }) => purpose === 'gridExit');
    const before = next({ fills: fullyBought }).intents.filter(({ side }) => side === 'SELL');
    expect(sales.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    for (const intent of sales) expect(before).toContainEqual(intent);
    expect(fallen.warnings).toContainEqual(expect.stringContaining('cells of earlier lines'));
  });

  it('keeps a cell whose buy may still fill, and lets go of one that is flat', () => {
    const rise = { market: at(84_700), fills: soldOut };
    const flat = gridOf(next(rise)).cells.map(({ name }) => name);
    expect(flat).not.toContain('B01');
    const live = gridOf(next({ ...rise, liveEntries: new Set(['1/B01']) }));
    expect(live.cells.find(({ name }) => name === 'B01')).toMatchObject({ exitOnly: true });
    // It fills on the way: its sale is planned.
    const late = plan({
      ...rise,
      currentGrid: live,
      nextGridNumber: 3,
      fills: [...soldOut, dealt('B01', 'gridEntry')],
    });
    expect(late.intents.find(({ leg }) => leg === 'B01')).toMatchObject({ purpose: 'gridExit' });
  });

  it('stays while an opening order has no known outcome', () => {
    const waiting = next({ market: at(84_700), fills: soldOut, openingInFlight: true });
    expect(waiting.grid).toEqual(first);
    expect(waiting.warnings).toContainEqual(expect.stringContaining('no known outcome'));
  });

  it('stays where it is when the user gave its range', () => {
    const settings = {
      ...DEMO_GRID,
      rangeMode: 'given' as const,
      rangeLowerPrice: 70_000,
      rangeUpperPrice: 90_000,
    };
    expect(next({ settings, market: at(84_700), fills: soldOut }).grid).toEqual(first);
  });

  it('stays outside RANGE, and when figures are missing', () => {
    expect(next({ market: at(84_700), fills: soldOut, regime: 'TREND' }).grid).toEqual(first);
    const blind = next({ market: at(84_700), figures: { ok: false, reason: 'no candles' } });
    expect(blind.grid).toEqual(first);
    expect(blind.warnings).toContainEqual(expect.stringContaining('no candles'));
  });

  it('trails a price beyond its outermost line, when it shall', () => {
    const up = { ...DEMO_GRID, trailUp: true };
    const moved = gridOf(next({ settings: up, market: at(83_400), fills: soldOut }));
    expect(moved.cause).toBe('trail');
    expect(windowOf(moved)).toEqual({ first: -8, end: 12 });
    const down = { ...DEMO_GRID, trailDown: true };
    const lower = gridOf(next({ settings: down, market: at(76_600), fills: fullyBought }));
    expect(windowOf(lower)).toEqual({ first: -12, end: 8 });
    expect(next({ settings: down, market: at(83_400) }).grid).toEqual(first);
  });

  it('is laid anew when the computed spacing differs by 25 % on two closed candles', () => {
    const settings = { ...DEMO_GRID, spacingMode: 'adaptive' as const };
    const made = figures({ atr: 1_000 });
    const grid = gridOf(plan({ settings, figures: { ok: true, figures: made } }));
    expect(grid.lattice.lowerSpacing).toBe('750');
    const look = (now: number, before: number, closedAt = 900) => {
      const seen = figures({ atr: now, closedAt });
      seen.before.atr = before;
      return gridOf(
        plan({
          settings,
          currentGrid: grid,
          nextGridNumber: 2,
          fills: [],
          figures: { ok: true, figures: seen },
        }),
      );
    };
    expect(look(1_240, 1_240)).toEqual(grid);
    expect(look(1_300, 1_000)).toEqual(grid);
    expect(look(1_000, 1_300)).toEqual(grid);
    // Candles that were closed before it was made are not newly closed.
    expect(look(1_300, 1_300, 101)).toEqual(grid);
    expect(look(1_300, 1_300)).toMatchObject({
      number: 2,
      cause: 'respace',
      lattice: { number: 2 },
    });
    expect(look(700, 700)).toMatchObject({ number: 2, cause: 'respace' });
  });

  it('laid anew keeps what the old lines hold: same sales, beside cells of the same names', () => {
    const settings = { ...DEMO_GRID, spacingMode: 'adaptive' as const };
    const wide = figures({ atr: 1_000 });
    const fills = [
      opened,
      ...['B01', 'B02', 'B03'].map((name) => dealt(name, 'gridEntry')),
      dealt('A01', 'gridExit'),
    ];
    const before = next({ fills });
    const after = next({ fills, settings, figures: { ok: true, figures: wide } });
    const grid = gridOf(after);
    expect(grid).toMatchObject({ cause: 'respace', lattice: { number: 2 } });
    const sales = ({ intents }: Plan) =>
      intents
        .filter(({ purpose }) => purpose === 'gridExit')
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    // A01 has sold: it is flat and goes, the other twelve stay.
    expect(sales(before)).toHaveLength(12);
    expect(sales(after)).toEqual(sales(before));
    expect(grid.cells.filter(({ exitOnly }) => exitOnly)).toHaveLength(12);
    expect(grid.cells.filter(({ name }) => name === 'B03').map(({ lattice }) => lattice)).toEqual([
      2, 1,
    ]);
    const entries = after.intents.filter(({ purpose }) => purpose === 'gridEntry');
    expect(entries.every(({ id }) => id.includes('/g2-'))).toBe(true);
    // Held whole, the old lines leave too little for new ones: the grid stays and says why.
    const full = next({ fills: fullyBought, settings, figures: { ok: true, figures: wide } });
    expect(full.grid).toEqual(first);
    expect(full.warnings).toContainEqual(
      expect.stringMatching(/but the grid stays: .*below the smallest futures order/),
    );
  });

  it('does not bind more than utilization when it is moved while it holds', () => {
    const grid = gridOf(next({ market: at(75_500), fills: fullyBought }));
    // What is held counts at the price, what may still be bought at its lines.
    const worth = (exitOnly: boolean, upperPrice: string): Decimal =>
      exitOnly ? decimal('75500.01') : decimal(upperPrice);
    const bound = Decimal.sum(
      grid.cells.map(({ quantity, upperPrice, exitOnly }) =>
        decimal(quantity).times(worth(exitOnly === true, upperPrice)),
      ),
    );
    expect(bound.isAbove(decimal('6000'))).toBe(false);
    expect(bound.isAbove(decimal('5900'))).toBe(true);
  });

  it('of the first form goes on as it was accepted, and is made anew in the present one', () => {
    const old = {
      version: 1 as const,
      strategy: 'grid',
      symbol: 'BTCUSDT',
      number: 1,
      anchorPrice: '80000',
      spacing: '280',
      spacingPct: 0.35,
      openingQuantity: first.openingQuantity,
      cells: first.cells.map(({ name, lowerPrice, upperPrice, quantity, startsHolding }) => ({
        name,
        lowerPrice,
        upperPrice,
        quantity,
        startsHolding,
      })),
      madeAt: 1,
    };
    expect(gridDefinitionSchema.parse(old)).toEqual(old);
    const goesOn = next({ currentGrid: old });
    expect(goesOn.grid).toEqual(old);
    expect(goesOn.intents).toEqual(next({}).intents);
    const moved = gridOf(next({ currentGrid: old, market: at(84_700), fills: soldOut }));
    expect(moved).toMatchObject({ version: 2, number: 2, lattice: { number: 1 } });
    expect(moved.cells.find(({ name }) => name === 'A09')).toMatchObject({ lattice: 1 });
  });

  it('never loses inventory, whatever was bought and wherever price goes', () => {
    let moves = 0;
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
        fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
        fc.array(fc.integer({ min: 70_000, max: 90_000 }), { minLength: 1, maxLength: 4 }),
        (bought, sold, prices) => {
          const fills = [
            opened,
            ...names('B')
              .filter((_name, index) => bought[index])
              .map((name) => dealt(name, 'gridEntry')),
            ...names('A')
              .filter((_name, index) => sold[index])
              .map((name) => dealt(name, 'gridExit')),
          ];
          const before = Decimal.sum(exits(next({ fills, regime: 'TREND' })));
          let grid = first;
          for (const price of prices) {
            const moved = plan({
              market: at(price),
              fills,
              currentGrid: grid,
              nextGridNumber: grid.number + 1,
            });
            grid = gridOf(moved);
            expect(Decimal.sum(exits(moved)).toString()).toBe(before.toString());
            expect(new Set(moved.intents.map(({ id }) => id)).size).toBe(moved.intents.length);
          }
          if (grid.number > 1) moves += 1;
        },
      ),
      { numRuns: 60 },
    );
    expect(moves).toBeGreaterThan(10);
  });
});

const exits = ({ intents }: Plan): Decimal[] =>
  intents.filter(({ purpose }) => purpose === 'gridExit').map(({ quantity }) => decimal(quantity));
