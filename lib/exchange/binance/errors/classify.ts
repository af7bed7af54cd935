import type { Market } from '../../../model/terms';
import type { ErrorClass } from './classes';
import { ERROR_TABLE, MESSAGE_TABLE } from './table';

const BY_CODE: Readonly<Record<Market, ReadonlyMap<number, ErrorClass>>> = {
  spot: classesOf('spot'),
  usdm: classesOf('usdm'),
};

/**
 * The class of a code on a market, by its message where the code alone does not tell; null for a
 * code that the reference does not list there, whose outcome must be taken for unknown.
 */
export function classOf(market: Market, code: number, message: string): ErrorClass | null {
  const told = MESSAGE_TABLE.find(
    (row) => row.code === code && isAbout(row.markets, market) && row.pattern.test(message),
  );
  return told?.class ?? BY_CODE[market].get(code) ?? null;
}

function classesOf(market: Market): ReadonlyMap<number, ErrorClass> {
  return new Map(
    ERROR_TABLE.filter((row) => isAbout(row.markets, market)).map((row) => [row.code, row.class]),
  );
}

function isAbout(markets: Market | 'both', market: Market): boolean {
  return markets === 'both' || markets === market;
}
