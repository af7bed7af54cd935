import { ApiError } from '../../engine/errors';
import type { Order } from '../../engine/model';
import { orderKey } from '../../engine/model';
import { ownCancelId } from '../../engine/spot';
import type { AccountRequest } from '../route';
import { findOrder } from './order-lookup';
import { clientIdOf, invalidData } from './spot-request';

/** The id a cancel gets: the one sent under `name`, or one of its own. */
export function cancelIdOf(request: AccountRequest, order: Order, name: string): string {
  return clientIdOf(request.params, name, ownCancelId(order));
}

/** -2011 when the order is not in the state `cancelRestrictions` asks for (reference D1). */
export function checkRestrictions(request: AccountRequest, order: Order): void {
  const restriction = request.params.text('cancelRestrictions');
  if (restriction === undefined) return;
  if (restriction !== 'ONLY_NEW' && restriction !== 'ONLY_PARTIALLY_FILLED') {
    throw invalidData('cancelRestrictions');
  }
  const wanted = restriction === 'ONLY_NEW' ? 'NEW' : 'PARTIALLY_FILLED';
  if (order.status !== wanted) {
    throw new ApiError(-2011, 'Order was not canceled due to cancel restrictions.');
  }
}

/** The resting order a request names under `names`; -2011 when there is none. */
export function restingSpotOrder(
  request: AccountRequest,
  symbol: string,
  names?: { id: string; clientId: string },
): Order {
  const found = findOrder(request, 'spot', symbol, names);
  const resting = found && request.state.open.get(orderKey('spot', found.orderId));
  if (resting === undefined) throw new ApiError(-2011, 'Unknown order sent.');
  return resting;
}
