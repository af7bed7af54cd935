/**
 * The largest of the last `window` values at each index, of fewer at the start. Linear in the
 * values, whatever the window: an index that a later, larger value has overtaken is dropped.
 */
export function rollingMaximum(values: Float64Array, window: number): Float64Array {
  const maxima = new Float64Array(values.length);
  const queue = new Int32Array(values.length);
  let first = 0;
  let end = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    while (end > first && (values[queue[end - 1] ?? 0] ?? NaN) <= value) end -= 1;
    queue[end] = index;
    end += 1;
    if ((queue[first] ?? 0) <= index - window) first += 1;
    maxima[index] = values[queue[first] ?? 0] ?? NaN;
  }
  return maxima;
}
