/** The arithmetic of grids (domain reference 5.1 to 5.3), in floats: for statistics and display. */

/** The N + 1 lines of an arithmetic grid on [lower, upper], ascending. */
export function arithmeticLines(lower: number, upper: number, count: number): number[] {
  const distance = (upper - lower) / count;
  return Array.from({ length: count + 1 }, (_unused, index) => lower + index * distance);
}

/** Ratio of neighbouring lines of a geometric grid: (U / L)^(1 / N). */
export function geometricRatio(lower: number, upper: number, count: number): number {
  return (upper / lower) ** (1 / count);
}

/** The N + 1 lines of a geometric grid on [lower, upper], ascending. */
export function geometricLines(lower: number, upper: number, count: number): number[] {
  const ratio = geometricRatio(lower, upper, count);
  return Array.from({ length: count + 1 }, (_unused, index) => lower * ratio ** index);
}

/** What buying at one line and selling at another earns after both fees, percent of what was paid. */
export function profitPerGridPct(buyPrice: number, sellPrice: number, feePct: number): number {
  const fee = feePct / 100;
  return ((sellPrice * (1 - fee)) / (buyPrice * (1 + fee)) - 1) * 100;
}

/** Base that an arithmetic grid with `quantity` per level holds at a price within its range. */
export function arithmeticInventory(
  quantity: number,
  range: { lower: number; upper: number; count: number },
  price: number,
): number {
  return (quantity * (range.upper - price)) / ((range.upper - range.lower) / range.count);
}

/** The same of a geometric grid: q ln(U / P) / ln r. */
export function geometricInventory(
  quantity: number,
  range: { lower: number; upper: number; count: number },
  price: number,
): number {
  const ratio = geometricRatio(range.lower, range.upper, range.count);
  return (quantity * Math.log(range.upper / price)) / Math.log(ratio);
}

/**
 * Quote value X that an infinity grid keeps invested, of an amount A, so that the rest buys down
 * from price P1 to P2: A - X = (P1 - P2) / P2 * X (domain reference 5.3).
 */
export function infinityInvestedQuote(amountQuote: number, price: number, lowest: number): number {
  return amountQuote / (1 + (price - lowest) / lowest);
}
