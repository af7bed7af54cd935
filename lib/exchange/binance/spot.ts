import { z } from 'zod';
import { Decimal } from '../../model/decimal';
import type { Fill, OrderRequest } from '../../model/order';
import {
  type OrderDialect,
  type Placed,
  type Placement,
  reportOf,
  SELF_TRADE_PREVENTION,
} from './dialect';
import {
  spotCancelledSchema,
  spotOrderSchema,
  spotPlacedSchema,
  spotTradesSchema,
} from './schemas/order';

/** Spot orders (reference D1). */
export const spotDialect: OrderDialect = {
  market: 'spot',
  orderPath: 'api/v3/order',
  openOrdersPath: 'api/v3/openOrders',
  tradesPath: 'api/v3/myTrades',
  oldestTradeId: '0',
  placement,
  readPlaced,
  readCancelled: (body) => {
    const { origClientOrderId, transactTime, ...order } = spotCancelledSchema.parse(body);
    return reportOf('spot', {
      ...order,
      clientOrderId: origClientOrderId,
      updateTime: transactTime,
    });
  },
  readOrder: (body) => reportOf('spot', spotOrderSchema.parse(body)),
  readOrders: (body) =>
    z
      .array(spotOrderSchema)
      .parse(body)
      .map((order) => reportOf('spot', order)),
  readFills,
};

function placement(order: OrderRequest): Placement {
  const { instruction } = order;
  if (order.reduceOnly) {
    return { possible: false, reason: 'reduceOnly belongs to futures, not to spot' };
  }
  const common = {
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    newClientOrderId: order.clientOrderId,
    newOrderRespType: 'FULL',
    selfTradePreventionMode: SELF_TRADE_PREVENTION,
  };
  switch (instruction.type) {
    case 'MARKET':
      return { possible: true, params: { ...common, type: 'MARKET' } };
    case 'LIMIT': {
      const { price, timeInForce } = instruction;
      // Post-only is an order type of its own on spot, and takes no timeInForce (-1106).
      if (timeInForce === 'GTX') {
        return { possible: true, params: { ...common, type: 'LIMIT_MAKER', price } };
      }
      return { possible: true, params: { ...common, type: 'LIMIT', price, timeInForce } };
    }
    case 'STOP_MARKET':
    case 'TAKE_PROFIT_MARKET':
      return { possible: false, reason: 'conditional orders rest on USD-M only' };
  }
}

/** The fills of a placement's reply happened at once, so they took liquidity. */
function readPlaced(body: unknown): Placed {
  const { fills, transactTime, ...order } = spotPlacedSchema.parse(body);
  const report = reportOf('spot', { ...order, updateTime: transactTime });
  return {
    report,
    fills: fills.map(
      (fill): Fill => ({
        market: 'spot',
        symbol: report.symbol,
        tradeId: fill.tradeId,
        exchangeOrderId: report.exchangeOrderId,
        side: report.side,
        price: fill.price,
        quantity: fill.qty,
        quoteQuantity: Decimal.of(fill.price).times(Decimal.of(fill.qty)).toString(),
        feeAmount: fill.commission,
        feeAsset: fill.commissionAsset,
        maker: false,
        filledAt: transactTime,
      }),
    ),
  };
}

function readFills(body: unknown): Fill[] {
  return spotTradesSchema.parse(body).map((trade) => ({
    market: 'spot',
    symbol: trade.symbol,
    tradeId: trade.id,
    exchangeOrderId: trade.orderId,
    side: trade.isBuyer ? 'BUY' : 'SELL',
    price: trade.price,
    quantity: trade.qty,
    quoteQuantity: trade.quoteQty,
    feeAmount: trade.commission,
    feeAsset: trade.commissionAsset,
    maker: trade.isMaker,
    filledAt: trade.time,
  }));
}
