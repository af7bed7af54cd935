import { z } from 'zod';
import { decimalTextSchema, marketSchema, symbolSchema } from './terms';

const stepRuleSchema = z.object({
  minimum: decimalTextSchema,
  maximum: decimalTextSchema,
  /** Distance between allowed values; "0" switches the rule off. */
  step: decimalTextSchema,
});

/**
 * The trading rules of one instrument in neutral words. USD-M counts steps from the minimum,
 * spot from zero (reference C1, C2): `stepsFromMinimum` says which.
 */
export const instrumentSchema = z.object({
  market: marketSchema,
  symbol: symbolSchema,
  baseAsset: z.string(),
  quoteAsset: z.string(),
  trading: z.boolean(),
  price: stepRuleSchema,
  quantity: stepRuleSchema,
  /** Additional limits of MARKET orders. */
  marketQuantity: stepRuleSchema,
  minimumNotionalQuote: decimalTextSchema,
  maximumOpenOrders: z.number().int().positive(),
  stepsFromMinimum: z.boolean(),
  /** Limit prices must lie within reference price times these factors. */
  priceBand: z.object({
    buyLowest: decimalTextSchema,
    buyHighest: decimalTextSchema,
    sellLowest: decimalTextSchema,
    sellHighest: decimalTextSchema,
  }),
});
export type Instrument = z.infer<typeof instrumentSchema>;
