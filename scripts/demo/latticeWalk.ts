/** A cell of a grid as the walk sees it; prices are plain numbers, which keep the order of ticks. */
export interface LatticeCell {
  readonly lowerPrice: number;
  readonly upperPrice: number;
  /** True for a cell that begins with inventory: its first deal is the sale. */
  readonly startsHolding: boolean;
}

/** A candle that the walk passes. */
export interface WalkCandle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** The turning points of a candle, in the order in which the paper exchange passes them. */
function turningPoints({ open, high, low, close }: WalkCandle): readonly number[] {
  return close >= open ? [open, low, high, close] : [open, high, low, close];
}

/**
 * The round trips of an ideal grid on the path of the candles, oldest first: a flat cell buys when
 * the price trades below its lower line, a holding cell sells when it trades above its upper line,
 * each at once and for nothing. Sales are counted.
 *
 * Between two turning points the price moves one way, so that a cell deals at most once there and
 * the turning points alone decide.
 */
export function latticeRoundTrips(
  cells: readonly LatticeCell[],
  candles: readonly WalkCandle[],
): number {
  const holds = cells.map((cell) => cell.startsHolding);
  let sales = 0;
  for (const price of candles.flatMap(turningPoints)) {
    cells.forEach(({ lowerPrice, upperPrice }, index) => {
      if (holds[index] === true) {
        if (price <= upperPrice) return;
        holds[index] = false;
        sales += 1;
      } else if (price < lowerPrice) {
        holds[index] = true;
      }
    });
  }
  return sales;
}
