import { type Decimal } from '../model/decimal';
import type { MarginLevel } from '../model/margin';

/** From which ratio (percent) a level begins. */
export const MARGIN_LEVEL_FROM_PCT = { MEDIUM: 30, HIGH: 50, CRITICAL: 80 } as const;

/**
 * Maintenance margin over margin balance, percent: at 100 the exchange liquidates. Null when there
 * is no balance to reckon with; without a position 0.
 */
export function maintenanceMarginRatioPct(
  maintenanceQuote: Decimal,
  marginBalanceQuote: Decimal,
): number | null {
  if (maintenanceQuote.isZero()) return 0;
  if (!marginBalanceQuote.isPositive()) return null;
  return maintenanceQuote.dividedBy(marginBalanceQuote).toNumber() * 100;
}

/** The level of a ratio; what cannot be reckoned is critical. */
export function marginLevel(ratioPct: number | null): MarginLevel {
  if (ratioPct === null || ratioPct >= MARGIN_LEVEL_FROM_PCT.CRITICAL) return 'CRITICAL';
  if (ratioPct >= MARGIN_LEVEL_FROM_PCT.HIGH) return 'HIGH';
  return ratioPct >= MARGIN_LEVEL_FROM_PCT.MEDIUM ? 'MEDIUM' : 'SAFE';
}

/** Available over margin balance, a fraction; null without a balance. */
export function freeMarginFraction(
  availableQuote: Decimal,
  marginBalanceQuote: Decimal,
): number | null {
  if (!marginBalanceQuote.isPositive()) return null;
  return availableQuote.dividedBy(marginBalanceQuote).toNumber();
}
