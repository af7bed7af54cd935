import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Candle } from '../../lib/model/candle';
import { INTERVAL_MS, type Interval } from '../../lib/model/terms';

/** Reference values and recorded data beside the project; nothing of them is part of it. */
const SHARED = join(__dirname, '../../../shared');

/**
 * `describe`; where one of the files is absent, a visible skip in whose body nothing is run, for
 * the body of a skipped block would be.
 */
export function describeWithShared(
  ...paths: readonly string[]
): (title: string, body: () => void) => void {
  const absent = paths.filter((path) => !existsSync(join(SHARED, path)));
  if (absent.length === 0) return (title, body) => describe(title, body);
  return (title) =>
    describe.skip(title, () => {
      it(`needs ../shared/${absent.join(', ../shared/')}`, () => undefined);
    });
}

/** The text of a shared file, unpacked when it is packed. */
export function sharedText(path: string): string {
  const content = readFileSync(join(SHARED, path));
  return (path.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
}

/** The recorded candles of a file `data/<market>-<symbol>-<interval>.csv.gz`. */
export function sharedCandles(path: string, interval: Interval): Candle[] {
  const [, ...rows] = sharedText(path).trim().split('\n');
  return rows.map((row) => {
    const [openAt = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = row
      .split(',')
      .map(Number);
    return { openAt, closeAt: openAt + INTERVAL_MS[interval] - 1, open, high, low, close, volume };
  });
}
