import type { CandleColumns } from '../market/columns';
import { INTERVAL_MS, type Interval } from '../model/terms';
import { rollingMaximum } from './rollingMaximum';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * How far price fell within 24 hours, percent, the largest of the last `coolDownHours`: from the
 * highest price of the candles that reach into the 24 hours before a candle down to its low. A
 * candle counts whole, so no fall of 24 hours is missed at its close; where fewer candles are
 * given, the fall is that of what they cover.
 */
export function recentFallPct(
  { high, low, open }: CandleColumns,
  interval: Interval,
  coolDownHours: number,
): Float64Array {
  const before = Math.ceil(DAY_MS / INTERVAL_MS[interval]);
  const highest = rollingMaximum(high, before);
  const falls = low.map((lowest, index) => {
    const from = Math.max(highest[index - 1] ?? 0, open[index] ?? 0);
    return Math.max(0, (1 - lowest / from) * 100);
  });
  const memory = Math.ceil((coolDownHours * HOUR_MS) / INTERVAL_MS[interval]);
  return rollingMaximum(falls, memory + 1);
}
