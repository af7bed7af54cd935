import { formatFixed } from '../../engine/decimal';
import { ApiError } from '../../engine/errors';
import type { SpotRules } from '../../engine/symbols';
import { SPOT_EXCHANGE_RULES, SPOT_SYMBOLS, spotRules } from '../../engine/symbols';
import type { Params } from '../params';
import type { PublicRequest, PublicRoute } from '../route';
import { depthLevels, klinesOf, listedSymbol, updateId } from './market-data';
import { aggTradeRows, tradeRows } from './market-trades';
import { exchangeFilterRows, spotRateLimits, symbolRow } from './spot-symbols';
import { namedSymbols, spotTickerRoutes } from './spot-tickers';
import { invalidData } from './spot-request';

const STATUSES = ['TRADING', 'END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'];

/** Permissions wanted, from one name or a JSON array of names; undefined when none were sent. */
function wantedPermissions(params: Params): string[] | undefined {
  const sent = params.text('permissions');
  if (sent === undefined) return undefined;
  if (!sent.startsWith('[')) return [sent];
  let parsed: unknown;
  try {
    parsed = JSON.parse(sent);
  } catch {
    parsed = undefined;
  }
  if (!Array.isArray(parsed)) throw invalidData('permissions');
  return parsed.map(String);
}

function permits(rules: SpotRules, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  return rules.permissionSets.some((set) => set.some((name) => wanted.includes(name)));
}

/** By symbol, symbols, permissions or status; names do not go with the other two (-1128). */
function exchangeInfo({ params, now }: PublicRequest): unknown {
  const named = namedSymbols(params);
  const permissions = wantedPermissions(params);
  const status = params.text('symbolStatus');
  if (named !== undefined && (permissions !== undefined || status !== undefined)) {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  if (status !== undefined && !STATUSES.includes(status)) {
    throw new ApiError(-1122, 'Invalid symbolStatus.');
  }
  const withSets = params.text('showPermissionSets') !== 'false';
  const symbols = (named?.names ?? SPOT_SYMBOLS).flatMap((symbol) => {
    const rules = spotRules(symbol);
    if (rules === undefined || !permits(rules, permissions)) return [];
    return status === undefined || rules.status === status ? [symbolRow(rules, withSets)] : [];
  });
  return {
    timezone: 'UTC',
    serverTime: now,
    rateLimits: spotRateLimits(),
    exchangeFilters: exchangeFilterRows(SPOT_EXCHANGE_RULES),
    symbols,
  };
}

function depth(request: PublicRequest): unknown {
  const symbol = listedSymbol(request.params, 'spot');
  const limit = request.params.limit(100, 5000);
  return { lastUpdateId: updateId(request), ...depthLevels(request, symbol, 'spot', limit) };
}

function depthWeight(params: Params): number {
  const limit = params.integer('limit') ?? 100;
  if (limit <= 100) return 5;
  if (limit <= 500) return 25;
  return limit <= 1000 ? 50 : 250;
}

function averagePrice({ params, view }: PublicRequest): unknown {
  const symbol = listedSymbol(params, 'spot');
  const mins = spotRules(symbol)?.avgPriceMins ?? 5;
  return {
    mins,
    price: formatFixed(view.averagePrice(symbol, mins)),
    closeTime: view.at - (view.at % 60_000) - 1,
  };
}

const base = { method: 'GET', pool: 'spot', security: 'public' } as const;

/** Keyless spot routes with the weights of reference B3. */
export const spotPublicRoutes: readonly PublicRoute[] = [
  { ...base, path: '/api/v3/ping', weight: 1, handle: () => ({}) },
  { ...base, path: '/api/v3/time', weight: 1, handle: ({ now }) => ({ serverTime: now }) },
  { ...base, path: '/api/v3/exchangeInfo', weight: 20, handle: exchangeInfo },
  { ...base, path: '/api/v3/executionRules', weight: 40, handle: () => ({ symbolRules: [] }) },
  { ...base, path: '/api/v3/depth', weight: depthWeight, handle: depth },
  {
    ...base,
    path: '/api/v3/trades',
    weight: 25,
    handle: (request) => tradeRows(request, 'spot'),
  },
  {
    ...base,
    path: '/api/v3/historicalTrades',
    weight: 25,
    handle: (request) => tradeRows(request, 'spot'),
  },
  {
    ...base,
    path: '/api/v3/aggTrades',
    weight: 4,
    handle: (request) => aggTradeRows(request, 'spot'),
  },
  {
    ...base,
    path: '/api/v3/klines',
    weight: 2,
    handle: (request) => klinesOf(request, 'spot', 1000),
  },
  {
    ...base,
    path: '/api/v3/uiKlines',
    weight: 2,
    handle: (request) => klinesOf(request, 'spot', 1000),
  },
  { ...base, path: '/api/v3/avgPrice', weight: 2, handle: averagePrice },
  ...spotTickerRoutes,
];
