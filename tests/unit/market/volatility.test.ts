import { bookImbalance } from '../../../lib/market/imbalance';
import { annualisedVolatility, donchianRange } from '../../../lib/market/volatility';

const bars = [
  [99.5, 99.5, 99.5, 99.5],
  [100, 103, 99, 102],
  [102, 104, 101, 101.5],
  [101.5, 102.5, 98, 98.5],
  [98.5, 101, 98, 100.5],
  [100.5, 105, 100, 104],
  [104, 104.5, 102, 103],
].map(([open = 0, high = 0, low = 0, close = 0], index) => ({
  openAt: index,
  closeAt: index,
  open,
  high,
  low,
  close,
  volume: 1,
}));

describe('close-to-close volatility', () => {
  it('has the variance of the reference vector (domain reference 5.6), annualised', () => {
    const perYear = annualisedVolatility(bars, '1h') ?? 0;
    expect(perYear ** 2 / (365 * 24)).toBeCloseTo(0.000602039770277012, 16);
  });
  it('needs two returns', () => {
    expect(annualisedVolatility(bars.slice(0, 2), '1h')).toBeNull();
  });
});

describe('the Donchian range', () => {
  it('is the highest high and lowest low', () => {
    expect(donchianRange(bars)).toEqual({ low: 98, high: 105 });
    expect(donchianRange([])).toBeNull();
  });
});

describe('the imbalance of a book', () => {
  const side = (...quantities: number[]) =>
    quantities.map((quantity) => ({ quantity: String(quantity) }));
  it('weighs the quantities of the levels asked for', () => {
    expect(bookImbalance({ bids: side(3, 1, 100), asks: side(1, 1, 0) }, 2)).toBe(0.333333);
    expect(bookImbalance({ bids: [], asks: side(2) }, 20)).toBe(-1);
  });
  it('is not known for an empty book', () => {
    expect(bookImbalance({ bids: [], asks: [] }, 20)).toBeNull();
  });
});
