import { ConfigurationError } from '../../model/errors';

/** Throws unless `period` is a whole number of candles, at least `least`. */
export function assertPeriod(name: string, period: number, least = 1): void {
  if (Number.isInteger(period) && period >= least) return;
  throw new ConfigurationError(
    `The ${name} is ${period}; it is a whole number of candles, at least ${least}.`,
    `Set the ${name} to ${least} or more.`,
  );
}

/** Throws unless `value` (a width in deviations or ranges) is a positive number. */
export function assertPositive(name: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new ConfigurationError(
    `The ${name} is ${value}; it is a number above zero.`,
    `Set the ${name} above zero.`,
  );
}
