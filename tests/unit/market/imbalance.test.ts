import { bookImbalance } from '../../../lib/market/imbalance';

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
