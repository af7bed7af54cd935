import { normalCdf, normalDensity } from './normal';

/** A European option on a forward: Black's form of Black-Scholes. */
export interface EuropeanOption {
  kind: 'call' | 'put';
  /** Price for delivery at expiry. Of a spot price S at rate r it is S e^(r t). */
  forward: number;
  strike: number;
  /** Years of 365 days to the expiry. */
  years: number;
  /** Today's value of 1 at the expiry: e^(-r t). 1 where the price is paid at the expiry. */
  discount: number;
}

export interface OptionValue {
  price: number;
  /** By how much the price moves with the spot price behind the forward. */
  delta: number;
  /** By how much the price moves with the volatility, per 1 (100 % a year). */
  vega: number;
}

/** Price, delta and vega at an annual volatility (a fraction) above zero. */
export function blackScholes(option: EuropeanOption, volatility: number): OptionValue {
  const { kind, forward, strike, years, discount } = option;
  const deviation = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  const sign = kind === 'call' ? 1 : -1;
  return {
    price: discount * sign * (forward * normalCdf(sign * d1) - strike * normalCdf(sign * d2)),
    delta: sign * normalCdf(sign * d1),
    vega: discount * forward * normalDensity(d1) * Math.sqrt(years),
  };
}

/** Above it nothing is quoted: 2,000 % a year. */
const HIGHEST_VOLATILITY = 20;
/** Time value below this share of the forward is rounding, and no volatility can be read from it. */
const LEAST_TIME_VALUE = 1e-13;
const MOST_ROUNDS = 100;

/**
 * The annual volatility (a fraction) at which an option has the price, by Newton's method inside a
 * bracket. Null for a price that no volatility up to 2,000 % gives: at or below what exercise is
 * worth, or above the most that the option can be worth.
 */
export function impliedVolatility(option: EuropeanOption, price: number): number | null {
  const { forward, strike, years, discount, kind } = option;
  if (!(years > 0) || !(forward > 0) || !(strike > 0) || !(discount > 0)) return null;
  const exercise = kind === 'call' ? forward - strike : strike - forward;
  // Solved for the kind that is out of the money: its price is time value alone (put-call parity).
  const outOfTheMoney: EuropeanOption =
    exercise > 0 ? { ...option, kind: kind === 'call' ? 'put' : 'call' } : option;
  const target = price - Math.max(exercise, 0) * discount;
  if (!(target > LEAST_TIME_VALUE * forward * discount)) return null;
  let low = 0;
  let high = HIGHEST_VOLATILITY;
  if (target > blackScholes(outOfTheMoney, high).price) return null;
  let volatility = startOf(option);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const value = blackScholes(outOfTheMoney, volatility);
    if (value.price > target) high = volatility;
    else low = volatility;
    const newton = volatility - (value.price - target) / value.vega;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - volatility) <= 1e-14 * volatility || low === high) return next;
    volatility = next;
  }
  return volatility;
}

/** Where the price is steepest in the volatility: from there Newton does not overshoot. */
function startOf({ forward, strike, years }: EuropeanOption): number {
  const inflexion = Math.sqrt((2 * Math.abs(Math.log(forward / strike))) / years);
  return Math.min(HIGHEST_VOLATILITY / 2, Math.max(inflexion, 0.05));
}
