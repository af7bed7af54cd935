import { divide, formatFixed, formatShort } from '../../engine/decimal';
import type { Order, Trade } from '../../engine/model';
import { usdmRules } from '../../engine/symbols';
import type { AlgoOrder } from '../../engine/usdm-model';
import { usdmFields } from '../../engine/usdm-model';

/** A price as its contract prints it. */
export function priceText(symbol: string, price: bigint): string {
  return formatFixed(price, usdmRules(symbol)?.pricePrecision ?? 2);
}

/** A quantity as its contract prints it. */
export function quantityText(symbol: string, qty: bigint): string {
  return formatFixed(qty, usdmRules(symbol)?.quantityPrecision ?? 3);
}

/** Liquidation orders show as LIMIT, as the exchange's own do. */
export function wireType(order: Pick<Order, 'type'>): string {
  return order.type === 'LIQUIDATION' ? 'LIMIT' : order.type;
}

function tail(order: Order): Record<string, unknown> {
  const fields = usdmFields(order);
  return {
    origQty: quantityText(order.symbol, order.origQty),
    price: priceText(order.symbol, order.price),
    reduceOnly: order.reduceOnly,
    side: order.side,
    positionSide: fields.positionSide,
    stopPrice: priceText(order.symbol, 0n),
    closePosition: fields.closePosition,
    symbol: order.symbol,
    timeInForce: order.timeInForce,
    type: wireType(order),
    origType: wireType(order),
    updateTime: order.updatedAt,
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    priceMatch: fields.priceMatch,
    selfTradePreventionMode: fields.stp,
    goodTillDate: fields.goodTillDate,
  };
}

/** Answer to a write; no avgPrice and no cumQuote since 2026-07-15 (reference D2). An ACK tells of no execution. */
export function writtenRow(order: Order, acknowledgeOnly: boolean): Record<string, unknown> {
  const executed = quantityText(order.symbol, acknowledgeOnly ? 0n : order.executedQty);
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    status: acknowledgeOnly ? 'NEW' : order.status,
    executedQty: executed,
    cumQty: executed,
    ...tail(order),
  };
}

/** Answer to a query. */
export function orderRow(order: Order): Record<string, unknown> {
  const average = order.executedQty === 0n ? 0n : divide(order.cumQuote, order.executedQty);
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    status: order.status,
    avgPrice: formatFixed(average, 5),
    executedQty: quantityText(order.symbol, order.executedQty),
    cumQuote: formatFixed(order.cumQuote, 5),
    time: order.createdAt,
    ...tail(order),
  };
}

/** A row of userTrades (reference H). */
export function tradeRow(trade: Trade): Record<string, unknown> {
  return {
    buyer: trade.side === 'BUY',
    commission: formatFixed(trade.commission),
    commissionAsset: trade.commissionAsset,
    id: trade.id,
    maker: trade.isMaker,
    orderId: trade.orderId,
    price: priceText(trade.symbol, trade.price),
    qty: quantityText(trade.symbol, trade.qty),
    quoteQty: formatShort(trade.quoteQty),
    realizedPnl: formatFixed(trade.realizedPnl),
    side: trade.side,
    positionSide: trade.positionSide ?? 'BOTH',
    symbol: trade.symbol,
    time: trade.time,
  };
}

/** Answer to placing a conditional order (reference E). */
export function algoRow(algo: AlgoOrder): Record<string, unknown> {
  const { symbol } = algo;
  const trailing = algo.type === 'TRAILING_STOP_MARKET';
  return {
    algoId: algo.algoId,
    clientAlgoId: algo.clientAlgoId,
    algoType: 'CONDITIONAL',
    orderType: algo.type,
    symbol,
    side: algo.side,
    positionSide: algo.positionSide,
    timeInForce: algo.timeInForce,
    quantity: quantityText(symbol, algo.quantity),
    algoStatus: algo.status,
    triggerPrice: priceText(symbol, algo.triggerPrice),
    price: priceText(symbol, algo.price),
    icebergQuantity: 'null',
    selfTradePreventionMode: algo.stp,
    workingType: algo.workingType,
    priceMatch: algo.priceMatch,
    closePosition: algo.closePosition,
    priceProtect: algo.priceProtect,
    reduceOnly: algo.reduceOnly,
    activatePrice: algo.activatePrice === 0n ? '' : priceText(symbol, algo.activatePrice),
    callbackRate: trailing ? formatShort(algo.callbackRate) : '',
    createTime: algo.createdAt,
    updateTime: algo.updatedAt,
    triggerTime: algo.triggeredAt,
    goodTillDate: algo.goodTillDate,
  };
}

/**
 * A row of a query of conditional orders.
 * @param child the ordinary order it became, when it has
 */
export function algoQueryRow(algo: AlgoOrder, child: Order | undefined): Record<string, unknown> {
  const average =
    child === undefined || child.executedQty === 0n
      ? 0n
      : divide(child.cumQuote, child.executedQty);
  return {
    ...algoRow(algo),
    actualOrderId: algo.childOrderId === 0 ? '' : String(algo.childOrderId),
    actualPrice: formatFixed(average, 5),
    actualType: child === undefined ? '' : wireType(child),
    actualQty: quantityText(algo.symbol, child?.executedQty ?? 0n),
    tpTriggerPrice: priceText(algo.symbol, 0n),
    tpPrice: priceText(algo.symbol, 0n),
    slTriggerPrice: priceText(algo.symbol, 0n),
    slPrice: priceText(algo.symbol, 0n),
    tpOrderType: '',
  };
}
