import { z } from 'zod';
import { decimalText, epochMs, idText } from './common';

export const spotAccountSchema = z.object({
  uid: idText,
  canTrade: z.boolean(),
  balances: z.array(z.object({ asset: z.string(), free: decimalText, locked: decimalText })),
});

export const usdmAccountSchema = z.object({
  assets: z.array(
    z.object({
      asset: z.string(),
      walletBalance: decimalText,
      marginBalance: decimalText,
      availableBalance: decimalText,
    }),
  ),
});

export const positionsSchema = z.array(
  z.object({
    symbol: z.string(),
    marginAsset: z.string(),
    positionSide: z.enum(['BOTH', 'LONG', 'SHORT']),
    positionAmt: decimalText,
    entryPrice: decimalText,
    markPrice: decimalText,
    unRealizedProfit: decimalText,
    // Empty or zero where there is none.
    liquidationPrice: z.union([decimalText, z.literal('')]),
  }),
);

export const accountConfigSchema = z.object({
  canTrade: z.boolean(),
  dualSidePosition: z.boolean(),
  multiAssetsMargin: z.boolean(),
});

export const symbolConfigSchema = z.array(
  z.object({
    symbol: z.string(),
    marginType: z.enum(['ISOLATED', 'CROSSED']),
    leverage: z.number().int().positive(),
  }),
);

/** Answer of GET apiRestrictions. */
export const keyRestrictionsSchema = z.object({
  ipRestrict: z.boolean(),
  enableWithdrawals: z.boolean(),
  enableFutures: z.boolean(),
  enableSpotAndMarginTrading: z.boolean(),
});

export const incomeSchema = z.array(
  z.object({
    symbol: z.string(),
    incomeType: z.string(),
    income: decimalText,
    asset: z.string(),
    time: epochMs,
    tranId: idText,
  }),
);
export type IncomeRow = z.infer<typeof incomeSchema>[number];
