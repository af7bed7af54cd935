import {
  fundingAprFraction,
  fundingFigures,
  minimumHoldingDays,
} from '../../../lib/strategy/funding';

const HOUR = 3_600_000;

describe('the funding rule', () => {
  it('makes 5.475 % a year of 0.09 % in three days (domain reference 5.4)', () => {
    expect(fundingAprFraction(0.0009)).toBeCloseTo(0.05475, 12);
    expect(fundingAprFraction(-0.0009)).toBeCloseTo(0.05475, 12);
  });

  it('holds ten days for 0.30 % of fees at 0.01 % each 8 hours, and for ever at a rate that costs', () => {
    expect(minimumHoldingDays(0.0001, 0.3, 3)).toBeCloseTo(10, 12);
    expect(minimumHoldingDays(0, 0.3, 3)).toBeNull();
    expect(minimumHoldingDays(-0.0001, 0.3, 3)).toBeNull();
  });

  const figures = (intervalHours: number, count: number) =>
    fundingFigures({
      nextRateFraction: 0.0001,
      nextFundingAt: count * intervalHours * HOUR,
      settled: Array.from({ length: count }, (_unused, index) => ({
        settledAt: index * intervalHours * HOUR,
        rateFraction: 0.0001,
      })),
      roundTripFeePct: 0.3,
      spotPrice: 100,
      futuresPrice: 101,
    });

  it('sums the settlements of three days, whatever their distance', () => {
    expect(figures(8, 12)).toMatchObject({
      threeDayRateFraction: 0.0009,
      threeDayAprFraction: 0.05475,
      minimumHoldingDays: 10,
      basisPct: 1,
    });
    expect(figures(4, 30)).toMatchObject({ threeDayRateFraction: 0.0018, minimumHoldingDays: 5 });
  });

  it('does not know them while one of them is missing', () => {
    expect(figures(8, 8)).toMatchObject({ threeDayRateFraction: null, threeDayAprFraction: null });
    expect(figures(4, 17).threeDayRateFraction).toBeNull();
    expect(figures(8, 0)).toMatchObject({ threeDayRateFraction: null, minimumHoldingDays: 10 });
  });
});
