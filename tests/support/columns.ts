import fc from 'fast-check';
import type { CandleColumns } from '../../lib/market/columns';

/** One candle in ticks: where it closes against the one before, and how far it strays. */
export interface CandleMove {
  move: number;
  up: number;
  down: number;
  volume: number;
  /** How far it opens away from the close before. */
  gap?: number;
}

/** Candles of whole ticks, so that ties, flat stretches and candles without a range occur. */
export function columnsFrom(
  moves: readonly CandleMove[],
  { start = 1_000, tick = 1 } = {},
): CandleColumns {
  const column = (): Float64Array => new Float64Array(moves.length);
  const columns = {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let at = start;
  moves.forEach(({ move, up, down, volume, gap = 0 }, index) => {
    const open = at + gap;
    const close = open + move;
    columns.open[index] = open * tick;
    columns.high[index] = (Math.max(open, close) + up) * tick;
    columns.low[index] = (Math.min(open, close) - down) * tick;
    columns.close[index] = close * tick;
    columns.volume[index] = volume;
    at = close;
  });
  return columns;
}

/** Markets of up to `length` candles; a third of the candles stand still. */
export function markets(length: number): fc.Arbitrary<CandleColumns> {
  const still: CandleMove = { move: 0, up: 0, down: 0, volume: 0 };
  const moving = fc.record({
    move: fc.integer({ min: -4, max: 4 }),
    up: fc.integer({ min: 0, max: 3 }),
    down: fc.integer({ min: 0, max: 3 }),
    volume: fc.integer({ min: 0, max: 50 }),
    gap: fc.constantFrom(0, 0, 0, -5, 5),
  });
  const candle = fc.oneof(
    { weight: 1, arbitrary: fc.constant(still) },
    { weight: 2, arbitrary: moving },
  );
  return fc.array(candle, { maxLength: length }).map((moves) => columnsFrom(moves));
}

/** A market without end of luck: the same for the same seed. */
export function walk(length: number, seed = 1, options = {}): CandleColumns {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const moves = Array.from({ length }, () => ({
    move: next(9) - 4,
    up: next(4),
    down: next(4),
    volume: next(50),
    gap: (next(5) === 0 ? 1 : 0) * (next(13) - 6),
  }));
  return columnsFrom(moves, options);
}

/** The first `length` candles. */
export function until(columns: CandleColumns, length: number): CandleColumns {
  const part = (column: Float64Array): Float64Array => column.slice(0, length);
  return {
    open: part(columns.open),
    high: part(columns.high),
    low: part(columns.low),
    close: part(columns.close),
    volume: part(columns.volume),
  };
}

/** The same candles with every value of one missing, or not finite in another way. */
export function without(columns: CandleColumns, index: number, value = NaN): CandleColumns {
  const copy = until(columns, columns.close.length);
  for (const column of [copy.open, copy.high, copy.low, copy.close, copy.volume]) {
    column[index] = value;
  }
  return copy;
}
