// Looked up once: the innermost loop runs over every move of every candle.
const { abs, max, sqrt } = Math;

/**
 * How much price turned back over the last `period` moves, -1 to 1: 1 - root(period) x |net move| /
 * sum of |moves|. A driftless walk of normal moves goes |net| / sum = 1 / root(period) of its way
 * on average, so it scores 0; a price that came back scores 1, one that ran straight -1. Without any move NaN, as in
 * the warm-up.
 */
export function meanReversionScore(close: Float64Array, period: number): Float64Array {
  const scores = new Float64Array(close.length).fill(NaN);
  const root = sqrt(period);
  for (let index = period; index < close.length; index += 1) {
    // Summed anew each time: a sliding sum would keep the rounding of every candle before.
    let way = 0;
    for (let at = index - period + 1; at <= index; at += 1) {
      way += abs((close[at] ?? NaN) - (close[at - 1] ?? NaN));
    }
    const net = abs((close[index] ?? NaN) - (close[index - period] ?? NaN));
    if (way > 0) scores[index] = max(-1, 1 - (root * net) / way);
  }
  return scores;
}
