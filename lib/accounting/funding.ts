import { Decimal, decimal } from '../model/decimal';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
/** How far a payment's time may be from its settlement's (reference H: +-15 s). */
export const SETTLEMENT_TOLERANCE_MS = 15_000;
/** The exchange's own rounding of a payment is not documented: one unit either way. */
const ONE_UNIT = decimal('0.00000001');

/** One settlement of a contract, as the exchange lists it. */
export interface Settlement {
  settledAt: number;
  /** A fraction; longs pay when it is positive. */
  rateFraction: string;
  /** Empty where the exchange does not tell the mark of an old settlement. */
  markPrice: string;
}

/** What a booked payment should have been. */
export interface FundingCheck {
  transactionId: string;
  symbol: string;
  paidAt: number;
  amountQuote: string;
  /** Own position in the moment of the settlement, negative when short. */
  position: string;
  markPrice: string;
  rateFraction: string;
  /** Time since the settlement before: 8, 4 or 1 hours, and it changes. */
  intervalMs: number;
  /** -(position x mark x rate), cut towards zero at 8 places. */
  expectedQuote: string;
}

/**
 * What a payment should have been by the position in the moment of its settlement, whatever the
 * size is by now (I08). Null when its settlement, or the one before it, is not among those given:
 * `settlements` are ascending.
 */
export function checkOfFunding(
  payment: { transactionId: string; symbol: string; paidAt: number; amountQuote: string },
  position: string,
  settlements: readonly Settlement[],
): FundingCheck | null {
  const index = settlements.findIndex(
    ({ settledAt }) => Math.abs(settledAt - payment.paidAt) <= SETTLEMENT_TOLERANCE_MS,
  );
  const settlement = settlements[index];
  const before = settlements[index - 1];
  if (!settlement || !before || settlement.markPrice === '') return null;
  const { markPrice, rateFraction } = settlement;
  const notional = decimal(position).times(decimal(markPrice));
  return {
    ...payment,
    position,
    markPrice,
    rateFraction,
    intervalMs: Math.round((settlement.settledAt - before.settledAt) / HOUR_MS) * HOUR_MS,
    expectedQuote: cut(notional.times(decimal(rateFraction)).negated()).toString(),
  };
}

/** True when the exchange booked another amount than our own position explains. */
export function fundingDiffers({ amountQuote, expectedQuote }: FundingCheck): boolean {
  return decimal(amountQuote).minus(decimal(expectedQuote)).absolute().isAbove(ONE_UNIT);
}

/**
 * Funding as a yearly percentage of the position's value: the sum of what each payment was of the
 * value it was paid on, over the time that the payments cover. Each counts with its own interval,
 * so that a change from 8 to 4 or 1 hours changes nothing (I09). Null without payments.
 */
export function annualizedFundingPct(checks: readonly FundingCheck[]): number | null {
  let yieldSum = 0;
  let coveredMs = 0;
  for (const { position, markPrice, amountQuote, intervalMs } of checks) {
    const value = decimal(position).times(decimal(markPrice)).absolute();
    if (value.isZero() || intervalMs <= 0) continue;
    yieldSum += decimal(amountQuote).toNumber() / value.toNumber();
    coveredMs += intervalMs;
  }
  return coveredMs === 0 ? null : (100 * yieldSum * YEAR_MS) / coveredMs;
}

function cut(amount: Decimal): Decimal {
  const whole = amount.absolute().floorTo(ONE_UNIT);
  return amount.isNegative() ? whole.negated() : whole;
}
