/** A stretch of candles without a missing value: from index `from` up to, not including, `to`. */
export interface Run {
  from: number;
  to: number;
}

/** The stretches over which every column has a finite value, oldest first. */
export function wholeRuns(...columns: readonly Float64Array[]): Run[] {
  const length = columns[0]?.length ?? 0;
  const runs: Run[] = [];
  let from = 0;
  for (let i = 0; i <= length; i++) {
    if (i < length && columns.every((column) => Number.isFinite(column[i]))) continue;
    if (i > from) runs.push({ from, to: i });
    from = i + 1;
  }
  return runs;
}

/**
 * Fills `out` with what a calculation answers for each whole run, aligned to the run's end: a
 * library that answers fewer values than it is given is in its warm-up first. NaN elsewhere.
 */
export function overRuns(
  columns: readonly Float64Array[],
  out: Float64Array,
  calculate: (run: Run) => readonly number[],
): Float64Array {
  out.fill(NaN);
  for (const run of wholeRuns(...columns)) {
    const values = calculate(run);
    out.set(values, run.to - values.length);
  }
  return out;
}

/** The part of a column that a run covers, as the library wants it. */
export function valuesOf(column: Float64Array, { from, to }: Run): number[] {
  return Array.from(column.subarray(from, to));
}
