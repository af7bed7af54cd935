import { Decimal, decimal } from '../model/decimal';
import type { MarginPosition, MarginRelief } from '../model/margin';
import type { MarginState } from './facts';

export interface ReliefSettings {
  maximumMarginRatioPct: number;
  minimumLiquidationDistancePct: number;
  /** Add margin to the position while the wallet has it, in place of making it smaller. */
  addMargin: boolean;
}

/** Share by which more margin is added than what is missing. */
const AND_A_LITTLE = 1.02;
/** One step of reducing both legs where no ratio says how much it takes. */
const STEP_FRACTION = 0.25;

/**
 * What a margin in danger asks for; null where it is in none. Inventory and hedge go down by the
 * same share, so that delta stays where it is. Margin is added only where that is switched on, the
 * position is isolated, and what is available brings its distance back to the least one.
 */
export function marginRelief(
  margin: MarginState,
  position: MarginPosition | null,
  availableQuote: string,
  settings: ReliefSettings,
): MarginRelief | null {
  const { maintenanceMarginRatioPct: ratio, liquidationDistancePct: distance } = margin;
  const isRatioHigh = ratio === null || ratio >= settings.maximumMarginRatioPct;
  const least = settings.minimumLiquidationDistancePct;
  const isNear = distance !== null && distance < least;
  if (!position || (!isRatioHigh && !isNear)) return null;
  const reason = isNear
    ? `liquidation is ${distance.toFixed(2)} % away`
    : `the maintenance margin is ${ratio?.toFixed(2) ?? 'all'} % of the balance`;
  if (settings.addMargin && isNear && position.isolatedWalletQuote !== null) {
    // A wallet larger by q moves the price of liquidation by q / quantity, less the maintenance
    // rate; with a little more it does not ask again for pennies.
    const missing = Decimal.fromNumber(((least - distance) / 100) * AND_A_LITTLE, 8);
    const amount = decimal(position.quantity).times(decimal(position.markPrice)).times(missing);
    if (!amount.isAbove(decimal(availableQuote))) {
      const amountQuote = amount.roundedHalfEven(2).toString();
      return { kind: 'addMargin', amountQuote, fraction: 0, reason };
    }
  }
  const fraction =
    isRatioHigh && ratio !== null
      ? Math.min(1, Math.max(STEP_FRACTION, 1 - settings.maximumMarginRatioPct / ratio))
      : STEP_FRACTION;
  return { kind: 'reduceBoth', amountQuote: '0', fraction, reason };
}
