import { z } from 'zod';
import { epochMsSchema } from './terms';

export const BREAKERS = {
  price: 'The price moved too far within minutes.',
  volume: 'The last closed minute traded a multiple of the usual volume.',
  spotPerpetual: 'Spot and perpetual no longer move together.',
  market: 'The symbol no longer moves with BTC.',
  depth: 'The book is much thinner than it was within the hour.',
  volatility: 'The price swings far more than it did over the day.',
  apiErrors: 'The exchange refuses or fails repeatedly.',
  drawdown: 'The equity fell too far below its peak.',
} as const;
export type BreakerName = keyof typeof BREAKERS;
const names = Object.keys(BREAKERS);
export const breakerNameSchema = z.custom<BreakerName>(
  (value) => typeof value === 'string' && names.includes(value),
  'the name of a breaker',
);

export const BREAKER_EFFECTS = ['blockEntries', 'flatten'] as const;
/** Entries are blocked and resting buys cancelled; or both legs are taken down as well. */
export type BreakerEffect = (typeof BREAKER_EFFECTS)[number];

/** A breaker that has latched. */
export const breakerLatchSchema = z.object({
  name: breakerNameSchema,
  /** Empty for the whole account. */
  symbol: z.string(),
  reason: z.string(),
  effect: z.enum(BREAKER_EFFECTS),
  engagedAt: epochMsSchema,
  /** Exchange time at which it lets go by itself; null: a person resets it. */
  until: epochMsSchema.nullable(),
});
export type BreakerLatch = z.infer<typeof breakerLatchSchema>;
