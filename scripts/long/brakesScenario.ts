import type { LoopChoice } from '../../tests/support/loop';
import { DEMO_GRID } from '../../tests/support/loop';
import { RANGE_IN_EVERY_MARKET } from '../demo/everyMarket';
import { DEFAULT_BREAKER_SETTINGS } from '../../lib/risk/breakers/settings';
import { DEFAULT_WATCH_SETTINGS } from '../../lib/operations/checkPlans';
import type { GridSettings } from '../../lib/strategy/settings';

/** Of the contract, before a brake lowers it. */
export const LEVERAGE = 5;

/** Nearly everything lies on spot: the grid is to hold it. */
export const BALANCES = { spotQuote: '19500', usdmQuote: '500' };

/** Nearly the whole equity in one unhedged grid that reaches 19 % down. */
export const OVERSIZED: GridSettings = {
  ...DEMO_GRID,
  spacingPct: 1.6,
  levelsPerSide: 12,
  utilizationFraction: 0.95,
  hedge: 'off',
};

/** A small hedged grid: its opening sets the contract's leverage, which Hedge Off never does. */
export const WARM_UP: GridSettings = { ...DEMO_GRID, utilizationFraction: 0.1 };

const { price, volatility, spotPerpetual } = DEFAULT_BREAKER_SETTINGS;

/** What stands in the way of a grid this large, out of the way; brakes and other rules as shipped. */
export const CHOICE: LoopChoice = {
  leverage: LEVERAGE,
  // Every market is a range: in a trend the grid would enter nothing and lose too little.
  regime: RANGE_IN_EVERY_MARKET,
  // Above what the second brake halves, so that its halved entries still fit.
  settings: {
    maximumLeverage: LEVERAGE,
    maximumExposureFraction: 2.5,
    maximumAssetExposureFraction: 2.5,
    maximumTotalExposureFraction: 2.5,
    maximumCorrelatedExposureFraction: 2.5,
  },
  watch: {
    ...DEFAULT_WATCH_SETTINGS,
    breakers: {
      ...DEFAULT_BREAKER_SETTINGS,
      price: { ...price, effect: 'blockEntries' },
      volatility: { ...volatility, effect: 'blockEntries' },
      // The recording holds no five-minute candles of the perpetual to compare with.
      spotPerpetual: { ...spotPerpetual, enabled: false },
    },
  },
};
