const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-(x * x) / 2) / ROOT_TWO_PI;
}

/** Coefficients of Hart's rational approximation (West, Wilmott Magazine 2005), highest first. */
const ABOVE = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const BELOW = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];

/** Beyond seven deviations so many terms of the continued fraction give every digit. */
const FRACTION_TERMS = 30;

/** P(X <= x) of the standard normal distribution, to 1e-15; the lower tail keeps its digits. */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  const tail = size > 37 ? 0 : Math.exp(-(size * size) / 2) * shareOf(size);
  return x > 0 ? 1 - tail : tail;
}

function shareOf(size: number): number {
  if (size < 5 * Math.SQRT2) return polynomial(ABOVE, size) / polynomial(BELOW, size);
  let fraction = size;
  for (let term = FRACTION_TERMS; term > 0; term -= 1) fraction = size + term / fraction;
  return 1 / (fraction * ROOT_TWO_PI);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
