import { driftlessVarianceRatio, latticeVarianceRatio } from '../market/latticeVariance';
import type { Candle } from '../model/candle';
import type { LatticeFeature } from '../model/regime';

/** Candles that are looked at: the standard error is near 0.15 with as many. */
const LATTICE_CANDLES = 200;
/** The grid's default band. */
const BAND_LINES = 3;
const BASELINE_SEED = 1;

/**
 * Lattice variance ratio of the last 200 candles, in logarithms: lines one standard deviation of a
 * candle's return apart, a hedge every third. Price is taken over open, nearer extreme, other
 * extreme, close, as in 1m paths; a candle of hours hides turns, so the ratio is to be held against
 * `driftless`, what a walk without edge shows through the same candles. It informs and decides
 * nothing. Null without candles that move.
 */
export function latticeFeature(closed: readonly Candle[]): LatticeFeature | null {
  const candles = closed.slice(-LATTICE_CANDLES).map(inLogarithms);
  const distance = deviationOfReturns(candles);
  if (!(distance > 0)) return null;
  const seen = latticeVarianceRatio(candles, distance, BAND_LINES);
  // Of one deviation a candle, whatever the market: the walk is made once.
  const driftless = driftlessVarianceRatio(1, 1, BAND_LINES, BASELINE_SEED);
  if (!seen || !driftless) return null;
  return { ratio: seen.ratio, driftless: driftless.ratio, standardError: seen.standardError };
}

function inLogarithms(candle: Candle): Candle {
  return {
    ...candle,
    open: Math.log(candle.open),
    high: Math.log(candle.high),
    low: Math.log(candle.low),
    close: Math.log(candle.close),
  };
}

/** Around zero: a drift is a part of how far price goes. */
function deviationOfReturns(candles: readonly Candle[]): number {
  let squares = 0;
  for (const { open, close } of candles) squares += (close - open) ** 2;
  return Math.sqrt(squares / candles.length);
}
