import { ApiError } from '../engine/errors';
import type { AccountState } from '../engine/model';
import { barAt } from '../engine/path';
import type { Feed } from '../feeds/feed';
import type { World } from '../store/store';
import { findAccount } from './accounts';
import type { Instant } from './clock';
import type { Params } from './params';
import { checkSignature, checkTimestamp } from './signature';
import type { Answer } from './treatment';

/** A request of the exchange's own API as it came over the wire. */
export interface ExchangeRequest {
  method: string;
  path: string;
  query: string;
  /** Form-encoded body, empty when there is none. */
  body: string;
  apiKey: string | undefined;
}

/** No order is taken in a minute in which the recording has a gap (reference F2: -2010 on spot, -4141 on USD-M). */
export function refuseWhenClosed(
  feed: Feed,
  market: 'spot' | 'usdm',
  symbol: string | undefined,
  at: number,
): void {
  if (symbol === undefined || !feed.symbols.includes(symbol)) return;
  // Where the data end the market stands, and trades at the last price.
  if (at === feed.endAt) return;
  const { index } = barAt(feed.firstAt, at);
  if (feed.isClosed?.(symbol, market, index) !== true) return;
  throw market === 'spot'
    ? new ApiError(-2010, 'Market is closed.')
    : new ApiError(-4141, 'Symbol is closed.');
}

/** The account of a signed request after its key, signature and time, in this order (D1, F2). */
export function authenticate(
  world: World,
  request: ExchangeRequest,
  params: Params,
  instant: Instant,
): AccountState {
  const key = request.apiKey;
  if (key === undefined || !/^[A-Za-z0-9_-]{1,128}$/.test(key)) {
    throw new ApiError(-2014, 'API-key format invalid.', 401);
  }
  const state = findAccount(world, key);
  if (state === undefined) {
    throw new ApiError(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
  }
  const timestamp = params.requiredInteger('timestamp');
  checkSignature(request, state.account.secret);
  checkTimestamp(timestamp, params.integer('recvWindow') ?? 5000, instant.now, instant.latest);
  return state;
}

/** What a path that does not exist answers: JSON on USD-M, a page elsewhere. */
export function notFound(request: ExchangeRequest): Answer {
  if (request.path.startsWith('/fapi/')) {
    const msg = `Path ${request.path}, Method ${request.method} is invalid`;
    return { status: 404, headers: {}, body: JSON.stringify({ code: -5000, msg }) };
  }
  return {
    status: 404,
    headers: { 'Content-Type': 'text/html' },
    body: '<html><body>404 Not found</body></html>',
  };
}
