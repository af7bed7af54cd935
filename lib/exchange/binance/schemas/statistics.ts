import { z } from 'zod';
import { decimalText, epochMs, idText } from './common';

/** Rows of trades; other fields differ between the markets. */
export const recentTradesSchema = z.array(
  z.object({
    id: idText,
    price: decimalText,
    qty: decimalText,
    time: epochMs,
    isBuyerMaker: z.boolean(),
  }),
);

export const dayTickerSchema = z.object({
  symbol: z.string(),
  priceChange: decimalText,
  priceChangePercent: decimalText,
  weightedAvgPrice: decimalText,
  lastPrice: decimalText,
  openPrice: decimalText,
  highPrice: decimalText,
  lowPrice: decimalText,
  volume: decimalText,
  quoteVolume: decimalText,
  openTime: epochMs,
  closeTime: epochMs,
  count: z.number().int().nonnegative(),
});

export const fundingInfoSchema = z.array(
  z.object({
    symbol: z.string(),
    adjustedFundingRateCap: decimalText,
    adjustedFundingRateFloor: decimalText,
    fundingIntervalHours: z.number().int().positive(),
  }),
);

export const openInterestSchema = z.object({
  symbol: z.string(),
  openInterest: decimalText,
  time: epochMs,
});

export const openInterestHistSchema = z.array(
  z.object({
    sumOpenInterest: decimalText,
    sumOpenInterestValue: decimalText,
    timestamp: epochMs,
  }),
);

/** The same row for all three groups; for positions `longAccount` is the share of positions. */
export const longShortSchema = z.array(
  z.object({
    longShortRatio: decimalText,
    longAccount: decimalText,
    shortAccount: decimalText,
    timestamp: epochMs,
  }),
);

export const takerVolumeSchema = z.array(
  z.object({
    buySellRatio: decimalText,
    buyVol: decimalText,
    sellVol: decimalText,
    timestamp: epochMs,
  }),
);

const sideRates = z.object({ maker: decimalText, taker: decimalText });

export const spotCommissionSchema = z.object({
  symbol: z.string(),
  standardCommission: sideRates,
  specialCommission: sideRates,
  taxCommission: sideRates,
  discount: z.object({
    enabledForAccount: z.boolean(),
    enabledForSymbol: z.boolean(),
    discountAsset: z.string().nullable(),
    discount: decimalText,
  }),
});

export const usdmCommissionSchema = z.object({
  symbol: z.string(),
  makerCommissionRate: decimalText,
  takerCommissionRate: decimalText,
});
