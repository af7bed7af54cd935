import type { ExpectedEdge } from '../model/plan';

const SETTLEMENTS_PER_THREE_DAYS = 9;
const SETTLEMENTS_PER_DAY = 3;

export interface FundingInputs {
  /** Predicted rate of the next settlement, a fraction; positive pays the short hedge. */
  nextRateFraction: number;
  nextFundingAt: number;
  /** Settled rates, newest last; empty when the history is not known. */
  settledRates: readonly number[];
  /** Fees of entering and leaving both legs, percent of the value of one leg. */
  roundTripFeePct: number;
  spotPrice: number;
  futuresPrice: number;
}

/** Simple yearly return on the capital of both legs of a three-day rate: |3d| / 3 * 365 / 2. */
export function fundingAprFraction(threeDayRateFraction: number): number {
  return (Math.abs(threeDayRateFraction) / 3) * (365 / 2);
}

/** Days that a rate per settlement (three a day) must last to pay entry and exit. Null if never. */
export function minimumHoldingDays(rateFraction: number, roundTripFeePct: number): number | null {
  if (rateFraction <= 0) return null;
  return roundTripFeePct / 100 / (rateFraction * SETTLEMENTS_PER_DAY);
}

/**
 * The figures of the funding rule: what the next settlement pays, what the last three days paid
 * (null without their history), what leaving costs, how long it must last, and the basis.
 */
export function fundingFigures(inputs: FundingInputs): NonNullable<ExpectedEdge['funding']> {
  const last = inputs.settledRates.slice(-SETTLEMENTS_PER_THREE_DAYS);
  const isKnown = last.length === SETTLEMENTS_PER_THREE_DAYS;
  const threeDayRate = last.reduce((sum, rate) => sum + rate, 0);
  const days = minimumHoldingDays(inputs.nextRateFraction, inputs.roundTripFeePct);
  return {
    nextRateFraction: inputs.nextRateFraction,
    nextFundingAt: inputs.nextFundingAt,
    threeDayRateFraction: isKnown ? threeDayRate : null,
    threeDayAprFraction: isKnown ? fundingAprFraction(threeDayRate) : null,
    roundTripFeePct: Number(inputs.roundTripFeePct.toFixed(6)),
    minimumHoldingDays: days === null ? null : Number(days.toFixed(4)),
    basisPct: Number(((inputs.futuresPrice / inputs.spotPrice - 1) * 100).toFixed(6)) + 0,
  };
}
