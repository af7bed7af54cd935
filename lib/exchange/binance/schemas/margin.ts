import { z } from 'zod';
import { Decimal } from '../../../model/decimal';
import { decimalText } from './common';

/** The margin table comes in numbers; none of its figures has more than eight decimals. */
const numberAsText = z
  .number()
  .nonnegative()
  .transform((value) => Decimal.fromNumber(value, 8).toString());

export const leverageBracketsSchema = z.array(
  z.object({
    symbol: z.string(),
    notionalCoef: z.number().positive().optional(),
    brackets: z
      .array(
        z.object({
          initialLeverage: z.number().positive(),
          notionalCap: numberAsText,
          notionalFloor: numberAsText,
          maintMarginRatio: numberAsText,
          cum: numberAsText,
        }),
      )
      .min(1),
  }),
);

export const marginAccountSchema = z.object({
  assets: z.array(
    z.object({
      asset: z.string(),
      maintMargin: decimalText,
      marginBalance: decimalText,
      crossWalletBalance: decimalText,
      availableBalance: decimalText,
    }),
  ),
});

export const marginPositionsSchema = z.array(
  z.object({
    symbol: z.string(),
    marginAsset: z.string(),
    positionSide: z.enum(['BOTH', 'LONG', 'SHORT']),
    positionAmt: decimalText,
    entryPrice: decimalText,
    markPrice: decimalText,
    unRealizedProfit: decimalText,
    isolatedWallet: decimalText,
    maintMargin: decimalText,
    liquidationPrice: z.union([decimalText, z.literal('')]),
  }),
);
