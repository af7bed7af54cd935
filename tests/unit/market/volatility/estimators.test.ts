import fc from 'fast-check';
import { columnsOf } from '../../../../lib/market/columns';
import { annualise, candlesPerYear } from '../../../../lib/market/volatility/annualise';
import { ESTIMATORS, yangZhang } from '../../../../lib/market/volatility/estimators';
import { REFERENCE_CANDLES, REFERENCE_VARIANCES } from '../../../../scripts/docs/volatilityGolden';

describe.each(Object.entries(ESTIMATORS))('%s', (name, estimate) => {
  const columns = columnsOf(REFERENCE_CANDLES);
  it('has the variance of the reference vector to its printed digits', () => {
    const expected =
      Object.entries(REFERENCE_VARIANCES).find(([key]) => key === name)?.[1] ?? Number.NaN;
    expect(Math.abs((estimate(columns) ?? 0) - expected)).toBeLessThan(5e-18);
  });
  it('does not depend on the unit of the price', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (unit) => {
        const scaled = REFERENCE_CANDLES.map((candle) => ({
          ...candle,
          open: candle.open * unit,
          high: candle.high * unit,
          low: candle.low * unit,
          close: candle.close * unit,
        }));
        const ratio = (estimate(columnsOf(scaled)) ?? 0) / (estimate(columns) ?? 1);
        expect(ratio).toBeCloseTo(1, 9);
      }),
    );
  });
  it('is null for one candle behind the first, and for prices that are none', () => {
    expect(estimate(columnsOf(REFERENCE_CANDLES.slice(0, 2)))).toBeNull();
    const broken = columnsOf(REFERENCE_CANDLES);
    broken.low[3] = Number.NaN;
    broken.close[3] = Number.NaN;
    expect(estimate(broken)).toBeNull();
    broken.low[3] = 0;
    broken.close[3] = 0;
    expect(estimate(broken)).toBeNull();
  });
  it('is zero on a flat market', () => {
    const flat = REFERENCE_CANDLES.map((candle) => ({
      ...candle,
      open: 1e-6,
      high: 1e-6,
      low: 1e-6,
      close: 1e-6,
    }));
    expect(estimate(columnsOf(flat))).toBe(0);
  });
});

describe('annualising', () => {
  it('scales the variance by the candles of 365 days', () => {
    expect(candlesPerYear('1d')).toBe(365);
    expect(candlesPerYear('1h')).toBe(8_760);
    expect(candlesPerYear('1m')).toBe(525_600);
    expect(annualise(0.04 / 365, '1d')).toBeCloseTo(0.2, 15);
  });
  it('is the same volatility from days and from hours', () => {
    const perHour = yangZhang(columnsOf(REFERENCE_CANDLES)) ?? 0;
    expect(annualise(perHour * 24, '1d')).toBeCloseTo(annualise(perHour, '1h'), 12);
  });
});
