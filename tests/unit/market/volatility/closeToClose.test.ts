import { annualisedVolatility } from '../../../../lib/market/volatility/closeToClose';
import { donchianRange } from '../../../../lib/market/volatility/donchianRange';
import { REFERENCE_CANDLES } from '../../../../scripts/docs/volatilityGolden';

describe('close-to-close volatility', () => {
  it('has the variance of the reference vector (domain reference 5.6), annualised', () => {
    const perYear = annualisedVolatility(REFERENCE_CANDLES, '1h') ?? 0;
    expect(perYear ** 2 / (365 * 24)).toBeCloseTo(0.000602039770277012, 16);
  });
  it('needs two returns', () => {
    expect(annualisedVolatility(REFERENCE_CANDLES.slice(0, 2), '1h')).toBeNull();
  });
});

describe('the Donchian range', () => {
  it('is the highest high and lowest low', () => {
    expect(donchianRange(REFERENCE_CANDLES)).toEqual({ low: 98, high: 105 });
    expect(donchianRange([])).toBeNull();
  });
});
