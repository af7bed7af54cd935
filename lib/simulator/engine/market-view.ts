import type { Feed, SeriesName, SymbolSeries } from '../feeds/feed';
import { MINUTE_MS } from '../feeds/feed';
import { decimal, divide } from './decimal';
import type { Market } from './model';
import { barAt, ticksInBar } from './path';

/** Funding every eight hours UTC (reference H, BTCUSDT). */
export const FUNDING_MS = 8 * 3_600_000;
export const FUNDING_CAP = 0.003;
const INTEREST = 0.0001;
const CLAMP = 0.0005;

/** Next settlement strictly after `at`. */
export function nextFundingAt(at: number): number {
  return (Math.floor(at / FUNDING_MS) + 1) * FUNDING_MS;
}

/** Premium average + clamp(interest - premium, +-0.05 %), within the cap of +-0.3 %; a fraction. */
function rateOf(premium: number): number {
  const rate = premium + Math.max(-CLAMP, Math.min(CLAMP, INTEREST - premium));
  return Math.max(-FUNDING_CAP, Math.min(FUNDING_CAP, rate));
}

/** What a feed shows at one instant: prices, funding rates, averages. Prices are scaled. */
export class MarketView {
  constructor(
    readonly feed: Feed,
    /** The instant the market stands at; with a stepped clock earlier than the exchange's time. */
    readonly at: number,
  ) {}

  get symbols(): readonly string[] {
    return this.feed.symbols;
  }

  private seriesAt(
    symbol: string,
    at: number,
  ): { series: SymbolSeries; index: number; offset: number } {
    const { index, offset } = barAt(this.feed.firstAt, at);
    return { series: this.feed.series(symbol, index), index, offset };
  }

  /** Price in ticks of that series. */
  ticks(symbol: string, name: SeriesName, at = this.at): number {
    const { series, index, offset } = this.seriesAt(symbol, at);
    return ticksInBar(series[name], series.spot, index, offset);
  }

  tick(symbol: string, name: SeriesName): bigint {
    return this.feed.units(symbol).tick[name];
  }

  /** Last price of a market, scaled. */
  last(symbol: string, market: Market, at = this.at): bigint {
    return BigInt(this.ticks(symbol, market, at)) * this.tick(symbol, market);
  }

  /** Mark price, scaled. */
  mark(symbol: string, at = this.at): bigint {
    return BigInt(this.ticks(symbol, 'mark', at)) * this.tick(symbol, 'mark');
  }

  /** Rate settled at `fundingAt`, from the mean premium of the interval before it (eight hours); a scaled fraction. */
  settledRate(symbol: string, fundingAt: number, intervalMs = FUNDING_MS): bigint {
    const recorded = this.feed.recordedRate?.(symbol, fundingAt);
    if (recorded !== undefined) return recorded;
    const { series, index } = this.seriesAt(symbol, fundingAt);
    const from = Math.max(0, index - intervalMs / MINUTE_MS);
    return this.rate(series, from, index);
  }

  /** Rate the running interval would settle at if it ended now; the last settled one in its first minute. */
  predictedRate(symbol: string, intervalMs = FUNDING_MS): bigint {
    const settled = Math.floor(this.at / intervalMs) * intervalMs;
    const { series, index } = this.seriesAt(symbol, this.at);
    const from = Math.max(0, barAt(this.feed.firstAt, settled).index);
    return index <= from
      ? this.settledRate(symbol, settled, intervalMs)
      : this.rate(series, from, index);
  }

  private rate(series: SymbolSeries, from: number, to: number): bigint {
    const sum = (series.premiumSum[to] ?? 0) - (series.premiumSum[from] ?? 0);
    const premium = to > from ? sum / (to - from) : 0;
    return BigInt(Math.round(rateOf(premium) * 1e8));
  }

  /** Volume-weighted mean spot price of the last `minutes` closed bars, scaled; the last price when nothing traded. */
  averagePrice(symbol: string, minutes: number): bigint {
    const { series, index } = this.seriesAt(symbol, this.at);
    const { spot } = series;
    let notional = 0n;
    let volume = 0n;
    for (let i = Math.max(0, index - minutes); i < index; i++) {
      const coins = BigInt(spot.volume[i] ?? 0);
      notional += BigInt(spot.close[i] ?? 0) * coins;
      volume += coins;
    }
    if (volume === 0n) return this.last(symbol, 'spot');
    return (divide(notional, volume) * this.tick(symbol, 'spot')) / decimal('1');
  }
}
