import { parseDecimal } from '../engine/decimal';
import { ApiError, missingParameter } from '../engine/errors';
import { checkSpotPrecision } from '../engine/checks';

const NUMBER_RANGE = '^([0-9]{1,20})(\\.[0-9]{1,20})?$';

/** Parameters of one request, from its query string and its form body; reading a bad one throws Binance's code. */
export class Params {
  constructor(private readonly values: URLSearchParams) {}

  /** The text of a parameter; undefined when absent or empty. */
  text(name: string): string | undefined {
    const value = this.values.get(name);
    return value === null || value === '' ? undefined : value;
  }

  /** -1102 when absent. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  /** A whole number not below zero; -1100 when malformed. */
  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^[0-9]{1,18}$/.test(value)) {
      throw new ApiError(
        -1100,
        `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`,
      );
    }
    return Number(value);
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  /** A decimal as scaled bigint; -1100 when malformed, -1111 when finer than 1e-8. */
  decimal(name: string): bigint | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!new RegExp(NUMBER_RANGE).test(value)) {
      throw new ApiError(
        -1100,
        `Illegal characters found in parameter '${name}'; legal range is '${NUMBER_RANGE}'.`,
      );
    }
    checkSpotPrecision(name, value);
    return parseDecimal(value);
  }

  requiredDecimal(name: string): bigint {
    const value = this.decimal(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }

  /** A page size between 1 and `highest`. */
  limit(fallback: number, highest: number): number {
    const value = this.integer('limit') ?? fallback;
    if (value < 1) throw new ApiError(-1130, "Data sent for parameter 'limit' is not valid.");
    return Math.min(value, highest);
  }
}
