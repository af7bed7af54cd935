/** What the headers of an answer say about the limits (reference B2). */
export interface HeaderUsage {
  /** Request weight of the running minute, or null. */
  weight: number | null;
  /** Orders of the account in the running windows. */
  orders: { windowMs: number; used: number }[];
}

const ORDER_HEADERS: readonly (readonly [name: string, windowMs: number])[] = [
  ['x-mbx-order-count-1s', 1_000],
  ['x-mbx-order-count-10s', 10_000],
  ['x-mbx-order-count-1m', 60_000],
  ['x-mbx-order-count-1d', 86_400_000],
];

/** Reads the counters from headers; what is missing or not a number is left out. */
export function readUsage(headers: unknown): HeaderUsage {
  return {
    weight: countOf(headers, 'x-mbx-used-weight-1m'),
    orders: ORDER_HEADERS.flatMap(([name, windowMs]) => {
      const used = countOf(headers, name);
      return used === null ? [] : [{ windowMs, used }];
    }),
  };
}

/** A header as it came; the `binance` package hands on axios' headers, in lower case. */
export function headerOf(headers: unknown, name: string): unknown {
  return isRecord(headers) ? headers[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function countOf(headers: unknown, name: string): number | null {
  const value = headerOf(headers, name);
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null;
}
