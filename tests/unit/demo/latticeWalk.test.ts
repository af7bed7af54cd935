import {
  latticeRoundTrips,
  type LatticeCell,
  type WalkCandle,
} from '../../../scripts/demo/latticeWalk';

const FLAT: LatticeCell = { lowerPrice: 100, upperPrice: 110, startsHolding: false };
const FULL: LatticeCell = { lowerPrice: 110, upperPrice: 120, startsHolding: true };

function candle(open: number, high: number, low: number, close: number): WalkCandle {
  return { open, high, low, close };
}

describe('the walk over a lattice', () => {
  it('counts a sale once what the cell bought is sold', () => {
    const down = candle(105, 106, 99, 100);
    expect(latticeRoundTrips([FLAT], [down])).toBe(0);
    expect(latticeRoundTrips([FLAT], [down, candle(100, 111, 100, 111)])).toBe(1);
  });

  it('counts the sale of a cell that begins with inventory', () => {
    expect(latticeRoundTrips([FULL], [candle(115, 121, 114, 116)])).toBe(1);
  });

  it('deals only beyond a line, not at it', () => {
    const touches = candle(105, 110, 100, 105);
    expect(latticeRoundTrips([FLAT], [touches])).toBe(0);
    expect(latticeRoundTrips([FULL], [candle(115, 120, 110, 115)])).toBe(0);
    // The low comes after the high: what was bought below the line is not sold yet.
    expect(latticeRoundTrips([FLAT], [candle(105, 110, 99.99, 104), touches])).toBe(0);
  });

  it('passes the low first where the candle closes at its open or above', () => {
    expect(latticeRoundTrips([FLAT], [candle(105, 111, 99, 105)])).toBe(1);
    expect(latticeRoundTrips([FLAT], [candle(105, 111, 99, 106)])).toBe(1);
    expect(latticeRoundTrips([FLAT], [candle(105, 111, 99, 104)])).toBe(0);
  });

  it('sees a jump between two candles', () => {
    const candles = [
      candle(105, 106, 104, 105),
      candle(99, 99, 99, 99),
      candle(111, 111, 111, 111),
    ];
    expect(latticeRoundTrips([FLAT], candles)).toBe(1);
  });

  it('goes on after a sale, each cell for itself', () => {
    const swing = [candle(105, 105, 99, 99), candle(99, 121, 99, 121)];
    // FLAT turns twice; FULL sells its inventory on the first way up and turns on the second.
    expect(latticeRoundTrips([FLAT, FULL], [...swing, ...swing])).toBe(4);
    expect(latticeRoundTrips([FLAT, FULL], [])).toBe(0);
    expect(latticeRoundTrips([], swing)).toBe(0);
  });
});
