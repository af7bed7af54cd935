/** Minute bars of one price, in integer ticks (volume in steps); index 0 is the feed's first minute. */
export interface Bars {
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly volume: Float64Array;
}

export type SeriesName = 'spot' | 'usdm' | 'mark';

/** All series of one symbol. Each bar opens at the close of the one before, so every price path is continuous. */
export interface SymbolSeries {
  readonly spot: Bars;
  readonly usdm: Bars;
  readonly mark: Bars;
  /** premiumSum[i] = sum over bars before i of (perpetual close / spot close - 1). */
  readonly premiumSum: Float64Array;
}

/** Scaled size (1e-8) of a tick of each price and of a step of each volume. */
export interface FeedUnits {
  readonly tick: Readonly<Record<SeriesName, bigint>>;
  readonly step: Readonly<Record<'spot' | 'usdm', bigint>>;
}

/** A source of prices that answers the same for the same arguments, however often and in whatever order it is asked. */
export interface Feed {
  readonly name: 'synthetic';
  readonly seed: number;
  /** First minute the exchange trades. */
  readonly startAt: number;
  /** Open time of bar 0: history before `startAt`. */
  readonly firstAt: number;
  readonly symbols: readonly string[];
  units(symbol: string): FeedUnits;
  /** The series of a symbol, filled at least through bar `index`. */
  series(symbol: string, index: number): SymbolSeries;
}

export const MINUTE_MS = 60_000;
