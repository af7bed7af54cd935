import { type Environment, ENVIRONMENTS } from '../model/terms';

export interface RiskSettings {
  /** Futures notional over futures margin balance, at most. */
  maximumLeverage: number;
  /** Managed inventory plus resting buys of the symbol at mark over equity, at most (fraction). */
  maximumExposureFraction: number;
  /** The same over all symbols of the base asset. */
  maximumAssetExposureFraction: number;
  /** The same over every asset of the account. */
  maximumTotalExposureFraction: number;
  /** The same over the assets that move with this one. */
  maximumCorrelatedExposureFraction: number;
  /** From which correlation of returns two assets count as one. */
  correlatedFrom: number;
  /** Value of one increase over what rests within 1 % of the middle, at most (fraction). */
  maximumDepthFraction: number;
  /** Open orders per symbol and market, at most. */
  maximumOpenOrders: number;
  /** Market data older than this blocks increases. */
  maximumDataAgeMs: number;
  /** Exchange and host may differ by this, and data may be this far ahead of the exchange. */
  maximumClockDifferenceMs: number;
  /** How far an entry may pay beyond the mark, percent. */
  maximumPriceDeviationPct: number;
  /** Middle of the book and mark may differ by this, percent. */
  maximumBasisPct: number;
  /** Available over margin balance after the order, at least. */
  minimumFreeMarginFraction: number;
  /** Maintenance margin over margin balance from which nothing increases, percent. */
  maximumMarginRatioPct: number;
  /** From mark to liquidation, at least, percent of the mark. */
  minimumLiquidationDistancePct: number;
  /** Where this workflow may increase. */
  allowedEnvironments: readonly Environment[];
  /** Where increases need an armed workflow. */
  arming: 'mainnet' | 'always';
}

export const DEFAULT_RISK_SETTINGS: RiskSettings = {
  maximumLeverage: 2,
  maximumExposureFraction: 0.5,
  maximumAssetExposureFraction: 0.5,
  maximumTotalExposureFraction: 0.8,
  maximumCorrelatedExposureFraction: 0.8,
  correlatedFrom: 0.8,
  maximumDepthFraction: 0.5,
  maximumOpenOrders: 100,
  maximumDataAgeMs: 60_000,
  maximumClockDifferenceMs: 5_000,
  maximumPriceDeviationPct: 2,
  maximumBasisPct: 2,
  minimumFreeMarginFraction: 0.1,
  maximumMarginRatioPct: 50,
  minimumLiquidationDistancePct: 10,
  allowedEnvironments: ENVIRONMENTS,
  arming: 'mainnet',
};

/** No setting lifts the leverage above this. */
export const HARD_MAXIMUM_LEVERAGE = 6;
