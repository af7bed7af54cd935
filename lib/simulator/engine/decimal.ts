/**
 * Exact decimals: every price, quantity and amount of the engine is a bigint holding 1e-8 units ("scaled"). No binary
 * float takes part in a balance, a fee or a price.
 */
export const UNIT = 100_000_000n;

const DECIMAL = /^([0-9]{1,20})(?:\.([0-9]{1,20}))?$/;

/** Number of decimals of `text` that are not trailing zeros; 0 when it has none or is no decimal. */
export function significantDecimals(text: string): number {
  return (DECIMAL.exec(text)?.[2] ?? '').replace(/0+$/, '').length;
}

/** The scaled value of a plain unsigned decimal; undefined when malformed or finer than 1e-8. */
export function parseDecimal(text: string): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (match === null || significantDecimals(text) > 8) return undefined;
  const fraction = (match[2] ?? '').slice(0, 8).padEnd(8, '0');
  return BigInt(match[1] ?? '0') * UNIT + BigInt(fraction);
}

/** The scaled value of a literal in our own tables; throws when it is malformed. */
export function decimal(text: string): bigint {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(`Not a decimal: ${text}`);
  return value;
}

/** `value` with exactly `digits` decimals (at most 8), cut off towards zero. */
export function formatFixed(value: bigint, digits = 8): string {
  const negative = value < 0n;
  const cut = (negative ? -value : value) / 10n ** BigInt(8 - digits);
  const text = cut.toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = negative && cut !== 0n ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - digits)}`;
}

/** `value` with as few decimals as it needs. */
export function formatShort(value: bigint): string {
  return formatFixed(value).replace(/\.?0+$/, '');
}

/** a x b, cut off towards zero at 1e-8. */
export function multiply(a: bigint, b: bigint): bigint {
  return (a * b) / UNIT;
}

/** a / b, cut off towards zero at 1e-8. */
export function divide(a: bigint, b: bigint): bigint {
  return (a * UNIT) / b;
}

/** a x numerator / denominator, cut off towards zero at 1e-8. */
export function proportion(a: bigint, numerator: bigint, denominator: bigint): bigint {
  return (a * numerator) / denominator;
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The nearest double, for statistics only. */
export function toNumber(value: bigint): number {
  return Number(value) / 1e8;
}
