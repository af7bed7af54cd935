import type { ExpectedEdge } from '../model/plan';

const DAY_MS = 86_400_000;
/** The usual distance of settlements, where nothing settled tells another. */
const USUAL_INTERVAL_MS = DAY_MS / 3;

export interface SettledRate {
  settledAt: number;
  /** A fraction; positive pays the short hedge. */
  rateFraction: number;
}

export interface FundingInputs {
  /** Predicted rate of the next settlement, a fraction; positive pays the short hedge. */
  nextRateFraction: number;
  nextFundingAt: number;
  /** Settlements of the last days, ascending; empty where they are not known. */
  settled: readonly SettledRate[];
  /** Fees of entering and leaving both legs, percent of the value of one leg. */
  roundTripFeePct: number;
  spotPrice: number;
  futuresPrice: number;
}

/** Simple yearly return on the capital of both legs of a three-day rate: |3d| / 3 * 365 / 2. */
export function fundingAprFraction(threeDayRateFraction: number): number {
  return (Math.abs(threeDayRateFraction) / 3) * (365 / 2);
}

/** Days that a rate per settlement must last to pay entry and exit. Null if it never does. */
export function minimumHoldingDays(
  rateFraction: number,
  roundTripFeePct: number,
  settlementsPerDay: number,
): number | null {
  if (rateFraction <= 0) return null;
  return roundTripFeePct / 100 / (rateFraction * settlementsPerDay);
}

/**
 * The figures of the funding rule: what the next settlement pays, what the last three days paid
 * (null unless all of their settlements are known), what entering and leaving costs, how long the
 * next rate must last to pay that, and the basis. The distance of settlements is read from them.
 */
export function fundingFigures(inputs: FundingInputs): NonNullable<ExpectedEdge['funding']> {
  const { settled, nextFundingAt } = inputs;
  const last = settled.at(-1);
  const sinceLast = last ? nextFundingAt - last.settledAt : 0;
  const intervalMs = sinceLast > 0 ? sinceLast : USUAL_INTERVAL_MS;
  const wanted = Math.round((3 * DAY_MS) / intervalMs);
  const recent = settled.slice(-wanted);
  const threeDayRate = recent.reduce((sum, { rateFraction }) => sum + rateFraction, 0);
  const isKnown = recent.length === wanted;
  const perDay = DAY_MS / intervalMs;
  const days = minimumHoldingDays(inputs.nextRateFraction, inputs.roundTripFeePct, perDay);
  return {
    nextRateFraction: inputs.nextRateFraction,
    nextFundingAt,
    threeDayRateFraction: isKnown ? Number(threeDayRate.toFixed(8)) : null,
    threeDayAprFraction: isKnown ? Number(fundingAprFraction(threeDayRate).toFixed(8)) : null,
    roundTripFeePct: Number(inputs.roundTripFeePct.toFixed(6)),
    minimumHoldingDays: days === null ? null : Number(days.toFixed(4)),
    basisPct: Number(((inputs.futuresPrice / inputs.spotPrice - 1) * 100).toFixed(6)) + 0,
  };
}
