import { formatFixed } from '../../engine/decimal';
import type { Order, Trade } from '../../engine/model';
import type { ResponseType } from './spot-request';

type Fields = Record<string, unknown>;

/** Fields every answer about an order shares. */
function shared(order: Order): Fields {
  return {
    price: formatFixed(order.price),
    origQty: formatFixed(order.origQty),
    executedQty: formatFixed(order.executedQty),
    origQuoteOrderQty: formatFixed(order.origQuoteOrderQty),
    cummulativeQuoteQty: formatFixed(order.cumQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

/** Fields an answer has only when the order does. */
function conditional(order: Order): Fields {
  const { spot } = order;
  if (spot === undefined) return {};
  const fields: Fields = {};
  if (spot.stopPrice > 0n) fields.stopPrice = formatFixed(spot.stopPrice);
  if (spot.icebergQty > 0n) fields.icebergQty = formatFixed(spot.icebergQty);
  if (spot.trailingDelta > 0) {
    fields.trailingDelta = spot.trailingDelta;
    fields.trailingTime = spot.trailingTime;
  }
  if (spot.strategyId !== undefined) fields.strategyId = spot.strategyId;
  if (spot.strategyType !== undefined) fields.strategyType = spot.strategyType;
  const prevented = spot.preventions.at(-1);
  if (prevented !== undefined) {
    const isTaker = prevented.takerOrderId === order.orderId;
    fields.preventedMatchId = prevented.preventedMatchId;
    fields.preventedQuantity = formatFixed(
      isTaker ? prevented.takerPreventedQty : prevented.makerPreventedQty,
    );
  }
  if (spot.expiryReason !== undefined && order.status === 'EXPIRED') {
    fields.expiryReason = spot.expiryReason;
  }
  return fields;
}

const preventionMode = (order: Order): string =>
  order.spot?.selfTradePreventionMode ?? 'EXPIRE_MAKER';

/** A row of GET order, openOrders and allOrders. */
export function orderRow(order: Order): Fields {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    ...shared(order),
    stopPrice: '0.00000000',
    icebergQty: '0.00000000',
    time: order.createdAt,
    updateTime: order.updatedAt,
    isWorking: order.spot?.isWorking ?? true,
    workingTime: order.spot?.workingTime ?? order.createdAt,
    selfTradePreventionMode: preventionMode(order),
    ...conditional(order),
  };
}

/** The answer to a new order; `trades` are its own executions on arrival. */
export function placedAnswer(
  order: Order,
  trades: readonly Trade[],
  responseType: ResponseType,
): Fields {
  const acknowledged = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    transactTime: order.createdAt,
  };
  if (responseType === 'ACK') return acknowledged;
  const result = {
    ...acknowledged,
    ...shared(order),
    workingTime: order.spot?.workingTime ?? order.createdAt,
    selfTradePreventionMode: preventionMode(order),
    ...conditional(order),
  };
  if (responseType === 'RESULT') return result;
  return {
    ...result,
    fills: trades.map((trade) => ({
      price: formatFixed(trade.price),
      qty: formatFixed(trade.qty),
      commission: formatFixed(trade.commission),
      commissionAsset: trade.commissionAsset,
      tradeId: trade.id,
    })),
  };
}

/** The answer to a cancel: `clientOrderId` is the cancel's own id (reference D1). */
export function cancelledAnswer(order: Order, cancelId: string, at: number): Fields {
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: cancelId,
    transactTime: at,
    ...shared(order),
    selfTradePreventionMode: preventionMode(order),
    ...conditional(order),
  };
}

/** The order inside an answer to amend keepPriority, which names some fields otherwise. */
export function amendedOrder(order: Order, origClientOrderId: string): Fields {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    origClientOrderId,
    clientOrderId: order.clientOrderId,
    price: formatFixed(order.price),
    qty: formatFixed(order.origQty),
    executedQty: formatFixed(order.executedQty),
    preventedQty: formatFixed(order.spot?.preventedQty ?? 0n),
    quoteOrderQty: formatFixed(order.origQuoteOrderQty),
    cumulativeQuoteQty: formatFixed(order.cumQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    workingTime: order.spot?.workingTime ?? order.createdAt,
    selfTradePreventionMode: preventionMode(order),
    ...conditional(order),
  };
}
