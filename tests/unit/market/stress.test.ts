import { fundingExtreme } from '../../../lib/market/fundingExtreme';
import type { OutsideSeriesName } from '../../../lib/model/outsideSeries';
import { outsideOpinion } from '../../../lib/market/outsideOpinion';
import { marketStress, meanCorrelation } from '../../../lib/market/stress';

const absent = { absent: 'not given' };

describe('extreme funding', () => {
  const history = { value: Array.from({ length: 101 }, (_none, index) => index * 1e-5 - 5e-4) };

  it('is above 60 % of the cap or above the 99th percentile of its own size', () => {
    const of = (rate: number, cap: number | null, settled: boolean) =>
      fundingExtreme(
        { value: rate },
        cap === null ? absent : { value: cap },
        settled ? history : absent,
      ).isExtreme;
    expect(of(0.0121, 0.02, false)).toBe(true);
    expect(of(0.0119, 0.02, false)).toBe(false);
    expect(of(0.000499, null, true)).toBe(false);
    expect(of(-0.00051, null, true)).toBe(true);
    // One limit suffices.
    expect(of(0.00051, 0.02, true)).toBe(true);
  });

  it('shifts against the sign of the rate, and by nothing else', () => {
    const shift = (rate: number) => fundingExtreme({ value: rate }, { value: 0.01 }, absent).shift;
    expect([shift(0.007), shift(-0.007), shift(0.001), shift(0)]).toEqual([-0.25, 0.25, 0, 0]);
  });

  it('is not known without a limit or a rate, and names what is missing', () => {
    expect(fundingExtreme({ value: 1 }, absent, absent)).toMatchObject({
      isExtreme: null,
      shift: 0,
      absent: [{ input: 'fundingCap' }, { input: 'fundingHistory' }],
    });
    expect(fundingExtreme(absent, { value: 0.02 }, history).isExtreme).toBeNull();
    expect(
      fundingExtreme({ value: 1 }, absent, { value: [1, 2] }).absent.map(({ reason }) => reason),
    ).toContain('only 2 settlements are known');
  });
});

describe('stress', () => {
  it('is the mean of what is there, each from 0 to 1', () => {
    const stress = marketStress({
      fundingOfCap: { value: -0.3 },
      correlation: { value: 0.8 },
      depthOfMedian: { value: 3 },
    });
    expect(stress.parts).toEqual({
      funding: 0.5,
      correlation: expect.closeTo(0.5, 12),
      liquidity: 0,
    });
    expect(stress.value).toBeCloseTo(1 / 3, 12);
    const partly = marketStress({
      fundingOfCap: { value: 1 },
      correlation: absent,
      depthOfMedian: absent,
    });
    expect(partly).toMatchObject({
      value: 1,
      absent: [{ input: 'correlation' }, { input: 'liquidity' }],
    });
    expect(
      marketStress({ fundingOfCap: absent, correlation: absent, depthOfMedian: absent }).value,
    ).toBeNull();
  });

  it('correlates every pair, and leaves out what does not move', () => {
    const up = [1, 2, 3, 5];
    const down = up.map((each) => -2 * each);
    expect(meanCorrelation([up, up])).toBeCloseTo(1, 12);
    expect(meanCorrelation([up, down])).toBeCloseTo(-1, 12);
    expect(meanCorrelation([up, up, down])).toBeCloseTo(-1 / 3, 12);
    expect(meanCorrelation([up, [0, 0, 0, 0]])).toBeNull();
    expect(meanCorrelation([up])).toBeNull();
    expect(meanCorrelation([])).toBeNull();
  });
});

describe('outside series', () => {
  it('say what their scale says', () => {
    const says = (name: OutsideSeriesName, value: number) =>
      outsideOpinion({ name, values: [value] });
    expect([says('fearAndGreed', 0), says('fearAndGreed', 50), says('fearAndGreed', 100)]).toEqual([
      1, 0, -1,
    ]);
    expect([says('mvrv', 1), says('mvrv', 3.5), says('mvrv', 9)]).toEqual([1, -1, -1]);
    expect([says('mvrvZScore', 0), says('mvrvZScore', 7)]).toEqual([1, -1]);
  });

  it('say nothing without points to be measured against, or without a direction', () => {
    expect(outsideOpinion({ name: 'exchangeNetflow', values: [5] })).toBeNull();
    expect(outsideOpinion({ name: 'whaleTransactions', values: [5] })).toBeNull();
    const flows = [1, -1, 1, -1, 1, -1, 1, -1, 1, 3];
    expect(outsideOpinion({ name: 'exchangeNetflow', values: flows })).toBeLessThan(-0.9);
    expect(outsideOpinion({ name: 'whaleNetflow', values: flows })).toBeGreaterThan(0.9);
  });
});
