import { decimal, formatFixed, formatShort, multiply, significantDecimals } from './decimal';
import { ApiError, filterFailure } from './errors';
import type { MarketView } from './market-view';
import type { AccountState } from './model';
import { openOrders } from './model';
import type { SpotRequest } from './spot';
import { takeSpot } from './spot';
import type { SpotRules, UsdmRules } from './symbols';
import type { UsdmRequest } from './usdm';

/** Numbers of an order as they were sent, for the precision rule. */
export interface SentDigits {
  price?: string | undefined;
  quantity?: string | undefined;
}

/** Spot filters in Binance's order; throws -1111 or -1013 (reference C1). */
export function checkSpot(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
): void {
  const isMarket = asked.type === 'MARKET';
  if (!isMarket) {
    if (asked.price < rules.minPrice || asked.price > rules.maxPrice)
      throw filterFailure('PRICE_FILTER');
    if (asked.price % rules.tickSize !== 0n) throw filterFailure('PRICE_FILTER');
    const average = view.averagePrice(rules.symbol, rules.avgPriceMins);
    if (
      asked.price > multiply(average, rules.multiplierUp) ||
      asked.price < multiply(average, rules.multiplierDown)
    ) {
      throw filterFailure('PERCENT_PRICE_BY_SIDE');
    }
  }
  const byQuote = isMarket && asked.qty === 0n;
  const qty = byQuote
    ? takeSpot(view, rules, asked).reduce((sum, fill) => sum + fill.qty, 0n)
    : asked.qty;
  if (qty < rules.minQty || qty > rules.maxQty || qty % rules.stepSize !== 0n) {
    throw filterFailure(byQuote ? 'NOTIONAL' : 'LOT_SIZE');
  }
  if (isMarket && qty > rules.marketMaxQty) throw filterFailure('MARKET_LOT_SIZE');
  const price = isMarket ? view.averagePrice(rules.symbol, rules.avgPriceMins) : asked.price;
  const notional = byQuote ? asked.quoteOrderQty : multiply(price, qty);
  if (notional < rules.minNotional) throw filterFailure('NOTIONAL');
  if (!isMarket && notional > rules.maxNotional) throw filterFailure('NOTIONAL');
  if (!isMarket && openOrders(state, 'spot', rules.symbol).length >= rules.maxNumOrders) {
    throw filterFailure('MAX_NUM_ORDERS');
  }
}

function tooPrecise(): ApiError {
  return new ApiError(-1111, 'Precision is over the maximum defined for this asset.');
}

/** USD-M filters; throws the code of each (reference C2, F2). */
export function checkUsdm(
  state: AccountState,
  view: MarketView,
  rules: UsdmRules,
  asked: UsdmRequest,
  sent: SentDigits,
): void {
  const isMarket = asked.type === 'MARKET';
  if (significantDecimals(sent.quantity ?? '') > rules.quantityPrecision) throw tooPrecise();
  if (significantDecimals(sent.price ?? '') > rules.pricePrecision) throw tooPrecise();
  const mark = view.mark(rules.symbol);
  if (asked.qty <= 0n) throw new ApiError(-4003, 'Quantity less than or equal to zero.');
  if (asked.qty < rules.minQty) throw new ApiError(-4004, 'Quantity less than min quantity.');
  if (asked.qty > (isMarket ? rules.marketMaxQty : rules.maxQty)) {
    throw new ApiError(-4005, 'Quantity greater than max quantity.');
  }
  if ((asked.qty - rules.minQty) % rules.stepSize !== 0n) {
    throw new ApiError(-4023, 'Qty not increased by step size.');
  }
  if (!isMarket) {
    if (asked.price > rules.maxPrice) throw new ApiError(-4002, 'Price greater than max price.');
    if (asked.price < rules.minPrice) throw new ApiError(-4013, 'Price less than min price.');
    if ((asked.price - rules.minPrice) % rules.tickSize !== 0n) {
      throw new ApiError(-4014, 'Price not increased by tick size.');
    }
    const cap = multiply(mark, rules.multiplierUp);
    const floor = multiply(mark, rules.multiplierDown);
    if (asked.side === 'BUY' && asked.price > cap) {
      throw new ApiError(-4016, `Limit price can't be higher than ${formatFixed(cap, 2)}.`);
    }
    if (asked.side === 'SELL' && asked.price < floor) {
      throw new ApiError(-4024, `Limit price can't be lower than ${formatFixed(floor, 2)}.`);
    }
    if (openOrders(state, 'usdm', rules.symbol).length >= rules.maxNumOrders) {
      throw new ApiError(-2025, 'Reach max open order limit.');
    }
  }
  const notional = multiply(isMarket ? mark : asked.price, asked.qty);
  if (!asked.reduceOnly && notional < rules.minNotional) {
    throw new ApiError(
      -4164,
      `Order's notional must be no smaller than ${formatShort(rules.minNotional)} (unless you choose reduce only).`,
    );
  }
}

/** -1111 of the spot market: no more than eight decimals. */
export function checkSpotPrecision(name: string, sent: string): void {
  if (significantDecimals(sent) > 8) {
    throw new ApiError(-1111, `Parameter '${name}' has too much precision.`);
  }
}

/** Zero, for orders without a price. */
export const NO_PRICE = decimal('0');
