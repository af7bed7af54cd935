/**
 * The median of the last `window` values at each index, of fewer where the series (or what follows
 * a missing value) is younger, but of at least `least`: NaN before. The time for each value does
 * not depend on how many there are.
 */
export function rollingMedian(values: Float64Array, window: number, least: number): Float64Array {
  const medians = new Float64Array(values.length).fill(NaN);
  const sorted = new Float64Array(window);
  let held = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    if (Number.isNaN(value)) {
      held = 0;
      continue;
    }
    if (held === window) {
      const leaving = placeOf(sorted, held, values[index - window] ?? NaN);
      sorted.copyWithin(leaving, leaving + 1, held);
      held -= 1;
    }
    const entering = placeOf(sorted, held, value);
    sorted.copyWithin(entering + 1, entering, held);
    sorted[entering] = value;
    held += 1;
    if (held >= least) medians[index] = middleOf(sorted, held);
  }
  return medians;
}

/** The first place of the first `held` sorted values that is not below `value`. */
function placeOf(sorted: Float64Array, held: number, value: number): number {
  let low = 0;
  let high = held;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function middleOf(sorted: Float64Array, held: number): number {
  const upper = sorted[held >>> 1] ?? NaN;
  return held % 2 === 1 ? upper : (upper + (sorted[(held >>> 1) - 1] ?? NaN)) / 2;
}
