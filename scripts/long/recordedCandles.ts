import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Candle } from '../../lib/model/candle';
import { INTERVAL_MS, type Interval } from '../../lib/model/terms';
import { RECORDED_DATA } from './sizes';

/** The recorded 1h spot candles of a symbol from a time on, oldest first; gaps are left in. */
export function readRecordedHours(symbol: string, from: number): Candle[] {
  return rowsOf(`spot-${symbol}-1h.csv.gz`, 6).flatMap((figures) => {
    const [openAt = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = figures;
    if (openAt < from) return [];
    return [{ openAt, closeAt: openAt + INTERVAL_MS['1h'] - 1, open, high, low, close, volume }];
  });
}

/** Deribit's implied volatility index of BTC by the hour: close of the hour and annual fraction. */
export function readRecordedDvol(): { closeAt: number; annualFraction: number }[] {
  return rowsOf('deribit-BTC-DVOL-1h.csv.gz', 5).map(([openAt = 0, , , , close = 0]) => ({
    closeAt: openAt + INTERVAL_MS['1h'] - 1,
    annualFraction: close / 100,
  }));
}

function rowsOf(name: string, columns: number): number[][] {
  const file = join(RECORDED_DATA, name);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const figures = line.split(',').map(Number);
    if (figures.length === columns && figures.every(Number.isFinite)) return figures;
    throw new Error(`${file}: "${line}" is no row of ${columns} figures.`);
  });
}

/** Longer candles of shorter ones, on the borders of UTC; of those that there are. */
export function aggregated(shorter: readonly Candle[], interval: Interval): Candle[] {
  const length = INTERVAL_MS[interval];
  const candles: Candle[] = [];
  for (const each of shorter) {
    const openAt = Math.floor(each.openAt / length) * length;
    const last = candles.at(-1);
    if (last?.openAt !== openAt) {
      candles.push({ ...each, openAt, closeAt: openAt + length - 1 });
      continue;
    }
    last.high = Math.max(last.high, each.high);
    last.low = Math.min(last.low, each.low);
    last.close = each.close;
    last.volume += each.volume;
  }
  return candles;
}
