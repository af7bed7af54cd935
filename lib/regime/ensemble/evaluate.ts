import type { Candle } from '../../model/candle';
import type { Conviction } from '../../model/ensemble';
import type { MultiTimeframePart } from '../../model/multiTimeframe';
import { conviction, directionOf } from './conviction';
import { adxOf, zScore } from './hourly';
import type { EnsembleWeights } from './weights';

/** A conviction with the figures it comes from, or why there is none. */
export type Evaluation =
  | { ok: true; held: Conviction; direction: number; zScore: number; adx: number; strength: number }
  | { ok: false; reason: string };

/** The conviction of a signal and the closed 1h candles of the same moment. */
export function evaluateEnsemble(
  signal: MultiTimeframePart,
  closedHours: readonly Candle[],
  weights?: EnsembleWeights,
): Evaluation {
  if (signal.status === 'unavailable') return { ok: false, reason: signal.reason };
  const [distance, adx] = [zScore(closedHours), adxOf(closedHours)];
  if (distance === null || adx === null) {
    return { ok: false, reason: `only ${closedHours.length} closed 1h candles` };
  }
  const held = conviction({ signal, zScore: distance, adx }, weights);
  const strength = Math.max(held.long, -held.short);
  return { ok: true, held, direction: directionOf(signal), zScore: distance, adx, strength };
}
