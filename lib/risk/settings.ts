export interface RiskSettings {
  /** Futures notional over futures margin balance, at most. */
  maximumLeverage: number;
  /** Managed inventory plus resting buys at mark over equity, at most (fraction). */
  maximumExposureFraction: number;
  /** Open orders per symbol and market, at most. */
  maximumOpenOrders: number;
  /** Market data older than this blocks increases. */
  maximumDataAgeMs: number;
}

export const DEFAULT_RISK_SETTINGS: RiskSettings = {
  maximumLeverage: 2,
  maximumExposureFraction: 0.5,
  maximumOpenOrders: 100,
  maximumDataAgeMs: 60_000,
};

/** No setting lifts the leverage above this. */
export const HARD_MAXIMUM_LEVERAGE = 6;
