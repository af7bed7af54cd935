import { Decimal } from '../../model/decimal';
import type { OrderReport, OrderRequest } from '../../model/order';
import type { PositionMode } from './accountConfig';
import { type Placement, SELF_TRADE_PREVENTION } from './dialect';
import type { AlgoOrder } from './schemas/order';
import { positionTerms } from './usdm';

/**
 * Conditional orders count their ids apart from ordinary ones, so both could have number 123. Inside
 * the project theirs is "algo-123"; the prefix is added and taken off here and nowhere else.
 */
const ID_PREFIX = 'algo-';

/**
 * Both stop and target look at the mark price: it is what unrealised profit, margin and liquidation
 * are computed from, a single print far from the index cannot touch it, and with one series for both
 * the two can never be passed in the same moment.
 */
const WORKING_TYPE = 'MARK_PRICE';

/** True for an exchangeOrderId of a conditional order. */
export function isConditionalId(exchangeOrderId: string): boolean {
  return exchangeOrderId.startsWith(ID_PREFIX);
}

/** The exchange's own number of a conditional order. */
export function algoIdOf(exchangeOrderId: string): string {
  return exchangeOrderId.slice(ID_PREFIX.length);
}

/** Parameters of a conditional order, or why it cannot be one. */
export function conditionalPlacement(order: OrderRequest, mode: PositionMode): Placement {
  const { instruction } = order;
  if (order.market !== 'usdm') {
    return { possible: false, reason: 'conditional orders rest on USD-M only' };
  }
  if (instruction.type !== 'STOP_MARKET' && instruction.type !== 'TAKE_PROFIT_MARKET') {
    return { possible: false, reason: `${instruction.type} is not a conditional order` };
  }
  const terms = positionTerms(order, mode);
  if (!terms.possible) return terms;
  return {
    possible: true,
    // No closePosition: there is room for one in each direction only (-4130), and it is refused
    // without a position (-4509). No priceProtect: a protection must not wait for prices to agree.
    params: {
      algoType: 'CONDITIONAL',
      symbol: order.symbol,
      side: order.side,
      type: instruction.type,
      quantity: order.quantity,
      triggerPrice: instruction.triggerPrice,
      workingType: WORKING_TYPE,
      clientAlgoId: order.clientOrderId,
      selfTradePreventionMode: SELF_TRADE_PREVENTION,
      ...terms.params,
    },
  };
}

const STATES: Readonly<Record<AlgoOrder['algoStatus'], OrderReport['state']>> = {
  NEW: 'open',
  TRIGGERING: 'open',
  TRIGGERED: 'open',
  // Until the child says more: it rests, or its reading lags.
  FINISHED: 'open',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
};

/** The neutral report of a conditional order by itself, without what its child executed. */
export function conditionalReport(row: AlgoOrder): OrderReport {
  const { actualOrderId: child, algoStatus } = row;
  // A trigger that was rejected may name an id that no order of ours ever got.
  const hasChild = algoStatus === 'TRIGGERED' || algoStatus === 'FINISHED';
  const isId = child !== undefined && child !== '' && child !== '0';
  return {
    market: 'usdm',
    symbol: row.symbol,
    exchangeOrderId: `${ID_PREFIX}${row.algoId}`,
    clientOrderId: row.clientAlgoId,
    side: row.side,
    state: STATES[algoStatus],
    quantity: row.quantity,
    filledQuantity: '0',
    price: row.price,
    updatedAt: row.updateTime,
    ...(hasChild && isId ? { childOrderId: child } : {}),
  };
}

/** A finished order that filled less than its quantity (its child was cut or ended) is cancelled. */
export function withChild(report: OrderReport, child: OrderReport, finished: boolean): OrderReport {
  const { filledQuantity, selfTradePrevented } = child;
  const whole = !Decimal.of(filledQuantity).isBelow(Decimal.of(report.quantity));
  const childEnded = child.state !== 'open' && child.state !== 'partiallyFilled';
  const some = Decimal.of(filledQuantity).isPositive();
  const state =
    whole && some
      ? 'filled'
      : finished || childEnded
        ? 'cancelled'
        : some
          ? 'partiallyFilled'
          : 'open';
  return {
    ...report,
    state,
    filledQuantity,
    updatedAt: Math.max(report.updatedAt, child.updatedAt),
    ...(selfTradePrevented === undefined ? {} : { selfTradePrevented }),
  };
}
