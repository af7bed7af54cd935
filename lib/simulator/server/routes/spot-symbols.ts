import { formatFixed, formatShort } from '../../engine/decimal';
import type { SpotExchangeRules, SpotRules } from '../../engine/symbols';
import { ORDER_LIMITS, WEIGHT_LIMIT } from '../limits';

type Fields = Record<string, unknown>;

const full = (value: bigint): string => formatFixed(value);

/** Filters a symbol has only in some markets (reference C1). */
function rareFilters(rules: SpotRules): Fields[] {
  const rows: Fields[] = [];
  const { percentPrice, legacyMinNotional } = rules;
  if (percentPrice !== undefined) {
    rows.push({
      filterType: 'PERCENT_PRICE',
      multiplierUp: formatShort(percentPrice.multiplierUp),
      multiplierDown: formatShort(percentPrice.multiplierDown),
      avgPriceMins: percentPrice.avgPriceMins,
    });
  }
  if (legacyMinNotional !== undefined) {
    rows.push({
      filterType: 'MIN_NOTIONAL',
      minNotional: full(legacyMinNotional.minNotional),
      applyToMarket: legacyMinNotional.applyToMarket,
      avgPriceMins: legacyMinNotional.avgPriceMins,
    });
  }
  if (rules.maxNumIcebergOrders !== undefined) {
    rows.push({
      filterType: 'MAX_NUM_ICEBERG_ORDERS',
      maxNumIcebergOrders: rules.maxNumIcebergOrders,
    });
  }
  if (rules.maxPosition !== undefined) {
    rows.push({ filterType: 'MAX_POSITION', maxPosition: full(rules.maxPosition) });
  }
  return rows;
}

/** A symbol's filters as exchangeInfo has them, in the order and encodings of the recorded rows (reference C1). */
export function filterRows(rules: SpotRules): Fields[] {
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: full(rules.minPrice),
      maxPrice: full(rules.maxPrice),
      tickSize: full(rules.tickSize),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: full(rules.minQty),
      maxQty: full(rules.maxQty),
      stepSize: full(rules.stepSize),
    },
    { filterType: 'ICEBERG_PARTS', limit: rules.icebergParts },
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: full(rules.marketMinQty),
      maxQty: full(rules.marketMaxQty),
      stepSize: full(rules.marketStepSize),
    },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: rules.trailingDelta.minAbove,
      maxTrailingAboveDelta: rules.trailingDelta.maxAbove,
      minTrailingBelowDelta: rules.trailingDelta.minBelow,
      maxTrailingBelowDelta: rules.trailingDelta.maxBelow,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: formatShort(rules.bidMultiplierUp),
      bidMultiplierDown: formatShort(rules.bidMultiplierDown),
      askMultiplierUp: formatShort(rules.askMultiplierUp),
      askMultiplierDown: formatShort(rules.askMultiplierDown),
      avgPriceMins: rules.avgPriceMins,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: full(rules.minNotional),
      applyMinToMarket: rules.applyMinToMarket,
      maxNotional: full(rules.maxNotional),
      applyMaxToMarket: rules.applyMaxToMarket,
      avgPriceMins: rules.avgPriceMins,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: rules.maxNumOrders },
    { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: rules.maxNumOrderLists },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: rules.maxNumAlgoOrders },
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: rules.maxNumOrderAmends },
    ...rareFilters(rules),
  ];
}

/** The exchange-level filters; none when no limit is set. */
export function exchangeFilterRows(rules: SpotExchangeRules): Fields[] {
  const rows: Fields[] = [];
  if (rules.maxNumOrders !== undefined) {
    rows.push({ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: rules.maxNumOrders });
  }
  if (rules.maxNumAlgoOrders !== undefined) {
    rows.push({
      filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS',
      maxNumAlgoOrders: rules.maxNumAlgoOrders,
    });
  }
  if (rules.maxNumIcebergOrders !== undefined) {
    rows.push({
      filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS',
      maxNumIcebergOrders: rules.maxNumIcebergOrders,
    });
  }
  return rows;
}

/** A symbol's row of exchangeInfo, keys of reference C1; order lists and pegs are not offered. */
export function symbolRow(rules: SpotRules, withPermissionSets = true): Fields {
  return {
    symbol: rules.symbol,
    status: rules.status,
    baseAsset: rules.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: rules.quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: [
      'LIMIT',
      'LIMIT_MAKER',
      'MARKET',
      'STOP_LOSS',
      'STOP_LOSS_LIMIT',
      'TAKE_PROFIT',
      'TAKE_PROFIT_LIMIT',
    ],
    icebergAllowed: true,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filterRows(rules),
    permissions: [],
    ...(withPermissionSets ? { permissionSets: rules.permissionSets } : {}),
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: [
      'EXPIRE_TAKER',
      'EXPIRE_MAKER',
      'EXPIRE_BOTH',
      'DECREMENT',
      'TRANSFER',
    ],
  };
}

/** The rate limits of reference B1. */
export function spotRateLimits(): Fields[] {
  const row = (rateLimitType: string, interval: string, intervalNum: number, limit: number) => ({
    rateLimitType,
    interval,
    intervalNum,
    limit,
  });
  return [
    row('REQUEST_WEIGHT', 'MINUTE', 1, WEIGHT_LIMIT.spot),
    row('ORDERS', 'SECOND', 10, ORDER_LIMITS.spot[0].limit),
    row('ORDERS', 'DAY', 1, ORDER_LIMITS.spot[1].limit),
    row('RAW_REQUESTS', 'MINUTE', 5, 300_000),
  ];
}
