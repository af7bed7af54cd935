import { z } from 'zod';
import type { Fill, OrderRequest } from '../../model/order';
import type { PositionMode } from './accountConfig';
import { type OrderDialect, type Placement, reportOf, SELF_TRADE_PREVENTION } from './dialect';
import { usdmOrderSchema, usdmTradesSchema } from './schemas/order';

/** USD-M LIMIT and MARKET orders in both position modes (reference D2). */
export const usdmDialect: OrderDialect = {
  market: 'usdm',
  orderPath: 'fapi/v1/order',
  openOrdersPath: 'fapi/v1/openOrders',
  tradesPath: 'fapi/v1/userTrades',
  // Without fromId the answer is limited to the last 7 days (reference H); ids begin at 1.
  oldestTradeId: '1',
  placement,
  readPlaced: (body) => {
    const report = reportOf('usdm', usdmOrderSchema.parse(body));
    // The reply names no fills: with something filled they have to be asked for.
    return { report, fills: /[1-9]/.test(report.filledQuantity) ? null : [] };
  },
  readCancelled: (body) => reportOf('usdm', usdmOrderSchema.parse(body)),
  readOrder: (body) => reportOf('usdm', usdmOrderSchema.parse(body)),
  readOrders: (body) =>
    z
      .array(usdmOrderSchema)
      .parse(body)
      .map((order) => reportOf('usdm', order)),
  readFills,
};

function placement(order: OrderRequest, mode: PositionMode): Placement {
  const { instruction } = order;
  if (instruction.type !== 'LIMIT' && instruction.type !== 'MARKET') {
    return { possible: false, reason: 'conditional orders have an endpoint of their own (-4120)' };
  }
  const terms = positionTerms(order, mode);
  if (!terms.possible) return terms;
  const common = {
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    newClientOrderId: order.clientOrderId,
    newOrderRespType: 'RESULT',
    selfTradePreventionMode: SELF_TRADE_PREVENTION,
    ...terms.params,
  };
  if (instruction.type === 'MARKET') {
    return { possible: true, params: { ...common, type: 'MARKET' } };
  }
  const { price, timeInForce } = instruction;
  return { possible: true, params: { ...common, type: 'LIMIT', price, timeInForce } };
}

/**
 * Which position an order belongs to, in the words of the account's mode. In one-way mode that is
 * the flag reduceOnly, left out rather than sent as "false". Hedge mode refuses the flag (-4062) and
 * wants the position's side; there an order that may only shrink must point at the other side.
 */
export function positionTerms(order: OrderRequest, mode: PositionMode): Placement {
  if (mode === 'oneWay') {
    return { possible: true, params: order.reduceOnly ? { reduceOnly: 'true' } : {} };
  }
  const { positionSide, side, reduceOnly } = order;
  if (positionSide === null) {
    return { possible: false, reason: 'hedge mode wants the position side of the order' };
  }
  const opens = (side === 'BUY') === (positionSide === 'LONG');
  if (reduceOnly && opens) {
    return { possible: false, reason: `${side} ${positionSide} would not reduce in hedge mode` };
  }
  return { possible: true, params: { positionSide } };
}

function readFills(body: unknown): Fill[] {
  return usdmTradesSchema.parse(body).map((trade) => ({
    market: 'usdm',
    symbol: trade.symbol,
    tradeId: trade.id,
    exchangeOrderId: trade.orderId,
    side: trade.side,
    price: trade.price,
    quantity: trade.qty,
    quoteQuantity: trade.quoteQty,
    feeAmount: trade.commission,
    feeAsset: trade.commissionAsset,
    realizedPnlQuote: trade.realizedPnl,
    maker: trade.maker,
    filledAt: trade.time,
  }));
}
