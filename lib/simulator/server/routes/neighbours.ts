import type { PublicRequest, Route } from '../route';

/** COIN-M lists nothing here; clients that ask for all markets load it all the same. */
function coinFuturesInfo({ now }: PublicRequest): unknown {
  return {
    timezone: 'UTC',
    serverTime: now,
    rateLimits: [],
    exchangeFilters: [],
    symbols: [],
  };
}

/** Wallet-wide routes: normal, or under maintenance while a fault says so. */
function systemStatus({ world }: PublicRequest): unknown {
  const under = world.faults.rules.some((rule) => rule.kind === 'maintenance');
  return under ? { status: 1, msg: 'system_maintenance' } : { status: 0, msg: 'normal' };
}

const base = { method: 'GET', security: 'public' } as const;

/** Routes of markets this exchange does not trade that clients ask for when they load markets; they list nothing. */
export const neighbourRoutes: readonly Route[] = [
  { ...base, pool: 'usdm', path: '/dapi/v1/exchangeInfo', weight: 1, handle: coinFuturesInfo },
  { ...base, pool: 'usdm', path: '/dapi/v1/ping', weight: 1, handle: () => ({}) },
  {
    ...base,
    pool: 'usdm',
    path: '/dapi/v1/time',
    weight: 1,
    handle: ({ now }: PublicRequest) => ({ serverTime: now }),
  },
  { ...base, pool: 'spot', path: '/sapi/v1/margin/allPairs', weight: 1, handle: () => [] },
  { ...base, pool: 'spot', path: '/sapi/v1/margin/allAssets', weight: 1, handle: () => [] },
  {
    ...base,
    pool: 'spot',
    path: '/sapi/v1/margin/isolated/allPairs',
    weight: 10,
    handle: () => [],
  },
  { ...base, pool: 'spot', path: '/sapi/v1/system/status', weight: 1, handle: systemStatus },
];
