/** Digits kept behind the point: a price and a quantity of 8 digits multiply without loss. */
const SCALE_DIGITS = 16;
const SCALE = 10n ** BigInt(SCALE_DIGITS);
const DECIMAL_TEXT = /^([+-])?(\d+)(?:\.(\d+))?$/;

/**
 * An exact decimal number: prices, quantities, money.
 *
 * Held as an integer of 1e-16, so adding, subtracting and comparing are exact for ever, and
 * multiplying is exact for factors of at most 8 decimals each (every Binance price and quantity).
 * Binary floating point never enters: build it from decimal text.
 */
export class Decimal {
  static readonly zero = new Decimal(0n);

  private constructor(private readonly units: bigint) {}

  /**
   * Parses plain decimal text such as "-12.0034".
   * Throws RangeError for anything else (exponents, empty text, more than 16 decimals that matter).
   */
  static of(text: string): Decimal {
    const short = unitsOfShort(text);
    if (short !== null) return new Decimal(short);
    const match = DECIMAL_TEXT.exec(text);
    if (!match) throw new RangeError(`"${text}" is not a plain decimal number`);
    const fraction = match[3] ?? '';
    const kept = fraction.slice(0, SCALE_DIGITS).padEnd(SCALE_DIGITS, '0');
    if (/[1-9]/.test(fraction.slice(SCALE_DIGITS))) {
      throw new RangeError(`"${text}" has more than ${SCALE_DIGITS} decimals`);
    }
    const units = BigInt(match[2] ?? '0') * SCALE + BigInt(kept);
    return new Decimal(match[1] === '-' ? -units : units);
  }

  /**
   * The decimal nearest to a finite float, at `digits` (0 to 16) decimals. For statistics that
   * become a price or a size, never for a figure that the exchange gave.
   */
  static fromNumber(value: number, digits: number): Decimal {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
    return Decimal.of(value.toFixed(digits));
  }

  static sum(values: Iterable<Decimal>): Decimal {
    let units = 0n;
    for (const value of values) units += value.units;
    return new Decimal(units);
  }

  static min(a: Decimal, b: Decimal): Decimal {
    return a.units <= b.units ? a : b;
  }

  static max(a: Decimal, b: Decimal): Decimal {
    return a.units >= b.units ? a : b;
  }

  plus(other: Decimal): Decimal {
    return new Decimal(this.units + other.units);
  }

  minus(other: Decimal): Decimal {
    return new Decimal(this.units - other.units);
  }

  negated(): Decimal {
    return new Decimal(-this.units);
  }

  absolute(): Decimal {
    return this.units < 0n ? new Decimal(-this.units) : this;
  }

  /** The product, cut towards zero behind 16 decimals (exact for factors of 8 decimals each). */
  times(other: Decimal): Decimal {
    return new Decimal((this.units * other.units) / SCALE);
  }

  /** The quotient, cut towards zero behind 16 decimals. Throws RangeError when dividing by zero. */
  dividedBy(other: Decimal): Decimal {
    if (other.units === 0n) throw new RangeError('division by zero');
    return new Decimal((this.units * SCALE) / other.units);
  }

  /** The largest multiple of `step` (above zero) that is not above this number. */
  floorTo(step: Decimal): Decimal {
    const rest = ((this.units % step.units) + step.units) % step.units;
    return new Decimal(this.units - rest);
  }

  /** The smallest multiple of `step` (above zero) that is not below this number. */
  ceilTo(step: Decimal): Decimal {
    const floored = this.floorTo(step);
    return floored.units === this.units ? this : floored.plus(step);
  }

  /** The multiple of `step` (above zero) nearest to this number; a tie goes up. */
  nearestTo(step: Decimal): Decimal {
    return new Decimal(this.units + step.units / 2n).floorTo(step);
  }

  isMultipleOf(step: Decimal): boolean {
    return this.units % step.units === 0n;
  }

  /** -1, 0 or 1, as this number is below, equal to or above the other. */
  compare(other: Decimal): -1 | 0 | 1 {
    if (this.units === other.units) return 0;
    return this.units < other.units ? -1 : 1;
  }

  equals(other: Decimal): boolean {
    return this.units === other.units;
  }

  isBelow(other: Decimal): boolean {
    return this.units < other.units;
  }

  isAbove(other: Decimal): boolean {
    return this.units > other.units;
  }

  isZero(): boolean {
    return this.units === 0n;
  }

  isPositive(): boolean {
    return this.units > 0n;
  }

  isNegative(): boolean {
    return this.units < 0n;
  }

  /** -1, 0 or 1. */
  sign(): -1 | 0 | 1 {
    return this.compare(Decimal.zero);
  }

  /** The nearest float, for statistics and display only. */
  toNumber(): number {
    return Number(this.toString());
  }

  /** Plain decimal text without trailing zeros, such as "-0.0005" or "12". */
  toString(): string {
    const digits = (this.units < 0n ? -this.units : this.units).toString().padStart(17, '0');
    const whole = digits.slice(0, -SCALE_DIGITS);
    const fraction = digits.slice(-SCALE_DIGITS).replace(/0+$/, '');
    const sign = this.units < 0n ? '-' : '';
    return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
  }

  /** Rounds half to even at `digits` (0 to 16) decimals: the rule for every reported amount. */
  roundedHalfEven(digits: number): Decimal {
    const step = 10n ** BigInt(SCALE_DIGITS - digits);
    const magnitude = this.units < 0n ? -this.units : this.units;
    const quotient = magnitude / step;
    const twice = (magnitude % step) * 2n;
    const up = twice > step || (twice === step && quotient % 2n === 1n);
    const rounded = (up ? quotient + 1n : quotient) * step;
    return new Decimal(this.units < 0n ? -rounded : rounded);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Digits that an integer held as a float keeps exactly. */
const SAFE_DIGITS = 15;
const POWERS: readonly bigint[] = Array.from(
  { length: SCALE_DIGITS + 1 },
  (_unused, digits) => 10n ** BigInt(digits),
);

/**
 * The units of unsigned text of at most 15 digits, or null for any other text. Prices and
 * quantities are read by the ten thousand in every cycle: this is several times faster.
 */
function unitsOfShort(text: string): bigint | null {
  const { length } = text;
  if (length === 0 || length > SAFE_DIGITS) return null;
  let whole = 0;
  let point = -1;
  for (let index = 0; index < length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
    else if (digit === -2 && point < 0 && index > 0 && index < length - 1) point = index;
    else return null;
  }
  const fraction = point < 0 ? 0 : length - 1 - point;
  const power = POWERS[SCALE_DIGITS - fraction];
  return power === undefined ? null : BigInt(whole) * power;
}

/** Short for `Decimal.of`. */
export function decimal(text: string): Decimal {
  return Decimal.of(text);
}
