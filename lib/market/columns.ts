import type { Candle } from '../model/candle';

/** Candles as one typed array per price, index by index: what the indicators loop over. */
export interface CandleColumns {
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

/** The columns of candles, oldest first. */
export function columnsOf(candles: readonly Candle[]): CandleColumns {
  const { length } = candles;
  const columns = {
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
  candles.forEach((candle, index) => {
    columns.open[index] = candle.open;
    columns.high[index] = candle.high;
    columns.low[index] = candle.low;
    columns.close[index] = candle.close;
    columns.volume[index] = candle.volume;
  });
  return columns;
}
