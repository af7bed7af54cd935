/** Minute bars of one price, in integer ticks (volume in steps); index 0 is the feed's first minute. */
export interface Bars {
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly volume: Float64Array;
}

export type SeriesName = 'spot' | 'usdm' | 'mark';

/** All series of one symbol. Synthetic bars open at the close of the one before; recorded ones may open away from it. */
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

export type FeedName = 'synthetic' | 'recorded' | 'live';

/** A source of prices that answers the same for the same arguments, however often and in whatever order it is asked. */
export interface Feed {
  readonly name: FeedName;
  /** Seed of a synthetic market, 0 for others. */
  readonly seed: number;
  /** First minute the exchange trades. */
  readonly startAt: number;
  /** Open time of bar 0: history before `startAt`. */
  readonly firstAt: number;
  readonly symbols: readonly string[];
  /** Epoch ms at which the data end: the market cannot be lived through beyond. Absent: it goes on for ever. */
  readonly endAt?: number | undefined;
  units(symbol: string): FeedUnits;
  /** The series of a symbol, filled at least through bar `index` (or to the end of the data). */
  series(symbol: string, index: number): SymbolSeries;
  /**
   * True for a minute in which this market was closed: a gap of a recording. Its bar stands still at the last close
   * without volume, it makes no candle, and nothing trades. Absent: never closed.
   */
  readonly isClosed?: ((symbol: string, name: SeriesName, index: number) => boolean) | undefined;
  /** The recorded funding rate settled at `at`, a scaled fraction; undefined where none is recorded. */
  readonly recordedRate?: ((symbol: string, at: number) => bigint | undefined) | undefined;
  /** Fetches what a live market brought since the last call; awaited before a request is served. */
  readonly refresh?: ((hostNow: number) => Promise<void>) | undefined;
}

export const MINUTE_MS = 60_000;
