import type { CandleColumns } from '../columns';

/**
 * Estimators of the variance of a candle's log return from its four prices (domain reference 5.6).
 *
 * Each takes candles oldest first, the first of which gives only its close: the close before. It
 * answers the mean variance per candle of the others, a fraction squared, or null for fewer than two
 * of them or a price that is not positive and finite. With the close before C0, per candle
 * o = ln(O / C0), u = ln(H / O), d = ln(L / O), c = ln(C / O).
 */
export type VarianceEstimator = (candles: CandleColumns) => number | null;

export const ESTIMATORS = {
  closeToClose,
  parkinson,
  garmanKlass,
  rogersSatchell,
  yangZhang,
  garmanKlassYangZhang,
} as const satisfies Record<string, VarianceEstimator>;
export type EstimatorName = keyof typeof ESTIMATORS;

const GARMAN_KLASS_CLOSE = 2 * Math.LN2 - 1;

/** Sample variance (n - 1) of ln(C / C0). Sees gaps and drift, of each candle only the close. */
export function closeToClose(candles: CandleColumns): number | null {
  const legs = legsOf(candles);
  return legs && sampleVariance(legs.map(({ o, c }) => o + c));
}

/** Mean of ln(H / L)^2 / (4 ln 2). Assumes no drift; a gap between candles is not seen. */
export function parkinson(candles: CandleColumns): number | null {
  return meanOf(candles, ({ u, d }) => (u - d) ** 2 / (4 * Math.LN2));
}

/** Mean of ln(H / L)^2 / 2 - (2 ln 2 - 1) c^2. Assumes no drift; a gap is not seen. */
export function garmanKlass(candles: CandleColumns): number | null {
  return meanOf(candles, ({ u, d, c }) => (u - d) ** 2 / 2 - GARMAN_KLASS_CLOSE * c ** 2);
}

/** Mean of u(u - c) + d(d - c). Right under any drift; a gap is not seen. */
export function rogersSatchell(candles: CandleColumns): number | null {
  return meanOf(candles, ({ u, d, c }) => u * (u - c) + d * (d - c));
}

/**
 * Var(o) + k Var(c) + (1 - k) Rogers-Satchell with k = 0.34 / (1.34 + (n + 1) / (n - 1)) and sample
 * variances (n - 1). Right under any drift, sees gaps, and has the least variance of its own.
 */
export function yangZhang(candles: CandleColumns): number | null {
  const legs = legsOf(candles);
  const inside = rogersSatchell(candles);
  if (legs === null || inside === null) return null;
  const n = legs.length;
  const k = 0.34 / (1.34 + (n + 1) / (n - 1));
  const overnight = sampleVariance(legs.map(({ o }) => o));
  const openToClose = sampleVariance(legs.map(({ c }) => c));
  return overnight + k * openToClose + (1 - k) * inside;
}

/** Garman-Klass with the square of the gap, o^2, added (Yang and Zhang's extension of it). */
export function garmanKlassYangZhang(candles: CandleColumns): number | null {
  return meanOf(
    candles,
    ({ o, u, d, c }) => o ** 2 + (u - d) ** 2 / 2 - GARMAN_KLASS_CLOSE * c ** 2,
  );
}

/** The log returns of one candle. */
interface Legs {
  o: number;
  u: number;
  d: number;
  c: number;
}

function legsOf({ open, high, low, close }: CandleColumns): Legs[] | null {
  const legs: Legs[] = [];
  for (let index = 1; index < close.length; index += 1) {
    const from = open[index] ?? Number.NaN;
    const leg = {
      o: Math.log(from / (close[index - 1] ?? Number.NaN)),
      u: Math.log((high[index] ?? Number.NaN) / from),
      d: Math.log((low[index] ?? Number.NaN) / from),
      c: Math.log((close[index] ?? Number.NaN) / from),
    };
    if (!Number.isFinite(leg.o + leg.u + leg.d + leg.c)) return null;
    legs.push(leg);
  }
  return legs.length < 2 ? null : legs;
}

function meanOf(candles: CandleColumns, term: (legs: Legs) => number): number | null {
  const legs = legsOf(candles);
  return legs && legs.reduce((sum, each) => sum + term(each), 0) / legs.length;
}

function sampleVariance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
