import fc from 'fast-check';
import { presetFor } from '../../../lib/strategy/presets';
import { DEFAULT_GRID_SETTINGS, settingsFault } from '../../../lib/strategy/settings';
import { sizeFactor } from '../../../lib/strategy/sizing';
import {
  computeSpacing,
  type SpacingInputs,
  volatilityFactor,
} from '../../../lib/strategy/spacing';
import { isConvictionGone, takeProfitSpacings } from '../../../lib/strategy/takeProfit';

function inputs(change: Partial<SpacingInputs> = {}): SpacingInputs {
  return {
    settings: DEFAULT_GRID_SETTINGS,
    price: 80_000,
    atr: 800,
    volatility: 0.5,
    imbalance: 0,
    conviction: 0,
    side: 'BUY',
    ...change,
  };
}
const spacing = (change: Partial<SpacingInputs> = {}): number =>
  computeSpacing(inputs(change)).spacingPct;

describe('the spacing formula', () => {
  it('is 0.75 ATR in an ordinary market', () => {
    expect(spacing()).toBeCloseTo(0.75, 12);
  });

  it('widens with volatility: vol_factor from -0.5 to 2 at a weight of 0.5', () => {
    expect([0, 0.25, 0.5, 0.75, 1.5, 3].map(volatilityFactor)).toEqual([-0.5, -0.5, 0, 0.5, 2, 2]);
    expect(spacing({ volatility: 0.75 })).toBeCloseTo(0.75 * 1.25, 12);
    expect(spacing({ volatility: 3 })).toBeCloseTo(1.5, 12);
    expect(spacing({ volatility: 0.1 })).toBeCloseTo(0.75 * 0.75, 12);
  });

  it('narrows where conviction and the book agree, the book with its sign turned for sales', () => {
    expect(spacing({ conviction: 1 })).toBeCloseTo(0.75 / 1.5, 12);
    expect(spacing({ imbalance: 0.5 })).toBeCloseTo(0.75 / 1.2, 12);
    expect(spacing({ imbalance: 0.5, side: 'SELL' })).toBeCloseTo(0.75 / 0.8, 12);
    // The denominator is at least a quarter; 1 - 0.4 never gets there by itself.
    expect(spacing({ imbalance: -1 })).toBeCloseTo(0.75 / 0.6, 12);
  });

  it('is clamped between multiples of ATR, then to 0.05 % and 2 %', () => {
    const narrow = { ...DEFAULT_GRID_SETTINGS, minimumSpacingAtr: 1 };
    expect(spacing({ settings: narrow })).toBeCloseTo(1, 12);
    const low = { ...DEFAULT_GRID_SETTINGS, maximumSpacingAtr: 0.5 };
    expect(spacing({ settings: low })).toBeCloseTo(0.5, 12);
    expect(spacing({ atr: 8_000 })).toBe(2);
  });

  it('is raised to 1.5 times the full break-even, and says so with both figures', () => {
    const raised = computeSpacing(inputs({ atr: 10 }));
    const full = (0.1 / 100 + 1) / (1 - 0.1 / 100) - 1;
    expect(raised.spacingPct).toBeCloseTo(1.5 * (full * 100 + 0.1 / 3), 12);
    expect(raised.computedPct).toBe(0.05);
    expect(raised.reasons).toEqual([
      'lower spacing raised from 0.0500 % to 0.3503 %, 1.5 times the full break-even of 0.2335 %',
    ]);
    const off = { ...DEFAULT_GRID_SETTINGS, hedge: 'off' as const };
    expect(spacing({ settings: off, atr: 10 })).toBeCloseTo(1.5 * full * 100, 12);
  });

  it('never pays less than 1.5 times what it costs, and never falls with ATR', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 4_000, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (atr, volatility, imbalance, conviction) => {
          const at = (range: number): number =>
            spacing({ atr: range, volatility, imbalance, conviction });
          expect(at(atr)).toBeGreaterThanOrEqual(0.35);
          expect(at(atr)).toBeLessThanOrEqual(2);
          expect(at(atr * 1.5)).toBeGreaterThanOrEqual(at(atr));
        },
      ),
    );
  });
});

describe('the presets by volatility', () => {
  it.each([
    [0.15, 0.05, 1.5, 50],
    [0.16, 0.1, 1.2, 40],
    [0.5, 0.2, 1, 30],
    [0.75, 0.5, 0.8, 20],
    [0.76, 1, 0.5, 15],
  ])('at %d a year', (volatility, spacingPct, density, levels) => {
    expect(presetFor(volatility)).toMatchObject({ spacingPct, density, levels });
  });

  it('are raised above the break-even as computed spacings are', () => {
    const settings = { ...DEFAULT_GRID_SETTINGS, spacingMode: 'preset' as const };
    const raised = computeSpacing(inputs({ settings, volatility: 0.2 }));
    expect(raised.spacingPct).toBeCloseTo(0.3503003, 6);
    expect(raised.reasons).toHaveLength(2);
    expect(spacing({ settings, volatility: 0.9 })).toBe(2);
  });
});

describe('the size', () => {
  const of = (side: 'BUY' | 'SELL', change: object): number =>
    sizeFactor(DEFAULT_GRID_SETTINGS, side, {
      conviction: 0,
      imbalance: 0,
      volatility: 0.5,
      ...change,
    });

  it('grows with conviction and the book, and falls with volatility', () => {
    expect(of('BUY', {})).toBe(1);
    expect(of('BUY', { conviction: 1 })).toBe(1.5);
    expect(of('BUY', { imbalance: 0.5 })).toBeCloseTo(1.1, 12);
    expect(of('SELL', { imbalance: 0.5 })).toBeCloseTo(0.9, 12);
    expect(of('BUY', { volatility: 1 })).toBeCloseTo(1 / 1.5, 12);
  });

  it('is nothing when the numerator is not above zero', () => {
    const settings = { ...DEFAULT_GRID_SETTINGS, imbMult: 1 };
    const figures = { conviction: 0, imbalance: 1, volatility: 0.5 };
    expect(sizeFactor(settings, 'SELL', figures)).toBe(0);
    expect(sizeFactor(settings, 'BUY', figures)).toBe(2);
  });
});

describe('the dynamic take-profit', () => {
  it('is one spacing without conviction and at most two', () => {
    expect(takeProfitSpacings(0, 0.5)).toBe(1);
    expect(takeProfitSpacings(1, 0.5)).toBe(1.5);
    expect(takeProfitSpacings(1, 5)).toBe(2);
  });
});

describe('an entry whose conviction is gone', () => {
  const entry = { price: 79_000, spacing: 500, madeWith: 0.8 };
  it('is taken off when price comes near', () => {
    expect(isConvictionGone(entry, 79_400, 0)).toBe(true);
    expect(isConvictionGone(entry, 79_600, 0)).toBe(false);
    expect(isConvictionGone(entry, 79_400, 0.4)).toBe(false);
  });
  it('never is, when no conviction asked for it', () => {
    expect(isConvictionGone({ ...entry, madeWith: 0 }, 79_000, 0)).toBe(false);
  });
});

describe('settings that contradict each other', () => {
  it.each([
    [{ rangeMode: 'given' }, 'Lower Price'],
    [{ rangeMode: 'given', rangeLowerPrice: 2, rangeUpperPrice: 1 }, 'Upper Price'],
    [{ spacingMode: 'range' }, 'Range'],
    [{ minimumSpacingAtr: 4 }, 'Least Spacing'],
  ] as const)('%j are named', (change, named) => {
    expect(settingsFault({ ...DEFAULT_GRID_SETTINGS, ...change })).toContain(named);
  });
  it('are not the shipped ones', () => {
    expect(settingsFault(DEFAULT_GRID_SETTINGS)).toBeNull();
  });
});
