import { ApiError, missingParameter } from '../../engine/errors';
import { usdmError } from '../../engine/usdm-errors';
import { Params } from '../params';
import type { AccountRequest, AccountRoute } from '../route';
import { amendFrom, cancelFrom, placeFrom } from './usdm-orders';

const MOST_PLACED = 5;
const MOST_CANCELLED = 10;

/** A JSON array sent in one parameter; -1102 when absent, -1130 when it is no array. */
function jsonList(params: Params, name: string): unknown[] | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Answered below, as any other value that is no list.
  }
  throw new ApiError(-1130, `Data sent for parameter '${name}' is not valid.`);
}

/** Parameters of one element, as if they had been sent by themselves. */
function elementParams(element: unknown): Params {
  const values = new URLSearchParams();
  if (typeof element === 'object' && element !== null) {
    for (const [name, value] of Object.entries(element)) {
      if (value !== null && value !== undefined) values.set(name, String(value));
    }
  }
  return new Params(values);
}

/** Does one element after another; a refused one answers {code, msg} in its place (reference D2). */
function eachElement(
  request: AccountRequest,
  elements: readonly unknown[],
  work: (element: AccountRequest) => unknown,
): unknown[] {
  return elements.map((element) => {
    try {
      return work({ ...request, params: elementParams(element) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { code: error.code, msg: error.message };
    }
  });
}

/** A batch counts once a minute and five times in ten seconds, whatever its size (reference B4). */
function countBatch({ state }: AccountRequest): void {
  state.account.orderCounts.usdm10s.used += MOST_PLACED - 1;
}

function batch(work: (element: AccountRequest) => unknown) {
  return (request: AccountRequest): unknown => {
    const elements = jsonList(request.params, 'batchOrders');
    if (elements === undefined) throw missingParameter('batchOrders');
    if (elements.length < 1 || elements.length > MOST_PLACED) throw usdmError(-4082);
    const answers = eachElement(request, elements, work);
    countBatch(request);
    return answers;
  };
}

function cancelBatch(request: AccountRequest): unknown {
  const symbol = request.params.required('symbol');
  const byId = jsonList(request.params, 'orderIdList');
  const byClientId = jsonList(request.params, 'origClientOrderIdList');
  const list = byId ?? byClientId;
  if (list === undefined) throw missingParameter('orderIdList');
  if (list.length < 1 || list.length > MOST_CANCELLED) throw usdmError(-4032);
  const name = byId === undefined ? 'origClientOrderId' : 'orderId';
  return eachElement(
    request,
    list.map((id) => ({ symbol, [name]: id })),
    cancelFrom,
  );
}

const base = { pool: 'usdm', security: 'signed', path: '/fapi/v1/batchOrders' } as const;

/** Batches: HTTP 200 with one answer per element, in the order of the request (reference D2, B4). */
export const usdmBatchRoutes: readonly AccountRoute[] = [
  {
    ...base,
    method: 'POST',
    weight: 5,
    places: 'usdm',
    handle: batch((element) => placeFrom(element, 'NONE')),
  },
  { ...base, method: 'PUT', weight: 5, places: 'usdm', handle: batch(amendFrom) },
  { ...base, method: 'DELETE', weight: 1, handle: cancelBatch },
];
