/** Candles of one series and interval as they were recorded, ascending; prices in ticks, volumes in steps. */
export interface CandleSource {
  readonly intervalMs: number;
  readonly openTimes: Float64Array;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly volume: Float64Array;
}

/** One candle with its figures as decimal numbers. */
export interface CandleRow {
  openTime: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/**
 * Candles as integers of ticks and steps, ascending by time.
 * @param tick scaled size (1e-8) of a tick @param step scaled size of a step of volume
 */
export function sourceOf(
  rows: readonly CandleRow[],
  intervalMs: number,
  tick: bigint,
  step: bigint,
): CandleSource {
  const perTick = 1e8 / Number(tick);
  const perStep = 1e8 / Number(step);
  const ordered = [...rows].sort((a, b) => a.openTime - b.openTime);
  const ticks = (pick: (row: CandleRow) => number): Int32Array =>
    Int32Array.from(ordered, (row) => Math.round(pick(row) * perTick));
  return {
    intervalMs,
    openTimes: Float64Array.from(ordered, (row) => row.openTime),
    open: ticks((row) => row.open),
    high: ticks((row) => row.high),
    low: ticks((row) => row.low),
    close: ticks((row) => row.close),
    volume: Float64Array.from(ordered, (row) => Math.round(row.volume * perStep)),
  };
}

/** Sources of the same interval as one; of candles with the same time the later source's counts. */
export function joinRows(parts: readonly (readonly CandleRow[])[]): CandleRow[] {
  const byTime = new Map<number, CandleRow>();
  for (const rows of parts) for (const row of rows) byTime.set(row.openTime, row);
  return [...byTime.values()];
}

/** True when a candle of the source holds `at`. */
export function covers(source: CandleSource, at: number): boolean {
  return source.openTimes.some((open) => open <= at && at < open + source.intervalMs);
}

/** End of the last candle, epoch ms; 0 when there is none. */
export function endOf(source: CandleSource): number {
  const last = source.openTimes.at(-1);
  return last === undefined ? 0 : last + source.intervalMs;
}
