import type { z } from 'zod';
import { ConfigurationError } from '../../model/errors';
import { type Instrument, instrumentSchema } from '../../model/instrument';
import { faultOf } from './schemas/common';
import {
  lotSizeSchema,
  percentPriceBySideSchema,
  percentPriceSchema,
  priceFilterSchema,
  spotNotionalSchema,
  spotOrderCountSchema,
  type SpotSymbol,
  usdmNotionalSchema,
  usdmOrderCountSchema,
  type UsdmSymbol,
} from './schemas/market';

/** A rule that is off, in the exchange's and in our words. */
const OFF = '0';

type Filters = SpotSymbol['filters'];
type PriceBand = Instrument['priceBand'];

/**
 * The rules of a spot symbol (reference C1). Throws ConfigurationError when a filter that no order
 * can do without is missing or unreadable.
 */
export function spotInstrument(row: SpotSymbol): Instrument {
  const { filters, symbol } = row;
  const price = required(filters, 'PRICE_FILTER', priceFilterSchema, symbol);
  const lot = required(filters, 'LOT_SIZE', lotSizeSchema, symbol);
  const market = optional(filters, 'MARKET_LOT_SIZE', lotSizeSchema, symbol);
  const notional =
    optional(filters, 'NOTIONAL', spotNotionalSchema, symbol) ??
    required(filters, 'MIN_NOTIONAL', spotNotionalSchema, symbol);
  return checked({
    market: 'spot',
    symbol,
    baseAsset: row.baseAsset,
    quoteAsset: row.quoteAsset,
    trading: row.status === 'TRADING' && row.isSpotTradingAllowed,
    price: { minimum: price.minPrice, maximum: price.maxPrice, step: price.tickSize },
    quantity: stepRule(lot),
    marketQuantity: stepRule(market ?? { minQty: OFF, maxQty: OFF, stepSize: OFF }),
    minimumNotionalQuote: notional.minNotional,
    maximumOpenOrders: required(filters, 'MAX_NUM_ORDERS', spotOrderCountSchema, symbol)
      .maxNumOrders,
    stepsFromMinimum: false,
    priceBand: spotBand(filters, symbol),
  });
}

/** The rules of a USD-M symbol (reference C2). Throws as `spotInstrument`. */
export function usdmInstrument(row: UsdmSymbol): Instrument {
  const { filters, symbol } = row;
  const price = required(filters, 'PRICE_FILTER', priceFilterSchema, symbol);
  const band = optional(filters, 'PERCENT_PRICE', percentPriceSchema, symbol);
  return checked({
    market: 'usdm',
    symbol,
    baseAsset: row.baseAsset,
    quoteAsset: row.quoteAsset,
    trading: row.status === 'TRADING' && row.contractType === 'PERPETUAL',
    price: { minimum: price.minPrice, maximum: price.maxPrice, step: price.tickSize },
    quantity: stepRule(required(filters, 'LOT_SIZE', lotSizeSchema, symbol)),
    marketQuantity: stepRule(required(filters, 'MARKET_LOT_SIZE', lotSizeSchema, symbol)),
    minimumNotionalQuote: required(filters, 'MIN_NOTIONAL', usdmNotionalSchema, symbol).notional,
    maximumOpenOrders: required(filters, 'MAX_NUM_ORDERS', usdmOrderCountSchema, symbol).limit,
    stepsFromMinimum: true,
    // Only the side that would pay too much is bounded: BUY from above, SELL from below.
    priceBand: {
      buyLowest: OFF,
      buyHighest: band?.multiplierUp ?? OFF,
      sellLowest: band?.multiplierDown ?? OFF,
      sellHighest: OFF,
    },
  });
}

function spotBand(filters: Filters, symbol: string): PriceBand {
  const bySide = optional(filters, 'PERCENT_PRICE_BY_SIDE', percentPriceBySideSchema, symbol);
  if (bySide !== null) {
    return {
      buyLowest: bySide.bidMultiplierDown,
      buyHighest: bySide.bidMultiplierUp,
      sellLowest: bySide.askMultiplierDown,
      sellHighest: bySide.askMultiplierUp,
    };
  }
  const both = optional(filters, 'PERCENT_PRICE', percentPriceSchema, symbol);
  const lowest = both?.multiplierDown ?? OFF;
  const highest = both?.multiplierUp ?? OFF;
  return { buyLowest: lowest, buyHighest: highest, sellLowest: lowest, sellHighest: highest };
}

function stepRule(lot: z.infer<typeof lotSizeSchema>): Instrument['quantity'] {
  return { minimum: lot.minQty, maximum: lot.maxQty, step: lot.stepSize };
}

function optional<T>(
  filters: Filters,
  filterType: string,
  schema: z.ZodType<T>,
  symbol: string,
): T | null {
  const row = filters.find((filter) => filter.filterType === filterType);
  if (row === undefined) return null;
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw unreadable(symbol, `${filterType}.${faultOf(parsed.error)}`);
}

function required<T>(
  filters: Filters,
  filterType: string,
  schema: z.ZodType<T>,
  symbol: string,
): T {
  const filter = optional(filters, filterType, schema, symbol);
  if (filter === null) throw unreadable(symbol, `the filter ${filterType} is missing`);
  return filter;
}

function checked(instrument: Instrument): Instrument {
  const parsed = instrumentSchema.safeParse(instrument);
  if (parsed.success) return parsed.data;
  throw unreadable(instrument.symbol, faultOf(parsed.error));
}

function unreadable(symbol: string, reason: string): ConfigurationError {
  return new ConfigurationError(
    `The trading rules of ${symbol} are not as documented: ${reason}.`,
    'Choose another symbol, or update the pack.',
  );
}
