import type { Signals } from '../../../lib/model/signals';
import { denseCells } from '../../../lib/strategy/density';
import { withVolatility } from '../../../lib/strategy/figures';
import { gridSignals, NO_SIGNALS } from '../../../lib/strategy/gridSignals';
import { linePrice } from '../../../lib/strategy/lattice';
import { planGrid } from '../../../lib/strategy/planGrid';
import { inPresentForm } from '../../../lib/model/grid';
import { decimal } from '../../../lib/model/decimal';
import { proposeGrid } from '../../../lib/strategy/gridDefinition';
import { DEFAULT_GRID_SETTINGS, settingsFault } from '../../../lib/strategy/settings';
import { figures, gridInputs, planInputs } from '../../support/grids';

const HOUR_MS = 3_600_000;
const NOW = 1_000 * HOUR_MS;

const absent = { status: 'unavailable', reason: 'a test', weight: 0.25, share: 0 } as const;
function signals(change: Partial<Signals> = {}): Signals {
  return {
    version: 1,
    volatility: {
      version: 1,
      status: 'ok',
      symbol: 'BTCUSDT',
      at: NOW - HOUR_MS,
      annualFraction: 0.9,
      regime: 'extreme',
      components: { implied: absent, basket: absent, garch: absent, realised: absent },
      basket: [],
    },
    ensemble: {
      status: 'ok',
      at: NOW,
      long: 0.6,
      short: -0.2,
      bUp: 0.8,
      bDown: 0,
      bNeutral: 0,
      cUp: 1,
      cDown: 0,
      cNeutral: 0,
      direction: 0.8,
      zScore: 0,
      adx: 30,
      strength: 0.6,
      percentile: 90,
      samples: 5_000,
      entryPercentile: 80,
      entriesAllowed: true,
      reason: 'a test',
    },
    priceLevels: {
      at: NOW,
      price: 80_000,
      levels: [{ price: 79_000, distancePct: -1.25, kinds: ['round'], strength: 0.5 }],
    },
    ...change,
  };
}

describe('the signals of an item', () => {
  it('are none where there are none, and all of them where they are recent', () => {
    expect(gridSignals(undefined, NOW)).toEqual(NO_SIGNALS);
    expect(gridSignals({ version: 1 }, NOW)).toEqual(NO_SIGNALS);
    expect(gridSignals(signals(), NOW)).toEqual({
      volatility: 0.9,
      conviction: { buy: 0.6, sell: 0.2 },
      entryBlock: null,
      densePrices: [79_000],
      notes: [],
    });
  });

  it('are not used when old, of a later time or unavailable, and that is said', () => {
    const old = gridSignals(signals(), NOW + 3 * HOUR_MS);
    expect(old).toMatchObject({ volatility: null, conviction: { buy: 0 }, densePrices: null });
    expect(old.notes).toHaveLength(3);
    expect(gridSignals(signals(), NOW - 2 * HOUR_MS).volatility).toBeNull();
    const ensemble = { status: 'unavailable', at: NOW, reason: 'too few candles' } as const;
    expect(gridSignals(signals({ ensemble }), NOW)).toMatchObject({
      conviction: { buy: 0, sell: 0 },
      notes: ['no conviction: too few candles'],
    });
  });
});

describe('the percentile filter', () => {
  const ensemble = signals().ensemble;
  if (ensemble?.status !== 'ok') throw new Error('no ensemble');
  const blockOf = (part: Signals['ensemble'], now = NOW) =>
    gridSignals(signals({ ensemble: part }), now).entryBlock;

  it('blocks what is below the percentile, not known, old or unavailable, unless it is off', () => {
    const reason = 'percentile 20.0 of 5000 convictions is below 80';
    expect(blockOf({ ...ensemble, entriesAllowed: false, reason })).toBe(reason);
    expect(blockOf({ ...ensemble, entriesAllowed: null, percentile: null })).toBe('a test');
    expect(blockOf(ensemble, NOW + HOUR_MS)).toMatch(/not known/);
    const none = { status: 'unavailable', at: NOW, reason: 'too few candles' } as const;
    expect(blockOf({ ...none, entryPercentile: 80 })).toMatch(/not known/);
    expect(blockOf(none)).toMatch(/not known/);
    expect(blockOf({ ...none, entryPercentile: 0 })).toBeNull();
    expect(blockOf({ ...ensemble, entryPercentile: 0 }, NOW + HOUR_MS)).toBeNull();
    expect(blockOf(undefined)).toBeNull();
  });

  it('lays no grid and buys nothing new, and keeps sales and buys that rest', () => {
    const blocked = { ...NO_SIGNALS, entryBlock: 'percentile 20 is below 80' };
    const none = planGrid(planInputs({ signals: blocked }));
    expect(none).toMatchObject({ disposition: 'empty', intents: [] });
    expect(none.reason).toMatch(/percentile 20 is below 80/);
    const { grid } = planGrid(planInputs());
    if (!grid) throw new Error('no grid');
    const plan = (liveEntries: ReadonlySet<string>) =>
      planGrid(planInputs({ currentGrid: grid, signals: blocked, liveEntries }));
    expect(plan(new Set()).intents.filter(({ side }) => side === 'BUY')).toEqual([]);
    const [buy] = planGrid(planInputs({ currentGrid: grid })).intents.filter(
      ({ purpose }) => purpose === 'gridEntry',
    );
    if (!buy) throw new Error('no buy');
    const resting = plan(new Set([`${grid.number}/${buy.leg}`]));
    expect(resting.intents.filter(({ side }) => side === 'BUY')).toEqual([buy]);
    expect(resting.disposition).toBe('active');
    expect(resting.warnings.join()).toMatch(/nothing new is entered/);
  });
});

describe('a grid made with signals', () => {
  const adaptive = { ...DEFAULT_GRID_SETTINGS, spacingMode: 'adaptive' } as const;
  const planned = (change: Parameters<typeof planInputs>[0] = {}) =>
    planGrid(planInputs({ settings: adaptive, ...change }));
  const made = (change: Parameters<typeof planInputs>[0] = {}) => {
    const { grid } = planned(change);
    if (!grid) throw new Error('no grid');
    return inPresentForm(grid);
  };

  it('takes the composite volatility in place of the realised one', () => {
    const wider = made({ signals: { ...NO_SIGNALS, volatility: 1 } });
    expect(wider.madeFrom.volatility).toBe(1);
    // vol_factor 1 and vol_mult 0.5: half as wide again.
    const ratio = wider.spacingPct / made().spacingPct;
    expect(ratio).toBeCloseTo(1.5, 9);
  });

  it('narrows the buys, enlarges them and lifts their exits with the conviction', () => {
    const convinced = { ...NO_SIGNALS, conviction: { buy: 1, sell: 0 } };
    const cell = made({ signals: convinced }).cells.find(({ startsHolding }) => !startsHolding);
    expect(cell).toMatchObject({ conviction: 1 });
    const spacing = Number(cell?.upperPrice) - Number(cell?.lowerPrice);
    expect(Number(cell?.exitPrice) - Number(cell?.lowerPrice)).toBeCloseTo(1.5 * spacing, 0);
    expect(made({ signals: convinced }).spacingPct).toBeLessThan(made().spacingPct);
  });

  it('takes off buys near the price whose conviction is gone, and keeps those that still have it', () => {
    const convinced = { ...NO_SIGNALS, conviction: { buy: 1, sell: 0 } };
    const grid = made({ signals: convinced });
    const buys = (given: typeof NO_SIGNALS) =>
      planned({ currentGrid: grid, signals: given })
        .intents.filter(({ purpose }) => purpose === 'gridEntry')
        .map(({ leg }) => leg);
    const kept = buys(convinced);
    const left = buys(NO_SIGNALS);
    expect(left.length).toBeLessThan(kept.length);
    expect(kept).toEqual(expect.arrayContaining(left));
  });

  it('keeps buys of cells that began with a sale, whatever the conviction to buy', () => {
    const selling = { ...NO_SIGNALS, conviction: { buy: 0, sell: 1 } };
    const grid = made({ signals: selling });
    const [first] = grid.cells.filter(({ startsHolding }) => startsHolding);
    if (!first) throw new Error('no cell above');
    const { lowerPrice, quantity } = first;
    const fillOf = (leg: string, purpose: string, filledQuantity: string, netBase: string) => {
      const { number: lattice } = grid;
      return {
        lattice,
        leg,
        purpose,
        generation: 0,
        quantity: filledQuantity,
        filledQuantity,
        netBase,
      };
    };
    const opened = grid.openingQuantity;
    const fills = [
      fillOf('opening', 'openingInventory', opened, opened),
      fillOf(first.name, 'gridExit', quantity, `-${quantity}`),
    ];
    const spotAsk = decimal(lowerPrice).plus(decimal('0.02')).toString();
    const { intents } = planned({
      currentGrid: grid,
      signals: selling,
      fills,
      market: { ...planInputs().market, spotBid: lowerPrice, spotAsk },
    });
    expect(intents.filter(({ leg, side }) => leg === first.name && side === 'BUY')).toHaveLength(1);
  });

  it('is not made anew because a conviction of the minute comes or goes', () => {
    const convinced = { ...NO_SIGNALS, conviction: { buy: 1, sell: 0 } };
    const wide = (closedAt: number) => ({
      figures: { ok: true as const, figures: figures({ atr: 1_000, closedAt }) },
    });
    const later = { nextGridNumber: 2, ...wide(10_000) };
    for (const [before, after] of [
      [NO_SIGNALS, convinced],
      [convinced, NO_SIGNALS],
    ] as const) {
      const grid = made({ signals: before, ...wide(0) });
      expect(made({ ...later, currentGrid: grid, signals: after })).toEqual(grid);
    }
  });

  it('keeps the ratio of the candle before when the measure changes', () => {
    const given = figures();
    given.before.volatility = 0.25;
    const other = withVolatility(given, 1);
    expect(other.now.volatility).toBe(1);
    expect(other.before.volatility).toBe(0.5);
    expect(withVolatility(given, null)).toBe(given);
  });
});

describe('a denser grid near levels', () => {
  const settings = { ...gridInputs().settings, density: 'nearLevels' } as const;

  it('works every line near a level, every second one elsewhere, always the outermost', () => {
    const lattice = {
      number: 1,
      kind: 'arithmetic',
      originPrice: '1000',
      lowerSpacing: '10',
      lowerSpacingPct: 1,
      upperSpacing: '10',
      upperSpacingPct: 1,
    } as const;
    const worked = denseCells({ lattice, first: -7, end: 7 }, decimal('0.1'), [1_034]);
    expect([...worked].sort((a, b) => a - b)).toEqual([-7, -6, -4, -2, 0, 2, 3, 4, 6]);
    const none = denseCells({ lattice, first: -3, end: 3 }, decimal('0.1'), [2_000, 1]);
    expect([...none].sort((a, b) => a - b)).toEqual([-3, -2, 0, 2]);
  });

  it('stays on the lines of the even grid', () => {
    const even = proposeGrid(gridInputs());
    const dense = proposeGrid(gridInputs({ settings, densePrices: [79_000] }));
    if (!even.ok || !dense.ok) throw new Error('no grid');
    expect(dense.grid.lattice).toEqual(even.grid.lattice);
    const names = (proposal: typeof even) => proposal.grid.cells.map(({ name }) => name);
    expect(names(even)).toEqual(expect.arrayContaining(names(dense)));
    expect(names(dense).length).toBeLessThan(names(even).length);
    expect(dense.grid.reasons.join()).toMatch(/every second line is worked away from/);
    for (const cell of dense.grid.cells) {
      const same = even.grid.cells.find(({ name }) => name === cell.name);
      expect(cell).toMatchObject({ lowerPrice: same?.lowerPrice, upperPrice: same?.upperPrice });
    }
    expect(linePrice(dense.grid.lattice, 0, decimal('0.01')).toString()).toBe(
      dense.grid.anchorPrice,
    );
  });

  it('is even where no levels are known, and says so; an infinity grid refuses it', () => {
    const unknown = proposeGrid(gridInputs({ settings }));
    const even = proposeGrid(gridInputs());
    if (!unknown.ok || !even.ok) throw new Error('no grid');
    expect(unknown.grid.cells).toEqual(even.grid.cells);
    expect(unknown.grid.reasons).toContain(
      'every line is worked: the item has no recent price levels',
    );
    expect(settingsFault({ ...settings, kind: 'infinity' })).toMatch(/"Density"/);
  });
});
