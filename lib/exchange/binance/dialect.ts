import type { Fill, OrderReport, OrderRequest } from '../../model/order';
import type { Market } from '../../model/terms';
import type { PositionMode } from './accountConfig';
import type { BinanceOrder, BinanceStatus } from './schemas/order';

/** What the exchange made of an order, and its fills where the reply names them. */
export interface Placed {
  report: OrderReport;
  /** Null when the reply names none: they are asked for. */
  fills: Fill[] | null;
}

/** Parameters of a placement, or the reason why this market cannot take the order. */
export type Placement =
  | { possible: true; params: Record<string, string> }
  | { possible: false; reason: string };

/** How one market of the exchange speaks about orders; `orders.ts` does the rest. */
export interface OrderDialect {
  market: Market;
  orderPath: string;
  openOrdersPath: string;
  tradesPath: string;
  /** The `fromId` that begins with the oldest trade listed. */
  oldestTradeId: string;
  /** `mode` is the position mode of the futures account; spot has none and ignores it. */
  placement(order: OrderRequest, mode: PositionMode): Placement;
  /** The readers throw ZodError when the body is not as documented. */
  readPlaced(body: unknown): Placed;
  readCancelled(body: unknown): OrderReport;
  readOrder(body: unknown): OrderReport;
  readOrders(body: unknown): OrderReport[];
  readFills(body: unknown): Fill[];
}

/**
 * The newer order wins over our own resting one (sent explicitly with every order: the defaults of
 * the endpoints differ, reference D2 and E). A hedge or a stop must get through; a grid line that it
 * expires is restored by the plan.
 */
export const SELF_TRADE_PREVENTION = 'EXPIRE_MAKER';

/** True when an order may use the reserve of the limits: it reduces, or its sender says so. */
export function isUrgentOrder(order: OrderRequest): boolean {
  return order.reduceOnly || order.urgent === true;
}

const STATES: Readonly<Record<BinanceStatus, OrderReport['state']>> = {
  NEW: 'open',
  PENDING_NEW: 'open',
  PENDING_CANCEL: 'open',
  NEW_INSURANCE: 'open',
  NEW_ADL: 'open',
  PARTIALLY_FILLED: 'partiallyFilled',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** The neutral report of an order of either market. */
export function reportOf(market: Market, order: BinanceOrder): OrderReport {
  return {
    market,
    symbol: order.symbol,
    exchangeOrderId: order.orderId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    state: STATES[order.status],
    quantity: order.origQty,
    filledQuantity: order.executedQty,
    price: order.price,
    updatedAt: order.updateTime,
    ...(order.status === 'EXPIRED_IN_MATCH' ? { selfTradePrevented: true } : {}),
  };
}
