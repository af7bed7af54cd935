/** Statistics of samples, in float64. Each answers null where the samples say nothing. */

/** The middle of the values, or the mean of the two middle ones. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return (upper + lower) / 2;
}

/** Natural logarithms of neighbouring closes. */
export function logReturns(closes: readonly number[]): number[] {
  return closes.slice(1).map((close, index) => Math.log(close / (closes[index] ?? NaN)));
}

/** Standard deviation over all values. */
export function deviation(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length);
}

/** Pearson's correlation of two rows of equal length; null when one of them does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number | null {
  const [spreadA, spreadB] = [deviation(a), deviation(b)];
  if (a.length !== b.length || !spreadA || !spreadB) return null;
  const meanA = a.reduce((sum, value) => sum + value, 0) / a.length;
  const meanB = b.reduce((sum, value) => sum + value, 0) / b.length;
  const shared = a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] ?? NaN) - meanB), 0);
  return shared / a.length / (spreadA * spreadB);
}
