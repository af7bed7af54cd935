import type { CandleSource } from './candle-source';
import { covers } from './candle-source';
import type { Bars } from './feed';
import { MINUTE_MS } from './feed';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { floor, max, min, round } = Math;

/** Minute bars with the minutes that no candle covers marked as closed. */
export interface MinuteBars extends Bars {
  readonly closed: Uint8Array;
}

/** `count` minutes, all closed. */
export function emptyMinutes(count: number): MinuteBars {
  return {
    open: new Int32Array(count),
    high: new Int32Array(count),
    low: new Int32Array(count),
    close: new Int32Array(count),
    volume: new Float64Array(count),
    closed: new Uint8Array(count).fill(1),
  };
}

/** Price on the three legs of a candle at fraction k / n of it. */
function onPath(points: readonly [number, number, number, number], k: number, n: number): number {
  const leg = min(2, floor((3 * k) / n));
  const [from, to] = [points[leg] ?? 0, points[leg + 1] ?? 0];
  return round(from + ((to - from) * (3 * k - leg * n)) / n);
}

/** Writes candle `row` over its minutes so that they add up to it again: open, high, low, close and volume. */
function spread(target: MinuteBars, source: CandleSource, row: number, first: number): void {
  const minutes = source.intervalMs / MINUTE_MS;
  const open = source.open[row] ?? 0;
  const high = source.high[row] ?? 0;
  const low = source.low[row] ?? 0;
  const close = source.close[row] ?? 0;
  const volume = source.volume[row] ?? 0;
  const points: [number, number, number, number] =
    close >= open ? [open, low, high, close] : [open, high, low, close];
  for (let k = 0; k < minutes; k++) {
    const i = first + k;
    if (i < 0 || i >= target.open.length) continue;
    const from = onPath(points, k, minutes);
    const to = onPath(points, k + 1, minutes);
    let top = max(from, to);
    let bottom = min(from, to);
    for (const [corner, price] of [points[1], points[2]].entries()) {
      // The corners lie a third and two thirds into the candle.
      const at = (corner + 1) * minutes;
      if (3 * k <= at && at <= 3 * (k + 1)) {
        top = max(top, price);
        bottom = min(bottom, price);
      }
    }
    target.open[i] = from;
    target.high[i] = top;
    target.low[i] = bottom;
    target.close[i] = to;
    target.volume[i] = floor((volume * (k + 1)) / minutes) - floor((volume * k) / minutes);
    target.closed[i] = 0;
  }
}

/**
 * Writes sources over `target`, the finest last. Before `startAt` every source counts; from it on only those whose candles
 * are at most `liveMs` long, so that gaps of the recording stay gaps.
 */
export function writeSources(
  target: MinuteBars,
  sources: readonly CandleSource[],
  firstAt: number,
  startAt: number,
  liveMs: number,
): void {
  const coarseFirst = [...sources].sort((a, b) => b.intervalMs - a.intervalMs);
  for (const source of coarseFirst) {
    for (let row = 0; row < source.openTimes.length; row++) {
      const openTime = source.openTimes[row] ?? 0;
      if (openTime + source.intervalMs > startAt && source.intervalMs > liveMs) continue;
      const first = floor((openTime - firstAt) / MINUTE_MS);
      if (first + source.intervalMs / MINUTE_MS <= 0) continue;
      if (first >= target.open.length) break;
      spread(target, source, row, first);
    }
  }
}

/** Lets closed minutes stand still at the close before them. */
export function fillGaps(bars: MinuteBars): void {
  let last = 0;
  for (let i = 0; i < bars.open.length; i++) {
    if (bars.closed[i] === 0) {
      last = bars.close[i] ?? last;
      continue;
    }
    bars.open[i] = last;
    bars.high[i] = last;
    bars.low[i] = last;
    bars.close[i] = last;
    bars.volume[i] = 0;
  }
}

/** The finest source that holds `at`; undefined when none does. */
export function finestAt(sources: readonly CandleSource[], at: number): CandleSource | undefined {
  return sources
    .filter((source) => covers(source, at))
    .sort((a, b) => a.intervalMs - b.intervalMs)[0];
}
