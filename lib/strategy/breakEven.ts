/**
 * The spacing at which a buy and the sale one line above just pay both grid fees, percent:
 * (1 + f) / (1 - f) - 1 (domain reference 5.2: 0.2002 % at 0.1 % twice).
 */
export function gridBreakEvenPct(gridFeePct: number): number {
  const fee = gridFeePct / 100;
  return ((1 + fee) / (1 - fee) - 1) * 100;
}

/** The same with the expected hedge turnover of a band of k levels: two hedge fees / k on top. */
export function fullBreakEvenPct(
  gridFeePct: number,
  hedgeFeePct: number,
  bandLevels: number,
): number {
  return gridBreakEvenPct(gridFeePct) + (2 * hedgeFeePct) / bandLevels;
}
