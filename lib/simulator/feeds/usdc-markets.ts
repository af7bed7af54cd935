import type { Feed, FeedName, FeedUnits, SeriesName, SymbolSeries } from './feed';

/** The markets quoted in USDC, and whose prices they have: one USDC is worth one USDT here. */
const FOLLOWED: Readonly<Record<string, string>> = { BTCUSDC: 'BTCUSDT', ETHUSDC: 'ETHUSDT' };
const PAIR = 'USDCUSDT';

/** USDCUSDT in ticks of 0.0001 and steps of 1 USDC. */
const PAIR_UNITS: FeedUnits = {
  tick: { spot: 10_000n, usdm: 10_000n, mark: 10_000n },
  step: { spot: 100_000_000n, usdm: 100_000_000n },
};
const PAIR_TICKS = 10_000;
/** USDC a minute; what the depth of its book follows from. */
const PAIR_VOLUME = 500_000;
/** Minutes the standing series grows by: thirty days. */
const BLOCK_MINUTES = 43_200;

/** The symbols a feed itself has to carry so that these are listed: USDC markets come of those they follow. */
export function ownSymbols(listed: readonly string[]): string[] {
  const own = listed.map((symbol) => FOLLOWED[symbol] ?? symbol);
  const carried = [...new Set(own)].filter((symbol) => symbol !== PAIR);
  return carried.length === 0 ? ['BTCUSDT'] : carried;
}

/** Minutes of a price that never moves. All columns of a kind are one. */
class StandingSeries {
  private length = 0;
  private shown: SymbolSeries | undefined;

  series(index: number): SymbolSeries {
    if (this.shown !== undefined && index < this.length) return this.shown;
    this.length = index + 1 + BLOCK_MINUTES;
    const price = new Int32Array(this.length).fill(PAIR_TICKS);
    const volume = new Float64Array(this.length).fill(PAIR_VOLUME);
    const bars = { open: price, high: price, low: price, close: price, volume };
    const premiumSum = new Float64Array(this.length + 1);
    this.shown = { spot: bars, usdm: bars, mark: bars, premiumSum };
    return this.shown;
  }
}

/**
 * A feed with the markets in USDC beside its own: BTCUSDC and ETHUSDC with the prices, volumes and funding of BTCUSDT and
 * ETHUSDT where it has these, and USDCUSDT, which stands at 1.0000. They are listed after its own symbols.
 */
export class UsdcMarkets implements Feed {
  readonly name: FeedName;
  readonly seed: number;
  readonly startAt: number;
  readonly firstAt: number;
  readonly symbols: readonly string[];
  readonly isClosed: Feed['isClosed'];
  readonly recordedRate: Feed['recordedRate'];
  readonly refresh: Feed['refresh'];
  private readonly pair = new StandingSeries();

  constructor(private readonly own: Feed) {
    this.name = own.name;
    this.seed = own.seed;
    this.startAt = own.startAt;
    this.firstAt = own.firstAt;
    const following = Object.entries(FOLLOWED).flatMap(([symbol, followed]) =>
      own.symbols.includes(followed) ? [symbol] : [],
    );
    this.symbols = [...own.symbols, ...following, PAIR];
    // What the feed has not stays absent: that is how it says that it never closes or records no rates.
    this.isClosed =
      own.isClosed === undefined
        ? undefined
        : (symbol: string, name: SeriesName, index: number): boolean =>
            symbol !== PAIR && own.isClosed?.(FOLLOWED[symbol] ?? symbol, name, index) === true;
    this.recordedRate = (symbol, at) => own.recordedRate?.(FOLLOWED[symbol] ?? symbol, at);
    this.refresh = own.refresh === undefined ? undefined : async (now) => own.refresh?.(now);
  }

  get endAt(): number | undefined {
    return this.own.endAt;
  }

  units(symbol: string): FeedUnits {
    return symbol === PAIR ? PAIR_UNITS : this.own.units(FOLLOWED[symbol] ?? symbol);
  }

  series(symbol: string, index: number): SymbolSeries {
    if (symbol === PAIR) return this.pair.series(index);
    return this.own.series(FOLLOWED[symbol] ?? symbol, index);
  }
}
