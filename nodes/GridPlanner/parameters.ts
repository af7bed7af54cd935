import type { NumberParameter } from '../shared/parameters';

/** Levels of net fills before the hedge moves: the grid sizes its cells by it, the hedge waits for it. */
export const BAND_LEVELS: NumberParameter = {
  name: 'bandLevels',
  displayName: 'Hedge Band (Levels)',
  description:
    'Levels of net fills before the hedge moves. Hedging every fill would give back what the grid earns',
  default: 3,
  minimum: 1,
  maximum: 20,
  decimals: 0,
};

/** How far a taking order may pay beyond the best price. */
export const SLIPPAGE_PCT: NumberParameter = {
  name: 'slippagePct',
  displayName: 'Slippage Limit (%)',
  description: 'How far an order that fills at once may pay beyond the best price, percent',
  default: 0.5,
  minimum: 0.01,
  maximum: 5,
  decimals: 2,
};
