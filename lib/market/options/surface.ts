import type { OptionQuote, OptionSurface } from '../../model/option';
import { type Smile, smilesOf, totalVarianceAt } from './smile';

const YEAR_DAYS = 365;
/** Days to expiry at which the surface is read. */
export const SURFACE_DAYS = [7, 14, 30, 60, 90] as const;
/** Strike over forward less one, percent, at which the surface is read. */
export const SURFACE_MONEYNESS_PCT = [-20, -10, -5, 0, 5, 10, 20] as const;
/** Skew and convexity are of the strikes so far below and above the forward, percent. */
const WING_PCT = 10;

/**
 * The implied volatility surface of a chain as of `now`.
 *
 * Within an expiry total variance (volatility^2 x years) is on the straight line between neighbouring
 * strikes in ln(strike / forward); between expiries, on the straight line in time at the same
 * moneyness, the forward being each expiry's own. Nothing is extrapolated: a point beyond the strikes
 * of either expiry, or beyond the expiries, is null.
 */
export function optionSurface(quotes: readonly OptionQuote[], now: number): OptionSurface {
  const smiles = smilesOf(quotes, now);
  const at = (days: number, moneynessPct: number): number | null =>
    volatilityAt(smiles, days, moneynessPct);
  const [nearest, farthest] = [SURFACE_DAYS[0], SURFACE_DAYS[SURFACE_DAYS.length - 1] ?? 90];
  return {
    version: 1,
    at: now,
    expiries: smiles.length,
    moneynessPct: [...SURFACE_MONEYNESS_PCT],
    maturities: SURFACE_DAYS.map((days) => {
      const [below, middle, above] = [at(days, -WING_PCT), at(days, 0), at(days, WING_PCT)];
      return {
        days,
        volatilities: SURFACE_MONEYNESS_PCT.map((moneynessPct) => at(days, moneynessPct)),
        atTheMoney: middle,
        skew: difference(below, above),
        convexity: difference(
          below === null || above === null ? null : (below + above) / 2,
          middle,
        ),
      };
    }),
    termSlope: difference(at(farthest, 0), at(nearest, 0)),
  };
}

function difference(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left - right;
}

function volatilityAt(smiles: readonly Smile[], days: number, moneynessPct: number): number | null {
  const years = days / YEAR_DAYS;
  const logMoneyness = Math.log(1 + moneynessPct / 100);
  const after = smiles.findIndex((smile) => smile.years >= years);
  const next = smiles[after];
  if (!next) return null;
  const later = totalVarianceAt(next, logMoneyness);
  if (later === null) return null;
  if (next.years === years) return Math.sqrt(later / years);
  const near = smiles[after - 1];
  const earlier = near ? totalVarianceAt(near, logMoneyness) : null;
  if (!near || earlier === null) return null;
  const share = (years - near.years) / (next.years - near.years);
  return Math.sqrt((earlier + share * (later - earlier)) / years);
}
