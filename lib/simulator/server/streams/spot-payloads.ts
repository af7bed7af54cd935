import { formatFixed } from '../../engine/decimal';
import type { SpotBalancesEvent, SpotOrderEvent, SpotTransferEvent } from '../../engine/events';

export type Payload = Record<string, unknown>;

/** Fields of an executionReport that only some orders have (reference G4). */
function conditional(event: SpotOrderEvent): Payload {
  const { order, prevented } = event;
  const { spot } = order;
  if (spot === undefined) return {};
  const fields: Payload = {};
  if (spot.trailingDelta > 0) {
    fields.d = spot.trailingDelta;
    if (spot.trailingTime >= 0) fields.D = spot.trailingTime;
  }
  if (spot.strategyId !== undefined) fields.j = spot.strategyId;
  if (spot.strategyType !== undefined) fields.J = spot.strategyType;
  if (spot.workingTime >= 0) fields.W = spot.workingTime;
  if (spot.preventedQty > 0n) fields.A = formatFixed(spot.preventedQty);
  if (prevented !== undefined) {
    const isTaker = prevented.takerOrderId === order.orderId;
    const last = isTaker ? prevented.takerPreventedQty : prevented.makerPreventedQty;
    fields.v = prevented.preventedMatchId;
    fields.B = formatFixed(last);
    fields.U = isTaker ? prevented.makerOrderId : prevented.takerOrderId;
    fields.Cs = order.symbol;
    fields.pL = formatFixed(prevented.price);
    fields.pl = formatFixed(last);
    fields.pY = formatFixed((prevented.price * last) / 100_000_000n);
  }
  if (spot.expiryReason !== undefined && order.status === 'EXPIRED') fields.eR = spot.expiryReason;
  return fields;
}

/** executionReport (reference G4). `I` is an execution id, `M` a field to be ignored. */
export function executionReport(event: SpotOrderEvent): Payload {
  const { order, trade, time } = event;
  const { spot } = order;
  const isOpen = order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
  return {
    e: 'executionReport',
    E: time,
    s: order.symbol,
    c: event.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: formatFixed(order.origQty),
    p: formatFixed(order.price),
    P: formatFixed(spot?.stopPrice ?? 0n),
    F: formatFixed(spot?.icebergQty ?? 0n),
    g: -1,
    C: event.origClientOrderId,
    x: event.execution,
    X: order.status,
    r: 'NONE',
    i: order.orderId,
    l: formatFixed(trade?.qty ?? 0n),
    z: formatFixed(order.executedQty),
    L: formatFixed(trade?.price ?? 0n),
    n: trade === undefined ? '0' : formatFixed(trade.commission),
    N: trade?.commissionAsset ?? null,
    T: time,
    t: trade?.id ?? -1,
    I: event.executionId,
    w: isOpen && (spot?.isWorking ?? true),
    m: trade?.isMaker ?? false,
    M: false,
    O: order.createdAt,
    Z: formatFixed(order.cumQuote),
    Y: formatFixed(trade?.quoteQty ?? 0n),
    Q: formatFixed(order.origQuoteOrderQty),
    V: spot?.selfTradePreventionMode ?? 'EXPIRE_MAKER',
    ...conditional(event),
  };
}

/** outboundAccountPosition (reference G2). */
export function accountPosition({ time, balances }: SpotBalancesEvent): Payload {
  return {
    e: 'outboundAccountPosition',
    E: time,
    u: time,
    B: balances.map(({ asset, free, locked }) => ({
      a: asset,
      f: formatFixed(free),
      l: formatFixed(locked),
    })),
  };
}

/** balanceUpdate (reference G2). */
export function balanceUpdate({ time, asset, amount }: SpotTransferEvent): Payload {
  return { e: 'balanceUpdate', E: time, a: asset, d: formatFixed(amount), T: time };
}
