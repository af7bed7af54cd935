import type { Candle } from '../model/candle';
import { INTERVAL_MS, type Interval } from '../model/terms';
import { type CandleColumns, columnsOf } from './columns';

export interface TimedColumns extends CandleColumns {
  openAt: Float64Array;
}

/**
 * The columns of candles, oldest first, with a place for every candle from the first to the last:
 * those that are missing in between have their opening time and no values (NaN).
 */
export function columnsByTime(candles: readonly Candle[], interval: Interval): TimedColumns {
  const step = INTERVAL_MS[interval];
  const first = candles[0]?.openAt ?? 0;
  const placeOf = (openAt: number): number => Math.round((openAt - first) / step);
  const last = candles.at(-1);
  const length = last ? placeOf(last.openAt) + 1 : 0;
  const placed = (values: Float64Array): Float64Array => {
    const column = new Float64Array(length).fill(NaN);
    candles.forEach(({ openAt }, index) => {
      column[placeOf(openAt)] = values[index] ?? NaN;
    });
    return column;
  };
  const { open, high, low, close, volume } = columnsOf(candles);
  return {
    openAt: Float64Array.from({ length }, (_unused, index) => first + index * step),
    open: placed(open),
    high: placed(high),
    low: placed(low),
    close: placed(close),
    volume: placed(volume),
  };
}
