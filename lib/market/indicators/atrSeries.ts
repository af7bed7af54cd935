import type { Candle } from '../../model/candle';
import { columnsOf } from '../columns';
import { atr } from './atr';

/** Wilder's average true range at every candle, in price units; null in the warm-up. */
export function atrSeries(candles: readonly Candle[], period: number): (number | null)[] {
  const { high, low, close } = columnsOf(candles);
  return Array.from(atr(high, low, close, period), (value) => (Number.isNaN(value) ? null : value));
}
