import {
  fundingAprFraction,
  fundingFigures,
  minimumHoldingDays,
} from '../../../lib/strategy/funding';

describe('the funding rule', () => {
  it('makes 5.475 % a year of 0.09 % in three days (domain reference 5.4)', () => {
    expect(fundingAprFraction(0.0009)).toBeCloseTo(0.05475, 12);
    expect(fundingAprFraction(-0.0009)).toBeCloseTo(0.05475, 12);
  });
  it('holds ten days for 0.30 % of fees at 0.01 % each 8 hours, and for ever at a rate that costs', () => {
    expect(minimumHoldingDays(0.0001, 0.3)).toBeCloseTo(10, 12);
    expect(minimumHoldingDays(0, 0.3)).toBeNull();
    expect(minimumHoldingDays(-0.0001, 0.3)).toBeNull();
  });
  it('sums the last nine settlements, and nothing when the history is short', () => {
    const inputs = {
      nextRateFraction: 0.0001,
      nextFundingAt: 1,
      settledRates: [1, ...Array<number>(9).fill(0.0001)],
      roundTripFeePct: 0.3,
      spotPrice: 100,
      futuresPrice: 101,
    };
    expect(fundingFigures(inputs).threeDayRateFraction).toBeCloseTo(0.0009, 12);
    expect(fundingFigures(inputs).basisPct).toBeCloseTo(1, 12);
    expect(fundingFigures({ ...inputs, settledRates: [0.1] }).threeDayRateFraction).toBeNull();
  });
});
