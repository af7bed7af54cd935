import { setImmediate } from 'node:timers/promises';
import type { Interval } from '../../lib/model/terms';
import { type RegimeSeries, regimeSeries, type TimedColumns } from '../../lib/regime/regimeSeries';
import { DEFAULT_REGIME_SETTINGS } from '../../lib/regime/settings';
import { seededRandom } from './seededRandom';
import { REGIME_SEED } from './sizes';

/** How many candles of each series are held against a series that ends there; null: all of them. */
export type TruncationSample = number | null;

/** Series that are cut off between two pauses. */
const PAUSE_EVERY = 100;

/** Holds the series against one that ends at a candle: everything known there must be the same. */
export async function lookForLookAhead(
  columns: TimedColumns,
  interval: Interval,
  whole: RegimeSeries,
  sample: TruncationSample,
): Promise<{ checked: string; faults: string[] }> {
  const { length } = columns.close;
  const random = seededRandom(REGIME_SEED);
  const ends = Array.from({ length: sample ?? length }, (_none, index) =>
    sample === null ? index : random.whole(0, length - 1),
  );
  const differing: number[] = [];
  for (const [index, end] of ends.entries()) {
    const cut = regimeSeries(cutAfter(columns, end), interval, DEFAULT_REGIME_SETTINGS);
    const isSame = JSON.stringify(knownAt(cut, end)) === JSON.stringify(knownAt(whole, end));
    if (!isSame) differing.push(end);
    // Lets the progress be told, and an interruption through.
    if (index % PAUSE_EVERY === 0) await setImmediate();
  }
  return {
    checked: `${ends.length} of ${length}`,
    faults:
      differing.length === 0
        ? []
        : [
            `at ${differing.length} candles the future changes the regime, first at ${differing[0]}`,
          ],
  };
}

function cutAfter(columns: TimedColumns, end: number): TimedColumns {
  const cut = (column: Float64Array): Float64Array => column.subarray(0, end + 1);
  return {
    openAt: cut(columns.openAt),
    open: cut(columns.open),
    high: cut(columns.high),
    low: cut(columns.low),
    close: cut(columns.close),
    volume: cut(columns.volume),
  };
}

function knownAt({ features, opinions, fold }: RegimeSeries, index: number): unknown[] {
  return [features, opinions, fold].flatMap((part) =>
    Object.values(part).map((column: ArrayLike<number>) => column[index]),
  );
}
