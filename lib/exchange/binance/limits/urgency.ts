import type { RestRequest } from '../client';

/** Routes that only ever protect: conditional orders of USD-M are stops and targets. */
const PROTECTIVE_PATHS: ReadonlySet<string> = new Set(['fapi/v1/algoOrder']);

/**
 * True for requests that may use the reserve of every budget and go before others: what its sender
 * calls urgent, cancels, stops and reduceOnly orders.
 */
export function isUrgent(request: RestRequest): boolean {
  if (request.priority !== undefined) return request.priority === 'urgent';
  if (request.method === 'DELETE') return true;
  if (request.method === 'GET') return false;
  return PROTECTIVE_PATHS.has(request.path) || request.params['reduceOnly'] === 'true';
}
