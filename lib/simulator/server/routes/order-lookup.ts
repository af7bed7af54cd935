import { ApiError, missingParameter } from '../../engine/errors';
import type { Market, Order, Side } from '../../engine/model';
import { openOrders, orderKey } from '../../engine/model';
import type { Params } from '../params';
import type { AccountRequest } from '../route';

/** BUY or SELL; -1102 when absent, -1117 when neither. */
export function sideOf(params: Params): Side {
  const side = params.required('side');
  if (side === 'BUY' || side === 'SELL') return side;
  throw new ApiError(-1117, 'Invalid side.');
}

/** Deterministic client order id for an order sent without one. */
export function generatedId(request: AccountRequest, market: Market): string {
  const { next, uid } = request.state.account;
  const count = market === 'spot' ? next.spotOrderId : next.usdmOrderId;
  return `web_${uid.toString(36)}_${count.toString(36)}`;
}

/** An order named by `orderId` or `origClientOrderId`, resting or closed; undefined when the account has none such. */
export function findOrder(
  request: AccountRequest,
  market: Market,
  symbol: string,
  names = { id: 'orderId', clientId: 'origClientOrderId' },
): Order | undefined {
  const { params, state, store } = request;
  const orderId = params.integer(names.id);
  const clientId = params.text(names.clientId);
  if (orderId === undefined && clientId === undefined) {
    throw market === 'spot'
      ? new ApiError(
          -1102,
          `Param '${names.clientId}' or '${names.id}' must be sent, but both were empty/null!`,
        )
      : missingParameter('orderId');
  }
  let found: Order | undefined;
  if (orderId !== undefined) {
    found =
      state.open.get(orderKey(market, orderId)) ??
      store.orderById(state.account.id, market, orderId);
    if (
      market === 'spot' &&
      clientId !== undefined &&
      found !== undefined &&
      found.clientOrderId !== clientId
    ) {
      throw new ApiError(-2039, 'Client order ID is not correct for this order ID.');
    }
  } else if (clientId !== undefined) {
    found =
      openOrders(state, market).find((order) => order.clientOrderId === clientId) ??
      store.orderByClientId(state.account.id, market, clientId);
  }
  return found?.symbol === symbol ? found : undefined;
}

/** The resting order a cancel names; -2011 when there is none. */
export function restingOrder(request: AccountRequest, market: Market, symbol: string): Order {
  const found = findOrder(request, market, symbol);
  const resting = found && request.state.open.get(orderKey(market, found.orderId));
  if (resting === undefined) throw new ApiError(-2011, 'Unknown order sent.');
  return resting;
}

/** Counts an accepted order that reuses an earlier client order id, for the report. */
export function noteDuplicate(request: AccountRequest, market: Market, clientId: string): void {
  const { state, store } = request;
  if (store.orderByClientId(state.account.id, market, clientId) === undefined) return;
  state.account.tally.duplicateOrders++;
}
