import { z } from 'zod';
import type { Fill, OrderRequest } from '../../model/order';
import { type OrderDialect, reportOf } from './dialect';
import { usdmOrderSchema, usdmTradesSchema } from './schemas/order';

/** USD-M orders in one-way mode (reference D2). */
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

function placement(order: OrderRequest): Record<string, string> {
  const common = {
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    newClientOrderId: order.clientOrderId,
    newOrderRespType: 'RESULT',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    // Left out rather than sent as "false", because hedge mode refuses the parameter itself.
    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),
  };
  const { instruction } = order;
  if (instruction.type === 'MARKET') return { ...common, type: 'MARKET' };
  const { price, timeInForce } = instruction;
  return { ...common, type: 'LIMIT', price, timeInForce };
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
