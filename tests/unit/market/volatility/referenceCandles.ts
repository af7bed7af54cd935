import type { Candle } from '../../../../lib/model/candle';

/** The six candles of the domain reference 5.6 behind one that closes at 99.5. */
export const REFERENCE_CANDLES: readonly Candle[] = [
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
