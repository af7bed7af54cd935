import fc from 'fast-check';
import { marketPressure } from '../../../lib/market/bookPressure';
import { microprice } from '../../../lib/market/microprice';

const level = (price: number, quantity: number) => ({
  price: price.toString(),
  quantity: quantity.toString(),
});
/** Levels a cent apart on both sides of 100. */
const book = (bids: readonly number[], asks: readonly number[]) => ({
  bids: bids.map((quantity, index) => level((9_999 - index) / 100, quantity)),
  asks: asks.map((quantity, index) => level((10_001 + index) / 100, quantity)),
});

describe('the pressure of a book', () => {
  it('weighs the quote on both sides within each depth', () => {
    const pressure = marketPressure('spot', book([3, 3, 3], [1, 1, 1]), 500);
    expect(pressure).toMatchObject({ market: 'spot', middle: 100, walls: [] });
    expect(pressure?.spreadPct).toBeCloseTo(0.02, 10);
    expect(pressure?.depths[0]?.bidQuote).toBeCloseTo(3 * (99.99 + 99.98 + 99.97), 8);
    expect(pressure?.pressure).toBeCloseTo(0.5, 3);
  });

  it('weighs both sides over one distance where the levels read end earlier on one of them', () => {
    const bids = [1, 1, 1].map((quantity, index) => level(99.99 - index * 0.5, quantity));
    const asks = [1, 1, 1].map((quantity, index) => level(100.01 + index * 0.01, quantity));
    const pressure = marketPressure('usdm', { bids, asks }, 3);
    const deepest = pressure?.depths.at(-1);
    expect(deepest?.reachPct).toBeCloseTo(0.03, 10);
    expect(deepest?.bidQuote).toBeCloseTo(99.99, 8);
    // Read to the end of the book: all of it counts.
    expect(marketPressure('usdm', { bids, asks }, 5)?.depths.at(-1)?.reachPct).toBe(1);
  });

  it('is null without a side', () => {
    expect(marketPressure('spot', book([], [1]), 5)).toBeNull();
  });

  it('tells walls, largest first, as multiples of the median level', () => {
    const quiet = [1, 1, 1, 1, 1, 1];
    const walls = marketPressure('spot', book([...quiet, 20], [1, 1, 9, 1, 1, 1]), 500)?.walls;
    expect(walls).toMatchObject([
      { side: 'bid', price: 99.93 },
      { side: 'ask', price: 100.03 },
    ]);
    expect(walls?.[0]?.timesMedian).toBeCloseTo(20, 1);
    expect(walls?.[0]?.distancePct).toBeCloseTo(-0.07, 8);
  });

  it('turns its sign when the book is turned round, and stays within -1..1', () => {
    const quantities = fc.array(fc.double({ min: 0.001, max: 1e4, noNaN: true }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(quantities, quantities, (bids, asks) => {
        const one = marketPressure('spot', book(bids, asks), 1_000)?.pressure ?? NaN;
        const other = marketPressure('spot', book(asks, bids), 1_000)?.pressure ?? NaN;
        expect(Math.abs(one)).toBeLessThanOrEqual(1);
        // Prices differ by a little on the two sides.
        expect(Math.abs(one + other)).toBeLessThan(0.01);
      }),
    );
  });
});

it('pulls the microprice towards the side with less', () => {
  const at = (bid: number, ask: number) =>
    microprice({ price: 100, quantity: bid }, { price: 101, quantity: ask });
  expect([at(1, 1), at(3, 1), at(1, 3)]).toEqual([100.5, 100.75, 100.25]);
});
