/**
 * What of each candle's volume counts as bought, less what counts as sold: the volume times
 * ((close - low) - (high - close)) / (high - low), in base units. A candle without a range counts
 * neither way; NaN where a value is missing.
 */
export function moneyFlow(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
): Float64Array {
  return close.map((price, i) => {
    const highest = high[i] ?? NaN;
    const lowest = low[i] ?? NaN;
    const range = highest - lowest;
    const share = range === 0 ? price - price : (price - lowest - (highest - price)) / range;
    return share * (volume[i] ?? NaN);
  });
}
