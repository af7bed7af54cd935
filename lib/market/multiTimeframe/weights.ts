import type { Interval } from '../../model/terms';

/** Weight of each timeframe in the composite; they sum to 1. */
export const TIMEFRAME_WEIGHTS: Readonly<Record<Interval, number>> = {
  '1m': 0.1,
  '5m': 0.15,
  '15m': 0.2,
  '1h': 0.25,
  '4h': 0.2,
  '1d': 0.1,
};

export const COMPONENTS = ['trend', 'momentum', 'volume', 'volatility', 'crypto'] as const;
export type ComponentName = (typeof COMPONENTS)[number];

/** Weight of each component within a timeframe; they sum to 1. */
export const COMPONENT_WEIGHTS: Readonly<Record<ComponentName, number>> = {
  trend: 0.3,
  momentum: 0.25,
  volume: 0.2,
  volatility: 0.15,
  crypto: 0.1,
};
