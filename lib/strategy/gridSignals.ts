import type { EnsemblePart } from '../model/ensemble';
import type { Signals } from '../model/signals';

/** What the signals on an item say to the grid. */
export interface GridSignals {
  /** Composite volatility, annual, a fraction; null: the realised one of the last week counts. */
  volatility: number | null;
  /** Convictions of the sides, 0 to 1: L of the ensemble for buys, |S| for sells. */
  conviction: { buy: number; sell: number };
  /** Why nothing new is entered, by the percentile of the conviction; null: it may be. */
  entryBlock: string | null;
  /** Prices near which the lines are dense, ascending; null: not known. */
  densePrices: readonly number[] | null;
  /** What is on the item and cannot be used, in words. */
  notes: readonly string[];
}

/** Without signals: realised volatility, no conviction, even lines. */
export const NO_SIGNALS: GridSignals = {
  volatility: null,
  conviction: { buy: 0, sell: 0 },
  entryBlock: null,
  densePrices: null,
  notes: [],
};

/** Two candles of 1h and five minutes: what is made of hours may be so old. */
const HOURS_FRESH_MS = 2 * 3_600_000 + 300_000;
/** Two candles of 1m and five minutes: the same for what is made every minute. */
const MINUTES_FRESH_MS = 2 * 60_000 + 300_000;

/**
 * Reads the signals at `now`. What is absent is as it was without signals; what is there but old or
 * unavailable is not used either, and noted.
 */
export function gridSignals(signals: Signals | undefined, now: number): GridSignals {
  if (!signals) return NO_SIGNALS;
  const notes: string[] = [];
  const isUsable = (
    what: string,
    part: { at: number; status?: string; reason?: string } | undefined,
    freshMs: number,
  ): boolean => {
    if (part === undefined) return false;
    if (part.status === 'unavailable') {
      notes.push(`no ${what}: ${part.reason ?? 'unavailable'}`);
      return false;
    }
    const isFresh = now - part.at <= freshMs && part.at <= now;
    if (!isFresh) notes.push(`no ${what}: it is of ${new Date(part.at).toISOString()}`);
    return isFresh;
  };
  const { volatility, ensemble, priceLevels } = signals;
  const hasConviction = isUsable('conviction', ensemble, MINUTES_FRESH_MS);
  return {
    volatility:
      isUsable('composite volatility', volatility, HOURS_FRESH_MS) && volatility?.status === 'ok'
        ? volatility.annualFraction
        : null,
    conviction:
      hasConviction && ensemble?.status === 'ok'
        ? { buy: ensemble.long, sell: Math.abs(ensemble.short) }
        : NO_SIGNALS.conviction,
    entryBlock: entryBlockOf(ensemble, hasConviction),
    densePrices:
      isUsable('price levels', priceLevels, HOURS_FRESH_MS) && priceLevels
        ? priceLevels.levels.map(({ price }) => price)
        : null,
    notes,
  };
}

/**
 * An item without an ensemble has no filter, and percentile 0 switches it off. With one, what is not
 * known allows nothing.
 */
function entryBlockOf(ensemble: EnsemblePart | undefined, isUsable: boolean): string | null {
  if (ensemble === undefined || ensemble.entryPercentile === 0) return null;
  if (!isUsable) return 'the percentile of the conviction is not known';
  return ensemble.status === 'ok' && ensemble.entriesAllowed === true ? null : ensemble.reason;
}
