import { z } from 'zod';
import {
  decimalTextSchema,
  epochMsSchema,
  marketSchema,
  sideSchema,
  symbolSchema,
  timeInForceSchema,
} from './terms';

/** The state of one order in the journal (the only state machine of the project). */
export const ORDER_STATES = [
  'intended', // journaled, surely not sent yet
  'sent', // leaving or left, no answer yet
  'unknown', // sent, outcome not known: settled by asking
  'open', // accepted, resting
  'partiallyFilled',
  'cancelling', // cancel sent, outcome not known yet
  'filled',
  'cancelled',
  'rejected', // refused by the exchange
  'denied', // refused by us after it was journaled
  'expired',
  'lost', // cannot be found, stays polled and counts as possibly live
] as const;
export const orderStateSchema = z.enum(ORDER_STATES);
export type OrderState = z.infer<typeof orderStateSchema>;

/** States in which the exchange may still hold or fill the order. */
export const POSSIBLY_LIVE_STATES: readonly OrderState[] = [
  'sent',
  'unknown',
  'open',
  'partiallyFilled',
  'cancelling',
  'lost',
];

/** States whose outcome is not known: they are settled by asking before anything is decided. */
export const AWAITING_OUTCOME_STATES: readonly OrderState[] = ['sent', 'unknown', 'cancelling'];

/** How an order is to be placed. */
export const orderInstructionSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('LIMIT'),
    price: decimalTextSchema,
    timeInForce: timeInForceSchema,
  }),
  z.object({ type: z.literal('MARKET') }),
  // USD-M only: rests as a conditional (algo) order and becomes a MARKET order at its trigger.
  z.object({ type: z.literal('STOP_MARKET'), triggerPrice: decimalTextSchema }),
  z.object({ type: z.literal('TAKE_PROFIT_MARKET'), triggerPrice: decimalTextSchema }),
]);
export type OrderInstruction = z.infer<typeof orderInstructionSchema>;

/** Conditional orders live in a list of their own at the exchange, with queries of their own. */
export type OrderKind = 'ordinary' | 'conditional';

/** The list in which the exchange keeps an order of this instruction. */
export function kindOf(instruction: OrderInstruction): OrderKind {
  const { type } = instruction;
  return type === 'STOP_MARKET' || type === 'TAKE_PROFIT_MARKET' ? 'conditional' : 'ordinary';
}

export const positionSideSchema = z.enum(['LONG', 'SHORT']);
/** The direction of the futures position that an order opens, grows, shrinks or closes. */
export type PositionSide = z.infer<typeof positionSideSchema>;

/** What the exchange is asked to place. */
export interface OrderRequest {
  market: 'spot' | 'usdm';
  symbol: string;
  side: 'BUY' | 'SELL';
  quantity: string;
  instruction: OrderInstruction;
  clientOrderId: string;
  /**
   * USD-M: the order may only shrink the position. In hedge mode, where the exchange knows no such
   * flag, position side and a quantity clamped to the journal's position say the same.
   */
  reduceOnly: boolean;
  /** USD-M: the position it belongs to; sent in hedge mode only. Null on spot. */
  positionSide: PositionSide | null;
  /** It takes risk away at once: it may use the reserve of the order limits and goes first. */
  urgent?: boolean;
}

/** A change of a resting order: the whole quantity and the price it shall have. */
export interface OrderChange {
  quantity: string;
  price: string;
}

/** What the exchange says an order is, in neutral words. */
export const orderReportSchema = z.object({
  market: marketSchema,
  symbol: symbolSchema,
  exchangeOrderId: z.string(),
  clientOrderId: z.string(),
  side: sideSchema,
  state: z.enum(['open', 'partiallyFilled', 'filled', 'cancelled', 'rejected', 'expired']),
  quantity: decimalTextSchema,
  filledQuantity: decimalTextSchema,
  /** "0" for MARKET orders. */
  price: decimalTextSchema,
  updatedAt: epochMsSchema,
  /** Of a conditional order that has triggered: the exchange's id of the order it became. */
  childOrderId: z.string().optional(),
  /** Ended by self-trade prevention, not by its own terms: what it stood for is still wanted. */
  selfTradePrevented: z.boolean().optional(),
});
export type OrderReport = z.infer<typeof orderReportSchema>;

/** One execution, as the exchange lists it. The key is market + symbol + tradeId. */
export const fillSchema = z.object({
  market: marketSchema,
  symbol: symbolSchema,
  tradeId: z.string(),
  exchangeOrderId: z.string(),
  side: sideSchema,
  price: decimalTextSchema,
  quantity: decimalTextSchema,
  quoteQuantity: decimalTextSchema,
  feeAmount: decimalTextSchema,
  feeAsset: z.string(),
  /** USD-M only, as the exchange books it. */
  realizedPnlQuote: decimalTextSchema.optional(),
  maker: z.boolean(),
  filledAt: epochMsSchema,
});
export type Fill = z.infer<typeof fillSchema>;
