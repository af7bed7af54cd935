import type { AssembledSeries } from './assemble';
import { assemble, reachOf } from './assemble';
import type { Feed, FeedUnits, SeriesName, SymbolSeries } from './feed';
import { readFunding, readSources } from './recorded-files';
import { unitsOf } from './units';

/** A recorded market: what the files of a folder hold, from `startAt` on for trading and before it as history. */
export class RecordedFeed implements Feed {
  readonly name = 'recorded';
  readonly seed = 0;
  readonly firstAt: number;
  readonly endAt: number;
  private readonly held = new Map<string, AssembledSeries>();
  private readonly funding = new Map<string, Map<number, bigint>>();

  /**
   * Reads the files at once; throws a message for the user when a symbol has no spot candles at the start.
   * @param startAt a whole minute, epoch milliseconds
   */
  constructor(
    folder: string,
    readonly symbols: readonly string[],
    readonly startAt: number,
  ) {
    const known = symbols.map((symbol) => {
      const sources = readSources(folder, symbol, startAt);
      const reach = reachOf(sources, startAt);
      if (reach === undefined) {
        const when = new Date(startAt).toISOString();
        throw new Error(`The recording in ${folder} holds no spot candles of ${symbol} at ${when}`);
      }
      return { symbol, sources, reach };
    });
    // One clock for all symbols: they share the first minute and the end.
    this.firstAt = Math.min(...known.map(({ reach }) => reach.firstAt));
    this.endAt = Math.min(...known.map(({ reach }) => reach.endAt));
    for (const { symbol, sources, reach } of known) {
      const span = { firstAt: this.firstAt, endAt: this.endAt, liveMs: reach.liveMs };
      this.held.set(symbol, assemble(sources, unitsOf(symbol), span, startAt));
      this.funding.set(symbol, readFunding(folder, symbol));
    }
  }

  units(symbol: string): FeedUnits {
    return unitsOf(symbol);
  }

  series(symbol: string): SymbolSeries {
    return this.seriesOf(symbol);
  }

  isClosed(symbol: string, name: SeriesName, index: number): boolean {
    return this.seriesOf(symbol)[name].closed[index] !== 0;
  }

  recordedRate(symbol: string, at: number): bigint | undefined {
    return this.funding.get(symbol)?.get(at);
  }

  private seriesOf(symbol: string): AssembledSeries {
    const found = this.held.get(symbol);
    if (found === undefined) throw new Error(`${symbol} is not part of this recording`);
    return found;
  }
}
