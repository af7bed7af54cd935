import type { CandleSet, MarketData } from '../model/marketData';

/** The parts that one operation adds; `version` is the whole's. */
export type AddedMarketData = Partial<Omit<MarketData, 'version'>>;

/**
 * The market data of an item with what an operation read in the place of its earlier part. Candles of
 * another source or interval stay beside those that were read.
 */
export function withMarketData(
  earlier: MarketData | undefined,
  { candles, ...parts }: AddedMarketData,
): MarketData {
  const merged: MarketData = { ...earlier, ...parts, version: 1 };
  if (candles === undefined) return merged;
  const isReplaced = ({ source, reference }: CandleSet): boolean =>
    candles.some((one) => one.source === source && one.reference.interval === reference.interval);
  const kept = (earlier?.candles ?? []).filter((one) => !isReplaced(one));
  return { ...merged, candles: [...kept, ...candles] };
}
