import { z } from 'zod';
import { decimalText, epochMs } from './common';

export const serverTimeSchema = z.object({ serverTime: epochMs });

/** [openTime, open, high, low, close, volume, closeTime, ...] */
export const klinesSchema = z.array(
  z.tuple(
    [epochMs, decimalText, decimalText, decimalText, decimalText, decimalText, epochMs],
    z.unknown(),
  ),
);

const bookSideSchema = z.array(z.tuple([decimalText, decimalText], z.unknown()));
export const depthSchema = z.object({ bids: bookSideSchema, asks: bookSideSchema });

export const premiumIndexSchema = z.object({
  symbol: z.string(),
  markPrice: decimalText,
  indexPrice: decimalText,
  lastFundingRate: decimalText,
  nextFundingTime: epochMs,
  time: epochMs,
});

export const fundingRatesSchema = z.array(
  z.object({
    symbol: z.string(),
    fundingTime: epochMs,
    fundingRate: decimalText,
    /** Empty in old rows. */
    markPrice: z.union([z.literal(''), decimalText]),
  }),
);

/** Rows are checked one by one, for the symbols that were asked for. */
export const exchangeInfoSchema = z.object({
  symbols: z.array(z.looseObject({ symbol: z.string() })),
});

export const filtersSchema = z.array(z.looseObject({ filterType: z.string() }));

export const spotSymbolSchema = z.object({
  symbol: z.string(),
  status: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  isSpotTradingAllowed: z.boolean(),
  filters: filtersSchema,
});
export type SpotSymbol = z.infer<typeof spotSymbolSchema>;

export const usdmSymbolSchema = z.object({
  symbol: z.string(),
  status: z.string(),
  contractType: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  filters: filtersSchema,
});
export type UsdmSymbol = z.infer<typeof usdmSymbolSchema>;

/** Filters (reference C1, C2). */
export const priceFilterSchema = z.object({
  minPrice: decimalText,
  maxPrice: decimalText,
  tickSize: decimalText,
});
export const lotSizeSchema = z.object({
  minQty: decimalText,
  maxQty: decimalText,
  stepSize: decimalText,
});
export const spotNotionalSchema = z.object({ minNotional: decimalText });
export const usdmNotionalSchema = z.object({ notional: decimalText });
export const percentPriceSchema = z.object({
  multiplierUp: decimalText,
  multiplierDown: decimalText,
});
export const percentPriceBySideSchema = z.object({
  bidMultiplierUp: decimalText,
  bidMultiplierDown: decimalText,
  askMultiplierUp: decimalText,
  askMultiplierDown: decimalText,
});
export const spotOrderCountSchema = z.object({ maxNumOrders: z.number().int().positive() });
export const usdmOrderCountSchema = z.object({ limit: z.number().int().positive() });
