/** GARCH(1,1): s2[t] = omega + alpha e[t-1]^2 + beta s2[t-1] with e = return - mu. */
export interface GarchParameters {
  /** Mean return per candle. */
  mu: number;
  omega: number;
  alpha: number;
  beta: number;
}

/** Weights of the exponential backcast, and over how many returns: as the package arch has it. */
const EWMA_WEIGHT = 0.94;
const EWMA_RETURNS = 75;

/** Mean of the first 75 squared residuals about `centre`, with weights that fall by 0.94. */
export function exponentialBackcast(returns: Float64Array, centre: number): number {
  let weight = 1;
  let weights = 0;
  let sum = 0;
  for (const each of returns.subarray(0, EWMA_RETURNS)) {
    sum += weight * (each - centre) ** 2;
    weights += weight;
    weight *= EWMA_WEIGHT;
  }
  return sum / weights;
}

/** Mean of all squared residuals about `centre`. */
export function meanSquare(returns: Float64Array, centre: number): number {
  let sum = 0;
  for (const each of returns) sum += (each - centre) ** 2;
  return sum / returns.length;
}

/** The variance of each return as of the one before, and behind the last that of the next one. */
export function conditionalVariances(
  returns: Float64Array,
  { mu, omega, alpha, beta }: GarchParameters,
  backcast: number,
): Float64Array {
  const variances = new Float64Array(returns.length + 1);
  let variance = omega + (alpha + beta) * backcast;
  variances[0] = variance;
  for (let index = 0; index < returns.length; index += 1) {
    variance = omega + alpha * ((returns[index] ?? 0) - mu) ** 2 + beta * variance;
    variances[index + 1] = variance;
  }
  return variances;
}

/** So many variances are multiplied before a logarithm is taken: they are of the order of 1. */
const PRODUCT = 8;

/**
 * Half the mean of ln s2 + e^2 / s2, and its derivatives by omega, alpha, beta and mu in `gradient`:
 * the mean negative log-likelihood less its constant. The returns are scaled to a variance near 1.
 */
export function negativeLogLikelihood(
  returns: Float64Array,
  { mu, omega, alpha, beta }: GarchParameters,
  backcast: { variance: number; byMu: number },
  gradient: Float64Array,
): number {
  const count = returns.length;
  let variance = omega + (alpha + beta) * backcast.variance;
  let byOmega = 1;
  let byAlpha = backcast.variance;
  let byBeta = backcast.variance;
  let byMu = (alpha + beta) * backcast.byMu;
  let product = 1;
  let logs = 0;
  let squares = 0;
  let sumOmega = 0;
  let sumAlpha = 0;
  let sumBeta = 0;
  let sumMu = 0;
  for (let index = 0; index < count; index += 1) {
    const residual = (returns[index] ?? 0) - mu;
    const square = residual * residual;
    const precision = 1 / variance;
    const scaled = square * precision;
    const pull = precision * (1 - scaled);
    product *= variance;
    if ((index & (PRODUCT - 1)) === PRODUCT - 1) {
      logs += Math.log(product);
      product = 1;
    }
    squares += scaled;
    sumOmega += pull * byOmega;
    sumAlpha += pull * byAlpha;
    sumBeta += pull * byBeta;
    sumMu += pull * byMu - 2 * residual * precision;
    byOmega = 1 + beta * byOmega;
    byAlpha = square + beta * byAlpha;
    byBeta = variance + beta * byBeta;
    byMu = beta * byMu - 2 * alpha * residual;
    variance = omega + alpha * square + beta * variance;
  }
  const share = 0.5 / count;
  gradient[0] = sumOmega * share;
  gradient[1] = sumAlpha * share;
  gradient[2] = sumBeta * share;
  gradient[3] = sumMu * share;
  return (logs + Math.log(product) + squares) * share;
}
