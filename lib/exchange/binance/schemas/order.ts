import { z } from 'zod';
import { decimalText, epochMs, idText } from './common';

/** Every order status of both markets (reference D1, D2). */
export const statusSchema = z.enum([
  'NEW',
  'PENDING_NEW',
  'PARTIALLY_FILLED',
  'FILLED',
  'CANCELED',
  'PENDING_CANCEL',
  'REJECTED',
  'EXPIRED',
  'EXPIRED_IN_MATCH',
  'NEW_INSURANCE',
  'NEW_ADL',
]);
export type BinanceStatus = z.infer<typeof statusSchema>;

const commonFields = {
  symbol: z.string(),
  orderId: idText,
  clientOrderId: z.string(),
  side: z.enum(['BUY', 'SELL']),
  status: statusSchema,
  origQty: decimalText,
  executedQty: decimalText,
  price: decimalText,
};

/** Reply of a spot placement with newOrderRespType FULL. */
export const spotPlacedSchema = z.object({
  ...commonFields,
  transactTime: epochMs,
  fills: z.array(
    z.object({
      tradeId: idText,
      price: decimalText,
      qty: decimalText,
      commission: decimalText,
      commissionAsset: z.string(),
    }),
  ),
});
export type SpotPlaced = z.infer<typeof spotPlacedSchema>;

/** Reply of a spot cancel: clientOrderId is the cancel's own, origClientOrderId the order's. */
export const spotCancelledSchema = z.object({
  ...commonFields,
  origClientOrderId: z.string(),
  transactTime: epochMs,
});

export const spotOrderSchema = z.object({ ...commonFields, updateTime: epochMs });

/** Reply of USD-M placements, cancels and queries. */
export const usdmOrderSchema = z.object({ ...commonFields, updateTime: epochMs });
export type BinanceOrder = z.infer<typeof usdmOrderSchema>;

/** Reply of keepPriority; the order inside names its quantity otherwise than all other replies. */
export const spotAmendedSchema = z.object({
  transactTime: epochMs,
  amendedOrder: z.object({
    symbol: z.string(),
    orderId: idText,
    clientOrderId: z.string(),
    side: z.enum(['BUY', 'SELL']),
    status: statusSchema,
    qty: decimalText,
    executedQty: decimalText,
    price: decimalText,
  }),
});

/** An element of a batch, or a half of a cancelReplace, that was refused. */
export const refusedHalfSchema = z.object({ code: z.number().int(), msg: z.string() });
export type RefusedHalf = z.infer<typeof refusedHalfSchema>;

/** Both halves of a cancelReplace, of its success as of the `data` of its failure. */
export const replacedSchema = z.object({
  cancelResult: z.enum(['SUCCESS', 'FAILURE']),
  newOrderResult: z.enum(['SUCCESS', 'FAILURE', 'NOT_ATTEMPTED']),
  cancelResponse: z.unknown(),
  newOrderResponse: z.unknown(),
});

/** Conditional orders (reference E); a query adds what the order became. */
export const algoOrderSchema = z.object({
  algoId: idText,
  clientAlgoId: z.string(),
  symbol: z.string(),
  side: z.enum(['BUY', 'SELL']),
  quantity: decimalText,
  price: decimalText,
  algoStatus: z.enum([
    'NEW',
    'TRIGGERING',
    'TRIGGERED',
    'FINISHED',
    'CANCELED',
    'REJECTED',
    'EXPIRED',
  ]),
  updateTime: epochMs,
  actualOrderId: z.union([idText, z.literal('')]).optional(),
});
export type AlgoOrder = z.infer<typeof algoOrderSchema>;

/** Reply of a cancel of a conditional order; its code is text (reference E). */
export const algoCancelledSchema = z.object({
  algoId: idText,
  clientAlgoId: z.string(),
  code: z.union([z.literal('200'), z.literal(200)]),
});

export const spotTradesSchema = z.array(
  z.object({
    symbol: z.string(),
    id: idText,
    orderId: idText,
    price: decimalText,
    qty: decimalText,
    quoteQty: decimalText,
    commission: decimalText,
    commissionAsset: z.string(),
    time: epochMs,
    isBuyer: z.boolean(),
    isMaker: z.boolean(),
  }),
);

export const usdmTradesSchema = z.array(
  z.object({
    symbol: z.string(),
    id: idText,
    orderId: idText,
    side: z.enum(['BUY', 'SELL']),
    price: decimalText,
    qty: decimalText,
    quoteQty: decimalText,
    realizedPnl: decimalText,
    commission: decimalText,
    commissionAsset: z.string(),
    time: epochMs,
    maker: z.boolean(),
  }),
);
