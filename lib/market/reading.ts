/** An input that is there, or that is not and why: never a neutral number in its place. */
export type Reading<Value = number> = { value: Value } | { absent: string };

/** True when the input is there. */
export function isPresent<Value>(reading: Reading<Value>): reading is { value: Value } {
  return 'value' in reading;
}

/** The value, or null. */
export function valueOf<Value>(reading: Reading<Value>): Value | null {
  return isPresent(reading) ? reading.value : null;
}

/** A reading of a number that may be missing. */
export function readingOf(value: number | null | undefined, reason: string): Reading {
  return value === null || value === undefined || !Number.isFinite(value)
    ? { absent: reason }
    : { value };
}
