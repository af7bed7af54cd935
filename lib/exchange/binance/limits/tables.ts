import { z } from 'zod';
import type { Market } from '../../../model/terms';

/** Whose counter a limit is. */
export type LimitOwner = 'host' | 'account';
export type LimitName = 'weight' | 'raw' | 'orders' | 'funding' | 'futuresData';

export interface Limit {
  name: LimitName;
  windowMs: number;
  limit: number;
}

/** A limit as we keep it. */
export interface Budget extends Limit {
  owner: LimitOwner;
  /** Most that may be taken of a window, urgent requests included. */
  ceiling: number;
  /** The part of the ceiling that only urgent requests may take. */
  reserve: number;
}

/** Reported: what the exchange says; Strict: never more than the user's own table besides. */
export const LIMIT_PRESETS = ['reported', 'strict'] as const;
export type LimitPreset = (typeof LIMIT_PRESETS)[number];

/** The share of a limit of the exchange that is used. */
export const SAFETY_SHARE = 0.7;
/** The share of a limit that is kept for urgent requests; it is part of the safety share. */
export const RESERVE_SHARE = 0.1;

/** The share up to which urgent requests go where other programs have taken more than ours. */
export const URGENT_SHARE = 0.95;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The user's own table, older and tighter than what the exchange reports today (reference K). */
export const STRICT_LIMITS: Readonly<Record<Market, readonly Limit[]>> = {
  spot: [
    { name: 'weight', windowMs: MINUTE_MS, limit: 1_200 },
    { name: 'raw', windowMs: 5 * MINUTE_MS, limit: 6_000 },
    { name: 'orders', windowMs: SECOND_MS, limit: 10 },
    { name: 'orders', windowMs: 10 * SECOND_MS, limit: 100 },
    { name: 'orders', windowMs: DAY_MS, limit: 200 },
  ],
  usdm: [
    { name: 'weight', windowMs: MINUTE_MS, limit: 2_400 },
    { name: 'orders', windowMs: 10 * SECOND_MS, limit: 300 },
  ],
};

/** Pools that the exchange documents and never reports (reference B2). */
export const DOCUMENTED_LIMITS: Readonly<Record<Market, readonly Limit[]>> = {
  spot: [],
  usdm: [
    { name: 'funding', windowMs: 5 * MINUTE_MS, limit: 500 },
    { name: 'futuresData', windowMs: 5 * MINUTE_MS, limit: 1_000 },
  ],
};

/** What the exchange reported in reference B1, for the documents and nothing else. */
export const LIMITS_AS_OF_2026: Readonly<Record<Market, readonly Limit[]>> = {
  spot: [
    { name: 'weight', windowMs: MINUTE_MS, limit: 6_000 },
    { name: 'raw', windowMs: 5 * MINUTE_MS, limit: 300_000 },
    { name: 'orders', windowMs: 10 * SECOND_MS, limit: 100 },
    { name: 'orders', windowMs: DAY_MS, limit: 200_000 },
  ],
  usdm: [
    { name: 'weight', windowMs: MINUTE_MS, limit: 2_400 },
    { name: 'orders', windowMs: 10 * SECOND_MS, limit: 300 },
    { name: 'orders', windowMs: MINUTE_MS, limit: 1_200 },
  ],
};

const INTERVAL_MS = { SECOND: SECOND_MS, MINUTE: MINUTE_MS, HOUR: 60 * MINUTE_MS, DAY: DAY_MS };
const NAMES = { REQUEST_WEIGHT: 'weight', RAW_REQUESTS: 'raw', ORDERS: 'orders' } as const;

const rateLimitRow = z.object({
  rateLimitType: z.enum(['REQUEST_WEIGHT', 'RAW_REQUESTS', 'ORDERS']),
  interval: z.enum(['SECOND', 'MINUTE', 'HOUR', 'DAY']),
  intervalNum: z.number().int().positive(),
  limit: z.number().int().positive(),
});

/** The limits in an answer's `rateLimits`; rows of kinds unknown to us are left out. */
export function readReportedLimits(rows: unknown): Limit[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown): Limit[] => {
    const parsed = rateLimitRow.safeParse(row);
    if (!parsed.success) return [];
    const { rateLimitType, interval, intervalNum, limit } = parsed.data;
    return [{ name: NAMES[rateLimitType], windowMs: INTERVAL_MS[interval] * intervalNum, limit }];
  });
}

/**
 * The budgets of one market. A reported limit is used to the safety share; a figure of the user for
 * a window that the exchange does not report is a ceiling as it stands; while nothing is reported
 * yet, the user's table stands in for the exchange's, with the share.
 */
export function budgetsOf(
  market: Market,
  reported: readonly Limit[] | null,
  preset: LimitPreset,
  safetyShare: number,
): Budget[] {
  const own = STRICT_LIMITS[market];
  const shared = [...(reported ?? own), ...DOCUMENTED_LIMITS[market]];
  const budgets = shared.map((limit) => {
    const ceiling = Math.floor(limit.limit * safetyShare);
    const figure = preset === 'strict' ? find(own, limit)?.limit : undefined;
    return budget(limit, Math.min(ceiling, figure ?? ceiling));
  });
  const unreported = own.filter((limit) => find(shared, limit) === undefined);
  return [...budgets, ...unreported.map((limit) => budget(limit, limit.limit))];
}

function budget(limit: Limit, ceiling: number): Budget {
  const reserve = Math.floor(Math.min(limit.limit, ceiling) * RESERVE_SHARE);
  return { ...limit, owner: limit.name === 'orders' ? 'account' : 'host', ceiling, reserve };
}

function find(limits: readonly Limit[], wanted: Limit): Limit | undefined {
  return limits.find(({ name, windowMs }) => name === wanted.name && windowMs === wanted.windowMs);
}
