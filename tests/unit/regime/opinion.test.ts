import fc from 'fast-check';
import { featureColumns, type FeatureColumns } from '../../../lib/regime/features';
import {
  BREAKOUT_DOWN,
  BREAKOUT_UP,
  NO_TRADE,
  opinionsOf,
  RANGE,
  thresholdsOf,
  TREND_DOWN,
  TREND_UP,
} from '../../../lib/regime/opinion';
import { DEFAULT_REGIME_SETTINGS, type RegimeSettings } from '../../../lib/regime/settings';
import { columnsOf } from '../../../lib/market/columns';
import { candlesThrough } from './support';

/** A quiet market in the middle of everything. */
const QUIET: Record<keyof FeatureColumns, number> = {
  adx: 15,
  emaSeparationPct: 0.1,
  emaSlopePct: 0.1,
  atrPct: 1,
  atrSpike: 1,
  bandwidthPct: 5,
  bandwidthChangePct: 0,
  meanReversionScore: 0.3,
  recentFallPct: 1,
  aboveMiddle: 1,
};
type Change = Partial<typeof QUIET>;

const NAMES = Object.keys(
  featureColumns(columnsOf(candlesThrough([1])), '1h', DEFAULT_REGIME_SETTINGS),
);

function opinion(change: Change, settings: Partial<RegimeSettings> = {}, gap = 0) {
  const at = (name: keyof typeof QUIET): Float64Array =>
    Float64Array.of({ ...QUIET, ...change }[name]);
  const columns: FeatureColumns = {
    adx: at('adx'),
    emaSeparationPct: at('emaSeparationPct'),
    emaSlopePct: at('emaSlopePct'),
    atrPct: at('atrPct'),
    atrSpike: at('atrSpike'),
    bandwidthPct: at('bandwidthPct'),
    bandwidthChangePct: at('bandwidthChangePct'),
    meanReversionScore: at('meanReversionScore'),
    recentFallPct: at('recentFallPct'),
    aboveMiddle: at('aboveMiddle'),
  };
  const thresholds = thresholdsOf({ ...DEFAULT_REGIME_SETTINGS, ...settings }, '1h');
  const { codes, confidence, missing } = opinionsOf(columns, Uint8Array.of(gap), thresholds);
  return { code: codes[0], confidence: confidence[0] ?? NaN, missing: missing[0] };
}

const TREND = { adx: 40, emaSeparationPct: 1, emaSlopePct: 0.4 };
const BREAKOUT = { atrSpike: 1.95, bandwidthChangePct: 100 };

describe('what one candle says', () => {
  it.each<[string, number, Change]>([
    ['RANGE', RANGE, {}],
    ['RANGE with a strong ADX and no separation', RANGE, { adx: 40 }],
    ['TREND up', TREND_UP, TREND],
    ['TREND down', TREND_DOWN, { ...TREND, emaSeparationPct: -1, emaSlopePct: -0.4 }],
    ['NO_TRADE: the slope is against the separation', NO_TRADE, { ...TREND, emaSlopePct: -0.1 }],
    ['BREAKOUT up', BREAKOUT_UP, BREAKOUT],
    ['BREAKOUT down', BREAKOUT_DOWN, { ...BREAKOUT, aboveMiddle: -1 }],
    ['BREAKOUT before TREND', BREAKOUT_UP, { ...TREND, ...BREAKOUT }],
    ['no BREAKOUT without wider bands', RANGE, { atrSpike: 1.95 }],
    ['no BREAKOUT without a higher ATR', RANGE, { bandwidthChangePct: 100 }],
    [
      'TREND after a crash',
      TREND_DOWN,
      { ...TREND, emaSeparationPct: -1, emaSlopePct: -1, recentFallPct: 30 },
    ],
    ['NO_TRADE after a crash', NO_TRADE, { recentFallPct: 10.5 }],
    ['NO_TRADE: the ATR is too high', NO_TRADE, { atrPct: 4.1 }],
    ['NO_TRADE: the ATR is no range\u2019s', NO_TRADE, { atrSpike: 2.1 }],
    ['NO_TRADE: price runs', NO_TRADE, { meanReversionScore: -0.6 }],
  ])('%s', (_name, code, change) => {
    expect(opinion(change)).toMatchObject({ code, missing: 0 });
  });

  it('is NO_TRADE while a deciding feature is missing, or candles are', () => {
    const telling = NAMES.filter((name) => name !== 'bandwidthPct' && name !== 'aboveMiddle');
    expect(telling).toHaveLength(8);
    for (const name of telling) {
      expect(opinion({ ...TREND, ...BREAKOUT, [name]: NaN })).toEqual({
        code: NO_TRADE,
        confidence: 1,
        missing: 1,
      });
    }
    expect(opinion({}, {}, 1)).toMatchObject({ code: NO_TRADE, missing: 1 });
  });

  it('is as sure as the nearest threshold that decided is far', () => {
    // An ATR of one median is half of the two that a range may have; all else is farther.
    expect(opinion({}).confidence).toBeCloseTo(0.5, 12);
    expect(opinion({ adx: 24, emaSeparationPct: 0.48 }).confidence).toBeCloseTo(0.04, 12);
    // A breakout that lacks one thing only is as near as that.
    expect(opinion({ atrSpike: 1.235, bandwidthChangePct: 100 }).confidence).toBeCloseTo(0.05, 12);
    expect(opinion(TREND).confidence).toBeCloseTo(0.6, 12);
    expect(opinion({ ...BREAKOUT, atrSpike: 1.43 }).confidence).toBeCloseTo(0.1, 12);
  });

  it('scales the thresholds with the root of the candle\u2019s length', () => {
    const scaled = thresholdsOf(DEFAULT_REGIME_SETTINGS, '4h');
    expect([scaled.separationPct, scaled.atrPct]).toEqual([1, 8]);
    expect(thresholdsOf(DEFAULT_REGIME_SETTINGS, '15m').atrPct).toBe(2);
  });

  const change = fc.record({
    adx: fc.double({ min: 0, max: 100, noNaN: true }),
    emaSeparationPct: fc.double({ min: -5, max: 5, noNaN: true }),
    emaSlopePct: fc.double({ min: -3, max: 3, noNaN: true }),
    atrPct: fc.double({ min: 0, max: 10, noNaN: true }),
    atrSpike: fc.double({ min: 0, max: 5, noNaN: true }),
    bandwidthChangePct: fc.double({ min: -100, max: 300, noNaN: true }),
    meanReversionScore: fc.double({ min: -1, max: 1, noNaN: true }),
    recentFallPct: fc.double({ min: 0, max: 50, noNaN: true }),
  });

  it('never changes by moving a feature less than the confidence', () => {
    const units: Change = {
      adx: 25,
      emaSlopePct: 0.5,
      atrPct: 4,
      atrSpike: 1.3,
      bandwidthChangePct: 50,
      meanReversionScore: 1.5,
      recentFallPct: 10,
    };
    fc.assert(
      fc.property(
        change,
        fc.constantFrom(...Object.entries(units)),
        fc.double({ min: -0.999, max: 0.999, noNaN: true }),
        (features, [name, unit], part) => {
          const before = opinion(features);
          const value = { ...QUIET, ...features, [name]: 0 };
          const own = { ...QUIET, ...features }[name as keyof typeof QUIET];
          const moved = { ...value, [name]: own + part * before.confidence * unit };
          expect(opinion(moved).code).toBe(before.code);
        },
      ),
      { numRuns: 500 },
    );
  });
});
