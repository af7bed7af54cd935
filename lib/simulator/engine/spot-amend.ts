import { multiply } from './decimal';
import { assetsOf, tellBalances, tellSpotOrder } from './emit-spot';
import { ApiError, filterFailure } from './errors';
import type { AccountState, Order } from './model';
import { openOrders } from './model';
import { changeLocked, endSpot, liftSpot } from './spot-book';
import type { Amendment } from './spot-details';
import { remainingOf } from './spot-details';
import type { SpotRules } from './symbols';

function rejected(message: string): ApiError {
  return new ApiError(-2038, message);
}

/**
 * Reduces the quantity of a resting order, which keeps its id and its place in the queue (reference D1). One that is left
 * with nothing to trade expires.
 * @returns the amendment, as `order/amendments` lists it
 * @throws ApiError -2038 when it would not reduce, changes nothing, reuses an open id or exceeds MAX_NUM_ORDER_AMENDS;
 *   -1013 when the new quantity breaks LOT_SIZE or NOTIONAL
 */
export function amendSpot(
  state: AccountState,
  rules: SpotRules,
  order: Order,
  newQty: bigint,
  newClientOrderId: string,
  at: number,
): Amendment {
  const { spot } = order;
  if (spot === undefined) throw rejected('Unknown order sent.');
  if (newQty < rules.minQty || newQty > rules.maxQty || newQty % rules.stepSize !== 0n) {
    throw filterFailure('LOT_SIZE');
  }
  if (newQty > order.origQty) {
    throw rejected('Order amend (quantity increase) is not supported.');
  }
  if (newQty === order.origQty) {
    throw rejected('The requested action would change no state; rejecting');
  }
  if (spot.amendments.length >= rules.maxNumOrderAmends) {
    throw rejected('Filter failure: MAX_NUM_ORDER_AMENDS');
  }
  const notional = multiply(spot.lockPrice, newQty);
  if (notional < rules.minNotional) throw filterFailure('NOTIONAL');
  const taken = openOrders(state, 'spot').some(
    (other) => other !== order && other.clientOrderId === newClientOrderId,
  );
  if (taken) throw rejected('Duplicate order sent.');
  const { next } = state.account;
  const executionId = next.executionId ?? 1;
  next.executionId = executionId + 1;
  const amendment: Amendment = {
    executionId,
    origClientOrderId: order.clientOrderId,
    newClientOrderId,
    origQty: order.origQty,
    newQty,
    time: at,
  };
  spot.amendments.push(amendment);
  order.clientOrderId = newClientOrderId;
  const spent = order.executedQty + spot.preventedQty;
  changeLocked(state, rules, order, () => {
    order.origQty = newQty > spent ? newQty : spent;
  });
  order.updatedAt = at;
  state.changes.orders.add(order);
  state.changes.account = true;
  const { origClientOrderId } = amendment;
  tellSpotOrder(state, order, 'REPLACED', at, { executionId, origClientOrderId });
  if (remainingOf(order) === 0n) {
    liftSpot(state, rules, order, at);
    endSpot(state, order, 'EXPIRED', at);
  }
  tellBalances(state, assetsOf(rules), at);
  return amendment;
}
