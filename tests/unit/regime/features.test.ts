import { columnsOf } from '../../../lib/market/columns';
import { recentFallPct } from '../../../lib/regime/fall';
import { featureColumns } from '../../../lib/regime/features';
import { latticeFeature } from '../../../lib/regime/latticeFeature';
import { meanReversionScore } from '../../../lib/regime/meanReversion';
import { DEFAULT_REGIME_SETTINGS } from '../../../lib/regime/settings';
import { seededRandom } from '../../../scripts/long/seededRandom';
import { candlesThrough, wanderingCloses } from './support';

/** Closes of a walk of equal moves; `back`: how likely a move turns the one before around. */
function coinWalk(back: number, count: number): number[] {
  const random = seededRandom(7);
  let move = 1;
  let at = 10_000;
  return Array.from({ length: count }, () => {
    if (random.fraction() < back) move = -move;
    at += move;
    return at;
  });
}

const average = (values: Float64Array): number => {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, each) => sum + each, 0) / known.length;
};
const score = (back: number): number =>
  average(meanReversionScore(Float64Array.from(coinWalk(back, 20_000)), 50));

describe('the mean-reversion score', () => {
  it('is 1 where price came back, -1 where it ran straight, NaN where it stood', () => {
    const straight = Float64Array.from({ length: 60 }, (_none, index) => 100 + index);
    const toAndFro = Float64Array.from({ length: 60 }, (_none, index) => 100 + (index % 2));
    expect(meanReversionScore(straight, 50)[59]).toBe(-1);
    expect(meanReversionScore(toAndFro, 50)[59]).toBe(1);
    expect(meanReversionScore(new Float64Array(60).fill(5), 50)[59]).toBeNaN();
    expect(meanReversionScore(straight, 50)[49]).toBeNaN();
  });

  it('is near 0 for a walk without edge whose moves are normal: a score below -1 is -1', () => {
    const random = seededRandom(11);
    const normal = (): number =>
      Array.from({ length: 12 }, random.fraction).reduce((sum, each) => sum + each, -6);
    let at = 10_000;
    const walk = Float64Array.from({ length: 20_000 }, () => (at += normal()));
    expect(Math.abs(average(meanReversionScore(walk, 50)))).toBeLessThan(0.1);
  });

  it('tells walks that turn back from those that run on', () => {
    expect(score(0.65)).toBeGreaterThan(score(0.5) + 0.05);
    expect(score(0.35)).toBeLessThan(score(0.5) - 0.05);
  });
});

describe('the fall within 24 hours', () => {
  const flat = new Array<number>(40).fill(100);
  const falls = (closes: readonly number[], interval: '1h' | '4h' | '1d', coolDown = 0) =>
    recentFallPct(columnsOf(candlesThrough(closes, { wiggle: 0, interval })), interval, coolDown);

  it.each([
    ['1h', 24],
    ['4h', 6],
    ['1d', 1],
  ] as const)('looks back over 24 hours of %s candles', (interval, candles) => {
    const after = falls([...flat, 90, ...new Array<number>(40).fill(90)], interval);
    expect(after[39]).toBe(0);
    expect(after[40]).toBeCloseTo(10, 10);
    // The candle that fell opened at the height: it counts as one to fall from.
    expect(after[40 + candles]).toBeCloseTo(10, 10);
    expect(after[40 + candles + 1]).toBe(0);
  });

  it('adds up a slow fall and sees a low that the close hides', () => {
    const slow = Array.from({ length: 20 }, (_none, index) => 100 - index);
    expect(falls([...flat, ...slow], '1h')[59]).toBeCloseTo(19, 10);
    const candles = candlesThrough(flat, { wiggle: 0 }).map((candle, index) =>
      index === 30 ? { ...candle, low: 85 } : candle,
    );
    expect(recentFallPct(columnsOf(candles), '1h', 0)[30]).toBeCloseTo(15, 10);
  });

  it('counts what a candle fell from its own open, were it the first', () => {
    const [first] = candlesThrough([100], { wiggle: 0 });
    if (!first) throw new Error('there is no candle');
    expect(recentFallPct(columnsOf([{ ...first, low: 80 }]), '1h', 0)[0]).toBeCloseTo(20, 10);
  });

  it('is remembered for the cool-down', () => {
    const after = falls([...flat, 90, ...new Array<number>(80).fill(90)], '1h', 12);
    expect(after[40 + 24 + 12]).toBeCloseTo(10, 10);
    expect(after[40 + 24 + 13]).toBe(0);
  });
});

describe('the features', () => {
  it('measure the ATR against its own median, and how the bands widen', () => {
    const calm = Array.from({ length: 150 }, (_none, index) => 100 + Math.sin(index));
    const wild = Array.from({ length: 10 }, (_none, index) => 100 + 6 * Math.sin(index));
    const columns = columnsOf(candlesThrough([...calm, ...wild]));
    const { atrSpike, bandwidthChangePct } = featureColumns(columns, '1h', DEFAULT_REGIME_SETTINGS);
    expect(Math.abs((atrSpike[149] ?? NaN) - 1)).toBeLessThan(0.1);
    expect(atrSpike[159]).toBeGreaterThan(1.5);
    expect(Math.abs(bandwidthChangePct[149] ?? NaN)).toBeLessThan(5);
    expect(bandwidthChangePct[154]).toBeGreaterThan(50);
  });

  it('do not depend on the unit of the price', () => {
    const closes = wanderingCloses(3, 300);
    const of = (factor: number) =>
      featureColumns(
        columnsOf(candlesThrough(closes.map((close) => close * factor))),
        '1h',
        DEFAULT_REGIME_SETTINGS,
      );
    const [one, other] = [of(1), of(1e-9)];
    for (const name of [
      'adx',
      'atrPct',
      'atrSpike',
      'bandwidthChangePct',
      'recentFallPct',
    ] as const) {
      expect(other[name][299]).toBeCloseTo(one[name][299] ?? NaN, 6);
    }
  });
});

describe('the lattice variance ratio of candles', () => {
  it('is below that of a walk where price turns back, above where it runs on', () => {
    const ratio = (back: number): number => {
      const feature = latticeFeature(candlesThrough(coinWalk(back, 200), { wiggle: 0 }));
      if (!feature) throw new Error('there is no ratio');
      return feature.ratio;
    };
    expect(ratio(0.8)).toBeLessThan(ratio(0.5));
    expect(ratio(0.2)).toBeGreaterThan(ratio(0.5));
  });

  it('is nothing without candles that move', () => {
    expect(latticeFeature([])).toBeNull();
    expect(latticeFeature(candlesThrough(new Array<number>(50).fill(7), { wiggle: 0 }))).toBeNull();
  });
});
