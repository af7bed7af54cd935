import { divide, formatFixed, formatShort } from '../../engine/decimal';
import type {
  AlgoEvent,
  LeverageEvent,
  MultiAssetsEvent,
  UsdmAccountEvent,
  UsdmOrderEvent,
} from '../../engine/events';
import type { Order } from '../../engine/model';
import { isReducing } from '../../engine/position';
import { priceText, quantityText, wireType } from '../routes/usdm-rows';
import type { Payload } from './spot-payloads';

/**
 * Why an order expired, by the exchange's numbers: 1 self-trade prevention, 2 IOC and 9 MARKET not filled whole, 4 nothing
 * left to reduce; 0 for none and for what has no number (GTD).
 */
function expiryReason(order: Readonly<Order>): string {
  if (order.status === 'EXPIRED_IN_MATCH') return '1';
  if (order.status !== 'EXPIRED') return '0';
  if (order.type === 'MARKET') return '9';
  if (order.timeInForce === 'IOC') return '2';
  const reducing = isReducing(order.usdm?.positionSide ?? 'BOTH', order.side, order.reduceOnly);
  const due = order.timeInForce === 'GTD' && order.updatedAt >= (order.usdm?.goodTillDate ?? 0);
  return reducing && !due ? '4' : '0';
}

function average({ cumQuote, executedQty }: Pick<Order, 'cumQuote' | 'executedQty'>): bigint {
  return executedQty === 0n ? 0n : divide(cumQuote, executedQty);
}

/** ORDER_TRADE_UPDATE (reference G4). `N` and `n` are there on trades only. */
export function orderTradeUpdate(event: UsdmOrderEvent): Payload {
  const { order, trade, time } = event;
  const { symbol, usdm } = order;
  const type = wireType(order);
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: time,
    T: time,
    o: {
      s: symbol,
      c: order.clientOrderId,
      S: order.side,
      o: type,
      f: order.timeInForce,
      q: quantityText(symbol, order.origQty),
      p: formatShort(order.price),
      ap: formatShort(average(order)),
      sp: '0',
      x: event.execution,
      X: order.status,
      i: order.orderId,
      l: quantityText(symbol, trade?.qty ?? 0n),
      z: quantityText(symbol, order.executedQty),
      L: formatShort(trade?.price ?? 0n),
      ...(trade === undefined
        ? {}
        : { N: trade.commissionAsset, n: formatFixed(trade.commission) }),
      T: time,
      t: trade?.id ?? 0,
      b: formatShort(event.bids),
      a: formatShort(event.asks),
      m: trade?.isMaker ?? false,
      R: order.reduceOnly,
      wt: 'CONTRACT_PRICE',
      ot: type,
      ps: usdm?.positionSide ?? 'BOTH',
      cp: usdm?.closePosition ?? false,
      pP: false,
      si: 0,
      ss: 0,
      rp: formatFixed(trade?.realizedPnl ?? 0n),
      V: usdm?.stp ?? 'EXPIRE_MAKER',
      pm: usdm?.priceMatch ?? 'NONE',
      gtd: usdm?.goodTillDate ?? 0,
      er: expiryReason(order),
      ...(event.execution === 'AMENDMENT' ? { M: usdm?.amendments.at(-1)?.amendmentId ?? 0 } : {}),
    },
  };
}

/** ACCOUNT_UPDATE (reference G4). */
export function accountUpdate(event: UsdmAccountEvent): Payload {
  const { time, symbol } = event;
  return {
    e: 'ACCOUNT_UPDATE',
    E: time,
    T: time,
    a: {
      m: event.reason,
      ...(symbol === undefined ? {} : { S: symbol }),
      B: event.balances.map(({ asset, wallet, cross, change }) => ({
        a: asset,
        wb: formatFixed(wallet),
        cw: formatFixed(cross),
        bc: formatShort(change),
      })),
      P: event.positions.map((leg) => ({
        s: leg.symbol,
        pa: quantityText(leg.symbol, leg.amount),
        ep: formatFixed(leg.entry, 5),
        bep: formatShort(leg.breakEven),
        cr: formatFixed(leg.realized),
        up: formatFixed(leg.unrealized),
        mt: leg.marginType === 'ISOLATED' ? 'isolated' : 'cross',
        iw: formatFixed(leg.isolatedWallet),
        ps: leg.side,
      })),
    },
  };
}

/** What a conditional order became; in TRIGGERING three of the keys are absent (reference E). */
function becameOf({ algo, child }: AlgoEvent): Payload {
  const ai = algo.childOrderId === 0 ? '' : String(algo.childOrderId);
  if (algo.status === 'TRIGGERING') return { ai };
  return {
    ai,
    ap: formatFixed(child === undefined ? 0n : average(child), 5),
    aq: formatFixed(child?.executedQty ?? 0n, 5),
    act: child === undefined ? '0' : child.type,
  };
}

/** ALGO_UPDATE (reference E). */
export function algoUpdate(event: AlgoEvent): Payload {
  const { algo, time } = event;
  const trailing = algo.type === 'TRAILING_STOP_MARKET';
  return {
    e: 'ALGO_UPDATE',
    T: time,
    E: time,
    o: {
      caid: algo.clientAlgoId,
      aid: algo.algoId,
      at: 'CONDITIONAL',
      o: algo.type,
      s: algo.symbol,
      S: algo.side,
      ps: algo.positionSide,
      f: algo.timeInForce,
      q: quantityText(algo.symbol, algo.quantity),
      X: algo.status,
      ...becameOf(event),
      tp: priceText(algo.symbol, algo.triggerPrice),
      p: priceText(algo.symbol, algo.price),
      V: algo.stp,
      wt: algo.workingType,
      pm: algo.priceMatch,
      cp: algo.closePosition,
      pP: algo.priceProtect,
      R: algo.reduceOnly,
      tt: algo.triggeredAt,
      gtd: algo.goodTillDate,
      rm: algo.rejectMessage,
      ...(trailing
        ? { AP: formatShort(algo.activatePrice), cr: formatShort(algo.callbackRate) }
        : {}),
    },
  };
}

/** ACCOUNT_CONFIG_UPDATE: `ac` of a contract's leverage, `ai` of the account's multi-assets mode. */
export function configUpdate(event: LeverageEvent | MultiAssetsEvent): Payload {
  const head = { e: 'ACCOUNT_CONFIG_UPDATE', E: event.time, T: event.time };
  return event.kind === 'leverage'
    ? { ...head, ac: { s: event.symbol, l: event.leverage } }
    : { ...head, ai: { j: event.multiAssets } };
}
