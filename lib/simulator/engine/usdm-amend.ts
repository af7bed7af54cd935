import { formatShort, multiply } from './decimal';
import { tellUsdmOrder } from './emit-usdm';
import { ApiError } from './errors';
import type { MarketView } from './market-view';
import type { AccountState, Order } from './model';
import { openOrders, orderKey } from './model';
import { closingPart, isReducing, legOf } from './position';
import type { UsdmRules } from './symbols';
import { planTake } from './take';
import { checkMargin, endUsdm, runUsdm } from './usdm';
import type { SentNumbers } from './usdm-checks';
import { checkPercentPrice, checkPrecision, checkPriceFilter, checkQuantity } from './usdm-checks';
import { usdmError } from './usdm-errors';
import { usdmAccount, usdmFields } from './usdm-model';

/** Amendments one order can have (reference D2). */
const MOST_AMENDMENTS = 10_000;

/**
 * PUT of a resting LIMIT order (reference D2): new price and quantity, at the back of the queue. Invalid values throw and
 * leave the order as it was; it is cancelled when the new quantity does not exceed what is executed, or a GTX order's new
 * price would take. A new price that crosses takes.
 */
export function amendUsdm(
  state: AccountState,
  view: MarketView,
  rules: UsdmRules,
  order: Order,
  wanted: { price: bigint; qty: bigint },
  sent: SentNumbers,
  now: number,
): void {
  const fields = usdmFields(order);
  if (order.type !== 'LIMIT') throw usdmError(-5025);
  if (wanted.price === order.price && wanted.qty === order.origQty) throw usdmError(-5027);
  if (fields.amendments.length >= MOST_AMENDMENTS) throw usdmError(-5026);
  checkPrecision(rules, sent);
  checkQuantity(rules, wanted.qty, false);
  checkPriceFilter(rules, wanted.price);
  checkPercentPrice(rules, order.side, wanted.price, view.mark(rules.symbol));
  const reducing = isReducing(fields.positionSide, order.side, order.reduceOnly);
  if (!reducing && multiply(wanted.price, wanted.qty) < rules.minNotional) {
    throw new ApiError(
      -5029,
      `Order's notional must be no smaller than ${formatShort(rules.minNotional)}`,
    );
  }
  if (wanted.qty <= order.executedQty) {
    endUsdm(state, order, 'CANCELED', now);
    return;
  }
  const position = legOf(state.account, rules.symbol, fields.positionSide);
  const left = wanted.qty - order.executedQty;
  const makers = openOrders(state, 'usdm', rules.symbol).filter((other) => other !== order);
  const take = {
    side: order.side,
    qty: reducing ? closingPart(position, order.side, left) : left,
    step: rules.stepSize,
    limit: wanted.price,
  };
  const taking = planTake(view, rules.symbol, 'usdm', take, makers, fields.stp);
  if (order.timeInForce === 'GTX' && taking.steps.length > 0) {
    endUsdm(state, order, 'CANCELED', now);
    return;
  }
  const key = orderKey('usdm', order.orderId);
  state.open.delete(key);
  try {
    if (!reducing) checkMargin(state, view, position, order.side, wanted.price, left);
  } catch (error) {
    state.open.set(key, order);
    throw error;
  }
  fields.amendments.push({
    amendmentId: usdmAccount(state.account).next.amendmentId++,
    time: now,
    priceBefore: order.price,
    priceAfter: wanted.price,
    qtyBefore: order.origQty,
    qtyAfter: wanted.qty,
    clientOrderId: order.clientOrderId,
  });
  fields.queuedAs = state.account.next.usdmOrderId++;
  order.price = wanted.price;
  order.origQty = wanted.qty;
  order.updatedAt = now;
  state.changes.orders.add(order);
  state.changes.account = true;
  tellUsdmOrder(state, order, 'AMENDMENT', now);
  runUsdm(state, view, order, taking, now);
}
