import { createHmac } from 'node:crypto';
import type { MarketName } from '../invariants';
import { PAPER_KEY, PAPER_SECRET } from './exchange';
import type { WireRequest } from './transport';

/** A request that went over the wire, for a test to look at afterwards. */
export interface SeenRequest {
  /** "POST /api/v3/order". */
  route: string;
  params: Readonly<Record<string, string>>;
  /** Exchange time of its leaving. */
  at: number;
  /** HTTP status; null when no reply came back. */
  status: number | null;
}

/** The parameters of a request, of its query and its body. */
export function paramsOf(request: Pick<WireRequest, 'query' | 'body'>): Record<string, string> {
  const joined = [request.query, request.body].filter((part) => part !== '').join('&');
  return Object.fromEntries(new URLSearchParams(joined));
}

const PLACING = new Map<string, MarketName>([
  ['POST /api/v3/order', 'spot'],
  ['POST /api/v3/order/cancelReplace', 'spot'],
  ['POST /fapi/v1/order', 'usdm'],
  ['POST /fapi/v1/batchOrders', 'usdm'],
  ['POST /fapi/v1/algoOrder', 'usdm'],
]);

/** The client order ids that a request would place, and where; null for any other request. */
export function placingOf(
  route: string,
  params: Readonly<Record<string, string>>,
): { market: MarketName; ids: string[] } | null {
  const market = PLACING.get(route);
  if (market === undefined) return null;
  const list: unknown =
    params['batchOrders'] === undefined ? [params] : JSON.parse(params['batchOrders']);
  if (!Array.isArray(list)) return null;
  const ids = list.flatMap((element: unknown) => {
    const id: unknown =
      typeof element === 'object' && element !== null
        ? (Reflect.get(element, 'newClientOrderId') ?? Reflect.get(element, 'clientAlgoId'))
        : undefined;
    return typeof id === 'string' ? [id] : ['(an order without an id)'];
  });
  return { market, ids };
}

/** A signed request as the account's owner sends it by hand. */
export function byHand(
  route: string,
  params: Readonly<Record<string, string>>,
  now: number,
): WireRequest {
  const [method = 'GET', path = '/'] = route.split(' ');
  const query = new URLSearchParams({ ...params, timestamp: String(now) }).toString();
  const signature = createHmac('sha256', PAPER_SECRET).update(query).digest('hex');
  return {
    method,
    path,
    query: `${query}&signature=${signature}`,
    body: '',
    apiKey: PAPER_KEY,
    silenceLimitMs: 10_000,
  };
}
