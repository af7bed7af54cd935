import { z } from 'zod';
import { decimalText, epochMs, idText } from './common';

export const spotAccountSchema = z.object({
  uid: idText,
  canTrade: z.boolean(),
  balances: z.array(z.object({ asset: z.string(), free: decimalText, locked: decimalText })),
});

export const usdmAccountSchema = z.object({
  totalWalletBalance: decimalText,
  totalMarginBalance: decimalText,
  totalUnrealizedProfit: decimalText,
  availableBalance: decimalText,
});

export const positionsSchema = z.array(
  z.object({
    symbol: z.string(),
    positionAmt: decimalText,
    entryPrice: decimalText,
    markPrice: decimalText,
    unRealizedProfit: decimalText,
    liquidationPrice: decimalText,
  }),
);

export const positionModeSchema = z.object({ dualSidePosition: z.boolean() });

export const leverageSchema = z.object({
  symbol: z.string(),
  leverage: z.number().int().positive(),
});

/** Answer of POST marginType: code 200. */
export const successSchema = z.object({ code: z.literal(200) });

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
