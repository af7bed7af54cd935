import { ApiError } from '../engine/errors';
import type { Account, Counter } from '../engine/model';
import type { Limits } from '../store/store';
import type { WeightPool } from './route';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Limits of reference B1; windows are aligned to the exchange's clock. */
export const WEIGHT_LIMIT = { spot: 6000, usdm: 2400, funding: 500, futuresData: 1000 } as const;
const WEIGHT_WINDOW_MS = {
  spot: MINUTE_MS,
  usdm: MINUTE_MS,
  funding: 5 * MINUTE_MS,
  futuresData: 5 * MINUTE_MS,
} as const;
const RAW_LIMIT = 300_000;

export const ORDER_LIMITS = {
  spot: [
    {
      name: 'spot10s',
      header: 'X-MBX-ORDER-COUNT-10S',
      lengthMs: 10 * SECOND_MS,
      limit: 100,
      words: '10 SECOND',
    },
    {
      name: 'spot1d',
      header: 'X-MBX-ORDER-COUNT-1D',
      lengthMs: DAY_MS,
      limit: 200_000,
      words: '1 DAY',
    },
  ],
  usdm: [
    {
      name: 'usdm10s',
      header: 'X-MBX-ORDER-COUNT-10S',
      lengthMs: 10 * SECOND_MS,
      limit: 300,
      words: '10 SECOND',
    },
    {
      name: 'usdm1m',
      header: 'X-MBX-ORDER-COUNT-1M',
      lengthMs: MINUTE_MS,
      limit: 1200,
      words: '1 MINUTE',
    },
  ],
} as const;

function roll(counter: Counter, lengthMs: number, now: number): Counter {
  const window = Math.floor(now / lengthMs);
  if (counter.window !== window) {
    counter.window = window;
    counter.used = 0;
  }
  return counter;
}

/** Seconds until the window that holds `now` ends, at least 1. */
function retryAfter(lengthMs: number, now: number): string {
  return String(Math.max(1, Math.ceil((lengthMs - (now % lengthMs)) / 1000)));
}

function counterOf(limits: Limits, pool: WeightPool): Counter {
  if (pool === 'spot') return limits.spotWeight;
  if (pool === 'futuresData') return (limits.futuresData ??= { window: 0, used: 0 });
  return pool === 'usdm' ? limits.usdmWeight : limits.funding;
}

/** Refusals in a row of one window that are still answered with 429; the next one bans the address. */
const STRIKES = 10;
const FIRST_BAN_MS = 2 * MINUTE_MS;
const LONGEST_BAN_MS = 3 * DAY_MS;

const hostOf = (pool: WeightPool): 'spot' | 'usdm' => (pool === 'spot' ? 'spot' : 'usdm');

function banned(host: 'spot' | 'usdm', until: number, now: number): ApiError {
  if (host === 'usdm') {
    const msg = `Way too many requests; IP(127.0.0.1) banned until ${until}. Please use the websocket for live updates to avoid bans.`;
    return new ApiError(-1003, msg, 418);
  }
  const msg = `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`;
  return new ApiError(-1003, msg, 418, {
    'Retry-After': String(Math.max(1, Math.ceil((until - now) / 1000))),
  });
}

/** Bans the address on one host until `until` (epoch ms). */
export function ban(limits: Limits, pool: WeightPool, until: number): void {
  const host = hostOf(pool);
  const before = limits.bans?.[host];
  const count = (before?.count ?? 0) + 1;
  limits.bans = { ...limits.bans, [host]: { until, count, strikes: { window: 0, used: 0 } } };
}

/** -1003 with HTTP 418 while the address is banned: Retry-After on spot, the end in the text on USD-M (reference B2). */
export function checkBan(limits: Limits, pool: WeightPool, now: number): void {
  const host = hostOf(pool);
  const until = limits.bans?.[host]?.until ?? 0;
  if (now < until) throw banned(host, until, now);
}

/** Counts a refusal with 429; too many of them in one window ban the address, two minutes at first, then doubling. */
function strike(limits: Limits, pool: WeightPool, lengthMs: number, now: number): void {
  const host = hostOf(pool);
  const held = limits.bans?.[host] ?? { until: 0, count: 0, strikes: { window: 0, used: 0 } };
  limits.bans = { ...limits.bans, [host]: held };
  const strikes = roll(held.strikes, lengthMs, now);
  strikes.used++;
  if (strikes.used <= STRIKES) return;
  const until = now + Math.min(LONGEST_BAN_MS, FIRST_BAN_MS * 2 ** held.count);
  ban(limits, pool, until);
  throw banned(host, until, now);
}

/** Weight used in the running window, for `X-MBX-USED-WEIGHT-1M`. */
export function usedWeight(limits: Limits, pool: WeightPool, now: number): number {
  return roll(counterOf(limits, pool), WEIGHT_WINDOW_MS[pool], now).used;
}

/** Adds a request's weight; -1003 with HTTP 429 when the pool's window is exceeded (reference B2). */
export function spendWeight(limits: Limits, pool: WeightPool, weight: number, now: number): void {
  const lengthMs = WEIGHT_WINDOW_MS[pool];
  const counter = roll(counterOf(limits, pool), lengthMs, now);
  counter.used += weight;
  const limit = WEIGHT_LIMIT[pool];
  if (pool === 'spot') {
    const raw = roll(limits.spotRaw, 5 * MINUTE_MS, now);
    raw.used++;
    if (raw.used > RAW_LIMIT) counter.used = Math.max(counter.used, limit + 1);
  }
  if (counter.used <= limit) return;
  strike(limits, pool, lengthMs, now);
  if (pool === 'spot') {
    throw new ApiError(
      -1003,
      `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
      429,
      { 'Retry-After': retryAfter(lengthMs, now) },
    );
  }
  throw new ApiError(
    -1003,
    `Too many requests; current limit is ${limit} requests per minute. Please use the websocket for live updates to avoid polling the API.`,
    429,
  );
}

/** Gives back the weight of a spot order request that succeeded (reference B2). */
export function returnWeight(limits: Limits, pool: WeightPool, weight: number): void {
  const counter = counterOf(limits, pool);
  counter.used = Math.max(0, counter.used - weight);
}

/** -1015 with HTTP 429 when one more order would exceed a window. */
export function checkOrderCount(account: Account, market: 'spot' | 'usdm', now: number): void {
  for (const rule of ORDER_LIMITS[market]) {
    const counter = roll(account.orderCounts[rule.name], rule.lengthMs, now);
    if (counter.used < rule.limit) continue;
    throw new ApiError(
      -1015,
      `Too many new orders; current limit is ${rule.limit} orders per ${rule.words}.`,
      429,
      market === 'spot' ? { 'Retry-After': retryAfter(rule.lengthMs, now) } : {},
    );
  }
}

/** Counts orders up or down in every window, never below zero. */
export function countOrders(
  account: Account,
  market: 'spot' | 'usdm',
  by: number,
  now: number,
): void {
  for (const rule of ORDER_LIMITS[market]) {
    const counter = roll(account.orderCounts[rule.name], rule.lengthMs, now);
    counter.used = Math.max(0, counter.used + by);
  }
}

/** Order-count headers of an answer to an order. */
export function orderHeaders(
  account: Account,
  market: 'spot' | 'usdm',
  now: number,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const rule of ORDER_LIMITS[market]) {
    headers[rule.header] = String(roll(account.orderCounts[rule.name], rule.lengthMs, now).used);
  }
  return headers;
}
