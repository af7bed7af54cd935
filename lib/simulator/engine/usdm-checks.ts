import { formatFixed, formatShort, multiply, significantDecimals } from './decimal';
import { ApiError } from './errors';
import type { MarketView } from './market-view';
import type { AccountState } from './model';
import { openOrders } from './model';
import { closingPart, isReducing, legOf } from './position';
import type { UsdmRules } from './symbols';
import type { UsdmRequest } from './usdm';
import { usdmError } from './usdm-errors';

/** Numbers of an order as they were sent, for the precision rule. */
export interface SentNumbers {
  price?: string | undefined;
  quantity?: string | undefined;
}

/** -1111 when a number has more decimals than the contract's precisions. */
export function checkPrecision(rules: UsdmRules, sent: SentNumbers): void {
  if (significantDecimals(sent.quantity ?? '') > rules.quantityPrecision) throw usdmError(-1111);
  if (significantDecimals(sent.price ?? '') > rules.pricePrecision) throw usdmError(-1111);
}

/** LOT_SIZE, or MARKET_LOT_SIZE of a MARKET order: -4003, -4004, -4005, -4023 (reference C2). */
export function checkQuantity(rules: UsdmRules, qty: bigint, isMarket: boolean): void {
  if (qty <= 0n) throw usdmError(-4003);
  if (qty < rules.minQty) throw usdmError(-4004);
  if (qty > (isMarket ? rules.marketMaxQty : rules.maxQty)) throw usdmError(-4005);
  if ((qty - rules.minQty) % rules.stepSize !== 0n) throw usdmError(-4023);
}

/** PRICE_FILTER: -4002, -4013, -4014, for limit prices and triggers (reference C2). */
export function checkPriceFilter(rules: UsdmRules, price: bigint): void {
  if (price > rules.maxPrice) throw usdmError(-4002);
  if (price < rules.minPrice) throw usdmError(-4013);
  if ((price - rules.minPrice) % rules.tickSize !== 0n) throw usdmError(-4014);
}

/** PERCENT_PRICE: a BUY may not be above mark x up (-4016), a SELL not below mark x down (-4024). */
export function checkPercentPrice(
  rules: UsdmRules,
  side: 'BUY' | 'SELL',
  price: bigint,
  mark: bigint,
): void {
  const cap = multiply(mark, rules.multiplierUp);
  const floor = multiply(mark, rules.multiplierDown);
  if (side === 'BUY' && price > cap) {
    throw new ApiError(-4016, `Limit price can't be higher than ${formatFixed(cap, 2)}.`);
  }
  if (side === 'SELL' && price < floor) {
    throw new ApiError(-4024, `Limit price can't be lower than ${formatFixed(floor, 2)}.`);
  }
}

/** POSITION_RISK_CONTROL and the contract's status: what may not open a position (reference C2, F2). */
function checkOpening(state: AccountState, rules: UsdmRules, asked: UsdmRequest): void {
  const leg = asked.positionSide ?? 'BOTH';
  const status = rules.status ?? 'TRADING';
  if (status === 'CLOSE') throw new ApiError(-4141, 'Symbol is closed.');
  if (isReducing(leg, asked.side, asked.reduceOnly)) return;
  const position = legOf(state.account, rules.symbol, leg);
  if (closingPart(position, asked.side, asked.qty) === asked.qty) return;
  if (status !== 'TRADING') throw usdmError(-4140);
  const blocked = rules.positionControlSide ?? 'NONE';
  if (blocked === 'LONG' && asked.side === 'BUY') throw usdmError(-4106);
  if (blocked === 'SHORT' && asked.side === 'SELL') throw usdmError(-4107);
}

/** All USD-M filters of a LIMIT or MARKET order; throws the code of each (reference C2, F2). */
export function checkUsdmRules(
  state: AccountState,
  view: MarketView,
  rules: UsdmRules,
  asked: UsdmRequest,
  sent: SentNumbers,
): void {
  const isMarket = asked.type === 'MARKET';
  const leg = asked.positionSide ?? 'BOTH';
  checkPrecision(rules, sent);
  checkQuantity(rules, asked.qty, isMarket);
  const mark = view.mark(rules.symbol);
  if (!isMarket) {
    checkPriceFilter(rules, asked.price);
    checkPercentPrice(rules, asked.side, asked.price, mark);
    if (openOrders(state, 'usdm', rules.symbol).length >= rules.maxNumOrders) {
      throw usdmError(-2025);
    }
  }
  const notional = multiply(isMarket ? mark : asked.price, asked.qty);
  if (!isReducing(leg, asked.side, asked.reduceOnly) && notional < rules.minNotional) {
    throw new ApiError(
      -4164,
      `Order's notional must be no smaller than ${formatShort(rules.minNotional)} (unless you choose reduce only).`,
    );
  }
  checkOpening(state, rules, asked);
}
