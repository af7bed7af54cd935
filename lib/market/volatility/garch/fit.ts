import { minimise } from './bfgs';
import {
  conditionalVariances,
  exponentialBackcast,
  type GarchParameters,
  meanSquare,
  negativeLogLikelihood,
} from './likelihood';

export interface GarchOptions {
  /** Whether the mean return is estimated too, or held at zero. */
  mean?: 'constant' | 'zero';
  /**
   * What stands before the first return, for its squared residual and its variance alike. `ewma`:
   * the exponential mean of the first 75 squared residuals about the sample's mean. `mean`: the mean
   * of all squared residuals about mu, whatever mu is (the benchmark of Fiorentini, Calzolari and
   * Panattoni). Or a variance, in the square of the returns' unit.
   */
  backcast?: 'ewma' | 'mean' | number;
}

/** A fit, in the unit of the returns: fractions give variances per candle as fractions squared. */
export interface GarchFit extends GarchParameters {
  /** alpha + beta: the share of a shock to the variance that is left a candle later. */
  persistence: number;
  logLikelihood: number;
  /** Variance to which forecasts return. */
  unconditionalVariance: number;
  /** Variance of the candle after the last. */
  nextVariance: number;
  /** Returns that it is made from. */
  count: number;
  /** How often the likelihood was evaluated. */
  evaluations: number;
}

/** Why there is no fit. */
export const GARCH_FAILURES = {
  notFinite: 'a return is not a finite number, or its square is not',
  tooShort: 'there are too few returns',
  flat: 'the returns do not vary',
  noClustering: 'the variance does not cluster: alpha is zero, and beta means nothing',
  integrated: 'shocks do not fade: alpha + beta is one, and there is no mean to return to',
  notConverged: 'the likelihood has no clear maximum',
} as const;
export type GarchFailure = keyof typeof GARCH_FAILURES;

export type GarchResult =
  | { ok: true; fit: GarchFit }
  | { ok: false; code: GarchFailure; reason: string };

/** Fewer returns than this tell nothing about four parameters. */
export const GARCH_LEAST_RETURNS = 100;
/** Nearer to their bounds than this, parameters are on them. */
const BOUNDARY = 1e-4;
const SETTINGS = { tolerance: 1e-13, maximumEvaluations: 200, largestStep: 2 };
/** Persistence and share of alpha from which the search may begin: the likeliest is taken. */
const STARTS = [
  [0.95, 0.08],
  [0.8, 0.25],
  [0.98, 0.04],
] as const;

/**
 * Fits GARCH(1,1) to returns by maximum likelihood with normal innovations. The maximum is sought by
 * BFGS over ln(omega), logit(alpha + beta) and logit(alpha / (alpha + beta)), so that no step leaves
 * what is allowed. A series that has no such maximum is answered with the reason, never a number.
 */
export function fitGarch(returns: Float64Array, options: GarchOptions = {}): GarchResult {
  const { mean = 'constant', backcast = 'ewma' } = options;
  const count = returns.length;
  if (count < GARCH_LEAST_RETURNS) return failure('tooShort');
  const average = returns.reduce((sum, value) => sum + value, 0) / count;
  if (!returns.every((value) => Number.isFinite(value))) return failure('notFinite');
  const centre = mean === 'zero' ? 0 : average;
  const scale = Math.sqrt(meanSquare(returns, centre));
  if (!Number.isFinite(scale)) return failure('notFinite');
  const largest = returns.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(scale > largest * 1e-9)) return failure('flat');

  const scaled = returns.map((value) => value / scale);
  const before = backcastBy(scaled, backcast, centre / scale, scale);
  const raw = new Float64Array(4);
  const evaluate = (point: Float64Array, gradient: Float64Array): number => {
    const { parameters, persistence, alphaShare } = parametersAt(point);
    const value = negativeLogLikelihood(scaled, parameters, before(parameters.mu), raw);
    const [byOmega = 0, byAlpha = 0, byBeta = 0, byMu = 0] = raw;
    const mixed = alphaShare * byAlpha + (1 - alphaShare) * byBeta;
    gradient[0] = byOmega * parameters.omega;
    gradient[1] = mixed * persistence * (1 - persistence);
    gradient[2] = (byAlpha - byBeta) * persistence * alphaShare * (1 - alphaShare);
    if (gradient.length > 3) gradient[3] = byMu;
    return value;
  };
  const minimum = minimise(evaluate, likeliestStart(evaluate, mean, average / scale), SETTINGS);
  const { parameters, persistence } = parametersAt(minimum.point);
  if (1 - persistence < BOUNDARY) return failure('integrated');
  if (parameters.alpha < BOUNDARY) return failure('noClustering');
  if (!minimum.converged) return failure('notConverged');

  const omega = parameters.omega * scale ** 2;
  const variances = conditionalVariances(scaled, parameters, before(parameters.mu).variance);
  return {
    ok: true,
    fit: {
      mu: parameters.mu * scale,
      omega,
      alpha: parameters.alpha,
      beta: parameters.beta,
      persistence,
      logLikelihood: -count * (minimum.value + Math.log(2 * Math.PI) / 2 + Math.log(scale)),
      unconditionalVariance: omega / (1 - persistence),
      nextVariance: (variances[count] ?? Number.NaN) * scale ** 2,
      count,
      evaluations: minimum.evaluations + STARTS.length,
    },
  };
}

type Before = (mu: number) => { variance: number; byMu: number };

/** The variance before the first return as a function of mu, for returns divided by `scale`. */
function backcastBy(
  scaled: Float64Array,
  backcast: 'ewma' | 'mean' | number,
  centre: number,
  scale: number,
): Before {
  if (backcast === 'mean') {
    // About any mu, not only the sample's mean: its derivative moves with it.
    return (mu) => ({ variance: meanSquare(scaled, mu), byMu: 2 * (mu - centre) });
  }
  const variance =
    backcast === 'ewma' ? exponentialBackcast(scaled, centre) : backcast / scale ** 2;
  const fixed = { variance, byMu: 0 };
  return () => fixed;
}

function failure(code: GarchFailure): GarchResult {
  return { ok: false, code, reason: GARCH_FAILURES[code] };
}

function parametersAt(point: Float64Array): {
  parameters: GarchParameters;
  persistence: number;
  alphaShare: number;
} {
  const [logOmega = 0, logitPersistence = 0, logitShare = 0, mu = 0] = point;
  const persistence = 1 / (1 + Math.exp(-logitPersistence));
  const alphaShare = 1 / (1 + Math.exp(-logitShare));
  const alpha = persistence * alphaShare;
  return {
    parameters: { mu, omega: Math.exp(logOmega), alpha, beta: persistence - alpha },
    persistence,
    alphaShare,
  };
}

function likeliestStart(
  evaluate: (point: Float64Array, gradient: Float64Array) => number,
  mean: 'constant' | 'zero',
  average: number,
): Float64Array {
  const size = mean === 'constant' ? 4 : 3;
  const gradient = new Float64Array(size);
  let best = new Float64Array(size);
  let least = Number.POSITIVE_INFINITY;
  for (const [persistence, share] of STARTS) {
    const point = new Float64Array(size);
    point.set([Math.log(1 - persistence), logit(persistence), logit(share)]);
    if (size > 3) point[3] = average;
    const value = evaluate(point, gradient);
    if (value < least) [best, least] = [point, value];
  }
  return best;
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
