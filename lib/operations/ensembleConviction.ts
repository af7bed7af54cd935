import type { MultiTimeframe, MultiTimeframePart } from '../model/multiTimeframe';
import type { EnsemblePart } from '../model/ensemble';
import type { Candle } from '../model/candle';
import type { Item } from '../model/item';
import { evaluateEnsemble } from '../regime/ensemble/evaluate';
import { type EntryFilter, entryVerdict, RANKED_MS } from '../regime/ensemble/percentile';
import { DEFAULT_ENSEMBLE_WEIGHTS, type EnsembleWeights } from '../regime/ensemble/weights';
import type { Session } from '../session/openSession';
import {
  DEFAULT_MULTI_TIMEFRAME,
  everyInterval,
  type MultiTimeframeOptions,
  signalOf,
} from './multiTimeframe';
import { orUnavailable, withSignal } from './signalParts';

export interface EnsembleOptions extends EntryFilter {
  weights: EnsembleWeights;
  /** How the multi-timeframe signal is made where the item has none of this minute. */
  signal: MultiTimeframeOptions;
}

export const DEFAULT_ENSEMBLE: Pick<EnsembleOptions, 'weights' | 'signal'> = {
  weights: DEFAULT_ENSEMBLE_WEIGHTS,
  signal: DEFAULT_MULTI_TIMEFRAME,
};

/** An item's signal is taken as it is while it is younger than this. */
const FRESH_MS = 60_000;

/**
 * Adds `signals.ensemble` and logs the conviction of the minute; makes the multi-timeframe signal too
 * where the item has none of the last minute. Unavailable and throws as `multiTimeframe`.
 */
export async function ensembleConviction(
  session: Session,
  item: Item,
  options: EnsembleOptions,
): Promise<Item> {
  const { clocks } = session;
  const read = async (): Promise<Item> => {
    const candles = await everyInterval(session, item.symbol, options.signal.candleCount);
    const signal =
      freshSignal(item, clocks.exchangeNow()) ??
      (await signalOf(session, item, candles, options.signal));
    const at = clocks.exchangeNow();
    const ensemble = ensembleOf(session, item.symbol, at, signal, candles['1h'], options);
    return withSignal(item, { multiTimeframe: signal, ensemble });
  };
  const { entryPercentile } = options;
  return orUnavailable(item, read, (reason) => ({
    ensemble: { status: 'unavailable', at: clocks.exchangeNow(), reason, entryPercentile },
  }));
}

function freshSignal(item: Item, now: number): MultiTimeframe | null {
  const signal = item.signals?.multiTimeframe;
  return signal?.status === 'ok' && now - signal.at < FRESH_MS && signal.at <= now ? signal : null;
}

function ensembleOf(
  { journal }: Session,
  symbol: string,
  at: number,
  signal: MultiTimeframePart,
  hours: readonly Candle[],
  options: EnsembleOptions,
): EnsemblePart {
  const evaluation = evaluateEnsemble(signal, hours, options.weights);
  const { entryPercentile } = options;
  if (!evaluation.ok) {
    return { status: 'unavailable', at, reason: evaluation.reason, entryPercentile };
  }
  const { held, direction, zScore, adx, strength } = evaluation;
  const rank = journal.rankStrength(symbol, strength, at - RANKED_MS, at);
  journal.logConviction(symbol, held, at);
  return {
    status: 'ok',
    at,
    ...held,
    direction,
    zScore,
    adx,
    strength,
    samples: rank.samples,
    entryPercentile,
    ...entryVerdict(rank, options),
  };
}
