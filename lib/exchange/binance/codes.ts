import type { Market } from '../../model/terms';
import { classOf } from './errors/classify';

/** Codes that the gateway itself looks for; what every code means is in errors/table.ts. */

/** The request's timestamp was refused: surely not executed. */
export const TIMESTAMP_CODE = -1021;

/** Too many orders of the account, where the other limits belong to the address. */
export const ORDER_LIMIT_CODE = -1015;

export const UNKNOWN_SYMBOL_CODE = -1121;

/** The order is not known, or not any more. */
export const NO_SUCH_ORDER_CODE = -2013;

/** Keys, signature and permissions. */
export const KEY_CODES: ReadonlySet<number> = new Set([-1002, -1022, -1099, -2014, -2015, -2017]);

const CANCEL_REJECTED_CODE = -2011;
const ARCHIVED_CODE = -2026;
const DUPLICATE_CODE = -4116;
const NEW_ORDER_REJECTED_CODE = -2010;

/** True when a refused cancel says that there is no such open order (any more). */
export function isNotOpen(market: Market, code: number, message: string): boolean {
  if (code === NO_SUCH_ORDER_CODE) return true;
  if (code === ARCHIVED_CODE) return market === 'spot';
  return code === CANCEL_REJECTED_CODE && classOf(market, code, message) === 'verify';
}

/** True when the client order id is already taken, possibly by this very order. */
export function isDuplicate(market: Market, code: number, message: string): boolean {
  if (code === DUPLICATE_CODE) return true;
  return code === NEW_ORDER_REJECTED_CODE && classOf(market, code, message) === 'verify';
}
