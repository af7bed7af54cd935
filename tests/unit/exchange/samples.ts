import type { OrderRequest } from '../../../lib/model/order';

/** Replies in the exchange's shapes (reference D1, D2), for tests to vary. */

export const spotLimit: OrderRequest = {
  market: 'spot',
  symbol: 'BTCUSDT',
  side: 'BUY',
  quantity: '0.001',
  instruction: { type: 'LIMIT', price: '80000.01', timeInForce: 'GTC' },
  clientOrderId: 'dg-main-1-1',
  reduceOnly: false,
  positionSide: null,
};

export const usdmMarket: OrderRequest = {
  market: 'usdm',
  symbol: 'BTCUSDT',
  side: 'SELL',
  quantity: '0.002',
  instruction: { type: 'MARKET' },
  clientOrderId: 'dg-main-2-1',
  reduceOnly: false,
  positionSide: null,
};

export const spotPlaced = {
  symbol: 'BTCUSDT',
  orderId: 28,
  orderListId: -1,
  clientOrderId: spotLimit.clientOrderId,
  transactTime: 1_767_571_200_123,
  price: '80000.01000000',
  origQty: '0.00100000',
  executedQty: '0.00000000',
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  fills: [] as object[],
};

export const spotOrder = {
  symbol: 'BTCUSDT',
  orderId: 28,
  clientOrderId: spotLimit.clientOrderId,
  price: '80000.01000000',
  origQty: '0.00100000',
  executedQty: '0.00040000',
  status: 'PARTIALLY_FILLED',
  side: 'BUY',
  time: 1_767_571_200_123,
  updateTime: 1_767_571_201_000,
};

export const usdmOrder = {
  clientOrderId: usdmMarket.clientOrderId,
  cumQty: '0.002',
  executedQty: '0.002',
  orderId: 283194212,
  origQty: '0.002',
  price: '0.00',
  reduceOnly: false,
  side: 'SELL',
  positionSide: 'BOTH',
  status: 'FILLED',
  symbol: 'BTCUSDT',
  timeInForce: 'GTC',
  type: 'MARKET',
  updateTime: 1_767_571_200_200,
};

export const usdmTrade = {
  buyer: false,
  commission: '0.08000001',
  commissionAsset: 'USDT',
  id: 698759,
  maker: false,
  orderId: 283194212,
  price: '80000.10',
  qty: '0.002',
  quoteQty: '160.0002',
  realizedPnl: '0',
  side: 'SELL',
  positionSide: 'BOTH',
  symbol: 'BTCUSDT',
  time: 1_767_571_200_200,
};
