import { multiply } from './decimal';
import { ApiError, filterFailure } from './errors';
import type { MarketView } from './market-view';
import type { AccountState, Order } from './model';
import { openOrders } from './model';
import { isWaiting, triggersAbove } from './spot-details';
import type { SpotRequest } from './spot';
import { isConditional, isMarketLike, takeSpot } from './spot';
import type { SpotExchangeRules, SpotRules } from './symbols';
import { SPOT_EXCHANGE_RULES } from './symbols';

/** True when a bound is off (0) or kept. */
const atLeast = (value: bigint, bound: bigint): boolean => bound === 0n || value >= bound;
const atMost = (value: bigint, bound: bigint): boolean => bound === 0n || value <= bound;
const onGrid = (value: bigint, step: bigint): boolean => step === 0n || value % step === 0n;

function checkPrice(rules: SpotRules, price: bigint): void {
  const kept =
    atLeast(price, rules.minPrice) &&
    atMost(price, rules.maxPrice) &&
    onGrid(price, rules.tickSize);
  if (!kept) throw filterFailure('PRICE_FILTER');
}

/** PERCENT_PRICE and PERCENT_PRICE_BY_SIDE, against the average price (reference C1). */
function checkPercentPrice(view: MarketView, rules: SpotRules, asked: SpotRequest): void {
  const within = (minutes: number, down: bigint, up: bigint): boolean => {
    const average =
      minutes === 0 ? view.last(rules.symbol, 'spot') : view.averagePrice(rules.symbol, minutes);
    return asked.price >= multiply(average, down) && asked.price <= multiply(average, up);
  };
  const all = rules.percentPrice;
  if (all !== undefined && !within(all.avgPriceMins, all.multiplierDown, all.multiplierUp)) {
    throw filterFailure('PERCENT_PRICE');
  }
  const bid = asked.side === 'BUY';
  const down = bid ? rules.bidMultiplierDown : rules.askMultiplierDown;
  const up = bid ? rules.bidMultiplierUp : rules.askMultiplierUp;
  if (!within(rules.avgPriceMins, down, up)) throw filterFailure('PERCENT_PRICE_BY_SIDE');
}

function checkLot(rules: SpotRules, qty: bigint): void {
  const kept =
    atLeast(qty, rules.minQty) && atMost(qty, rules.maxQty) && onGrid(qty, rules.stepSize);
  if (!kept || qty === 0n) throw filterFailure('LOT_SIZE');
}

function checkMarketLot(rules: SpotRules, qty: bigint): void {
  const kept =
    atLeast(qty, rules.marketMinQty) &&
    atMost(qty, rules.marketMaxQty) &&
    onGrid(qty, rules.marketStepSize);
  if (!kept) throw filterFailure('MARKET_LOT_SIZE');
}

/** NOTIONAL and MIN_NOTIONAL; an order without a price is held to the average one (reference C1). */
function checkNotional(view: MarketView, rules: SpotRules, asked: SpotRequest, qty: bigint): void {
  const isMarket = isMarketLike(asked.type);
  const price = isMarket ? view.averagePrice(rules.symbol, rules.avgPriceMins) : asked.price;
  const notional = asked.quoteOrderQty > 0n ? asked.quoteOrderQty : multiply(price, qty);
  if ((!isMarket || rules.applyMinToMarket) && notional < rules.minNotional) {
    throw filterFailure('NOTIONAL');
  }
  if ((!isMarket || rules.applyMaxToMarket) && !atMost(notional, rules.maxNotional)) {
    throw filterFailure('NOTIONAL');
  }
  const legacy = rules.legacyMinNotional;
  if (legacy === undefined || (isMarket && !legacy.applyToMarket)) return;
  if (notional < legacy.minNotional) throw filterFailure('MIN_NOTIONAL');
}

/** TRAILING_DELTA in basis points; the pair depends on the type and side (reference C1). */
function checkTrailing(rules: SpotRules, asked: SpotRequest): void {
  const delta = asked.trailingDelta ?? 0;
  if (delta === 0) return;
  const bounds = rules.trailingDelta;
  const above = triggersAbove(asked.type, asked.side);
  const least = above ? bounds.minAbove : bounds.minBelow;
  const most = above ? bounds.maxAbove : bounds.maxBelow;
  if (delta < least || delta > most) throw filterFailure('TRAILING_DELTA');
}

/** MAX_POSITION: free and locked base and all open buys, for a BUY only (reference C1). */
function checkPosition(state: AccountState, rules: SpotRules, asked: SpotRequest): void {
  if (rules.maxPosition === undefined || asked.side !== 'BUY') return;
  const held = state.account.spot[rules.baseAsset];
  let position = (held?.free ?? 0n) + (held?.locked ?? 0n);
  for (const order of openOrders(state, 'spot')) {
    if (order.side === 'BUY' && order.symbol === rules.symbol) {
      position += order.origQty - order.executedQty;
    }
  }
  if (position > rules.maxPosition) throw filterFailure('MAX_POSITION');
}

const isIceberg = (order: Order): boolean => (order.spot?.icebergQty ?? 0n) > 0n;

/** The counts of open orders: of the symbol, then of the exchange. */
function checkCounts(
  state: AccountState,
  rules: SpotRules,
  exchange: SpotExchangeRules,
  asked: SpotRequest,
): void {
  // A MARKET order never rests.
  if (asked.type === 'MARKET') return;
  const count = (
    limits: { maxNumOrders?: number; maxNumAlgoOrders?: number; maxNumIcebergOrders?: number },
    open: readonly Order[],
    prefix: string,
  ): void => {
    if (open.length >= (limits.maxNumOrders ?? Infinity)) {
      throw filterFailure(`${prefix}MAX_NUM_ORDERS`);
    }
    const algos = open.filter(isWaiting).length;
    if (isConditional(asked.type) && algos >= (limits.maxNumAlgoOrders ?? Infinity)) {
      throw filterFailure(`${prefix}MAX_NUM_ALGO_ORDERS`);
    }
    const icebergs = open.filter(isIceberg).length;
    if ((asked.icebergQty ?? 0n) > 0n && icebergs >= (limits.maxNumIcebergOrders ?? Infinity)) {
      throw filterFailure(`${prefix}MAX_NUM_ICEBERG_ORDERS`);
    }
  };
  count(rules, openOrders(state, 'spot', rules.symbol), '');
  count(exchange, openOrders(state, 'spot'), 'EXCHANGE_');
}

/** -2010 while the symbol is not trading (reference F2). */
export function checkTrading(rules: SpotRules): void {
  if (rules.status !== 'TRADING') throw new ApiError(-2010, 'Market is closed.');
}

/**
 * The spot filters of reference C1 in the order of its table; throws -1013 naming the filter, or -2010 when the symbol is
 * not trading. Nothing is changed.
 */
export function checkSpot(
  state: AccountState,
  view: MarketView,
  rules: SpotRules,
  asked: SpotRequest,
  exchange: SpotExchangeRules = SPOT_EXCHANGE_RULES,
): void {
  checkTrading(rules);
  if (!isMarketLike(asked.type)) {
    checkPrice(rules, asked.price);
    checkPercentPrice(view, rules, asked);
  }
  if ((asked.stopPrice ?? 0n) > 0n) checkPrice(rules, asked.stopPrice ?? 0n);
  const byQuote = asked.type === 'MARKET' && asked.quoteOrderQty > 0n;
  if (byQuote) checkNotional(view, rules, asked, 0n);
  const qty = byQuote ? takeSpot(state, view, rules, asked).filledQty : asked.qty;
  checkLot(rules, qty);
  const iceberg = asked.icebergQty ?? 0n;
  if (iceberg > 0n) {
    checkLot(rules, iceberg);
    const parts = (asked.qty + iceberg - 1n) / iceberg;
    if (parts > BigInt(rules.icebergParts)) throw filterFailure('ICEBERG_PARTS');
  }
  if (asked.type === 'MARKET') checkMarketLot(rules, qty);
  checkNotional(view, rules, asked, qty);
  checkTrailing(rules, asked);
  checkPosition(state, rules, asked);
  checkCounts(state, rules, exchange, asked);
}
