import { z } from 'zod';
import { epochMsSchema, symbolSchema } from './terms';

/** How volatile a market is, in five words: the rows of the user's table of grids. */
export const VOLATILITY_REGIMES = ['very low', 'low', 'medium', 'high', 'extreme'] as const;
export const volatilityRegimeSchema = z.enum(VOLATILITY_REGIMES);
export type VolatilityRegime = z.infer<typeof volatilityRegimeSchema>;

/** Annual volatility up to which a regime holds, a fraction. */
export const VOLATILITY_BOUNDS: Readonly<Record<VolatilityRegime, number>> = {
  'very low': 0.15,
  low: 0.25,
  medium: 0.5,
  high: 0.75,
  extreme: Number.POSITIVE_INFINITY,
};

/** The regime of an annual volatility (a fraction); a bound belongs to the lower one. */
export function volatilityRegimeOf(annualFraction: number): VolatilityRegime {
  return (
    VOLATILITY_REGIMES.find((regime) => annualFraction <= VOLATILITY_BOUNDS[regime]) ?? 'extreme'
  );
}

export const VOLATILITY_COMPONENTS = ['implied', 'basket', 'garch', 'realised'] as const;
export const volatilityComponentNameSchema = z.enum(VOLATILITY_COMPONENTS);
export type VolatilityComponentName = z.infer<typeof volatilityComponentNameSchema>;

const common = {
  /** Weight that the settings give it, of all four. */
  weight: z.number().min(0).max(1),
  /** Weight that it has here: the weights of those that are there add up to 1. */
  share: z.number().min(0).max(1),
};

/** One of the four volatilities, or why it is not there. */
export const volatilityComponentSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    /** Annual, a fraction. */
    annualFraction: z.number().positive(),
    /** What it is made of, in words. */
    source: z.string(),
    ...common,
  }),
  z.object({ status: z.literal('unavailable'), reason: z.string(), ...common }),
]);
export type VolatilityComponent = z.infer<typeof volatilityComponentSchema>;

/** One coin of the basket. */
export const basketCoinSchema = z.object({
  symbol: symbolSchema,
  /** Annual, a fraction; null when it is not there. */
  annualFraction: z.number().positive().nullable(),
  /** Its part of the basket; those that are there add up to 1. */
  share: z.number().min(0).max(1),
  /** Why it is not there, or null. */
  reason: z.string().nullable(),
});
export type BasketCoin = z.infer<typeof basketCoinSchema>;

const compositeParts = {
  version: z.literal(1),
  symbol: symbolSchema,
  /** Close of the newest 1h candle that it is made from. */
  at: epochMsSchema,
  components: z.object({
    implied: volatilityComponentSchema,
    basket: volatilityComponentSchema,
    garch: volatilityComponentSchema,
    realised: volatilityComponentSchema,
  }),
  basket: z.array(basketCoinSchema),
};

/** How volatile a symbol's market is: four volatilities in one, with all that it is made of. */
export const compositeVolatilitySchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    /** Annual, a fraction: 0.6 is 60 % a year. */
    annualFraction: z.number().positive(),
    regime: volatilityRegimeSchema,
    ...compositeParts,
  }),
  z.object({ status: z.literal('unavailable'), reason: z.string(), ...compositeParts }),
]);
export type CompositeVolatility = z.infer<typeof compositeVolatilitySchema>;
