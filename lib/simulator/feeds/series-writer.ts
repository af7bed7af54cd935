import type { SymbolSeries } from './feed';
import { GrowingBars } from './growing-bars';
import type { Random } from './random';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { abs, exp, max, min, round } = Math;

/** How one symbol's numbers become integers, and how much of it is traded. */
export interface SeriesScale {
  /** Spot (and mark) ticks in one quote unit. */
  spotTicks: number;
  /** Perpetual ticks in one spot tick. */
  usdmPerSpotTick: number;
  /** The inverse, a whole number. */
  spotPerUsdmTick: number;
  /** Coins a quiet minute trades. */
  coins: number;
  /** Volume steps in one coin. */
  spotSteps: number;
  usdmSteps: number;
}

/**
 * Turns a walk of log prices into the bars of a symbol: spot follows the walk, the perpetual adds a basis that is drawn to
 * a mean, the index is the spot price and the mark is the index plus the smoothed basis.
 */
export class SeriesWriter {
  filled = 0;
  shown: SymbolSeries;
  private readonly spot: GrowingBars;
  private readonly usdm: GrowingBars;
  private readonly mark: GrowingBars;
  private premiumSum: Float64Array;
  private basis = 0.0001;
  private smoothBasis = 0.0001;
  private volumeHeat = 0;

  constructor(
    private readonly shape: Random,
    private readonly scale: SeriesScale,
    private capacity: number,
  ) {
    this.spot = new GrowingBars(capacity);
    this.usdm = new GrowingBars(capacity);
    this.mark = new GrowingBars(capacity);
    this.premiumSum = new Float64Array(capacity + 1);
    this.shown = this.show();
  }

  /** Adds the bar that closes at `log`; `sigma` is the minute's volatility, `basisMean` where the basis is drawn to. */
  append(log: number, sigma: number, basisMean: number): void {
    if (this.filled === this.capacity) this.grow();
    const { shape, spot, usdm, mark, scale } = this;
    const i = this.filled++;
    const price = exp(log);
    const above = abs(shape.normal()) * sigma * 0.35;
    const below = abs(shape.normal()) * sigma * 0.35;
    const basisBefore = this.basis;
    this.basis += (basisMean - this.basis) * 0.006 + 0.00002 * shape.normal();
    const smoothBefore = this.smoothBasis;
    this.smoothBasis += (this.basis - this.smoothBasis) / 15;

    const close = round(price * scale.spotTicks);
    const open = i === 0 ? close : (spot.close[i - 1] ?? close);
    const high = max(round(max(open, close) * (1 + above)), open, close);
    const low = min(round(min(open, close) * (1 - below)), open, close);
    spot.open[i] = open;
    spot.high[i] = high;
    spot.low[i] = low;
    spot.close[i] = close;

    const middle = 1 + (basisBefore + this.basis) / 2;
    const ratio = scale.usdmPerSpotTick;
    this.derive(
      usdm,
      i,
      close * (1 + this.basis) * ratio,
      high * middle * ratio,
      low * middle * ratio,
    );
    const smoothMiddle = 1 + (smoothBefore + this.smoothBasis) / 2;
    this.derive(mark, i, close * (1 + this.smoothBasis), high * smoothMiddle, low * smoothMiddle);

    this.volumeHeat += -0.02 * this.volumeHeat + 0.06 * shape.normal();
    const activity = 1 + min(6, (abs(close - open) / open / sigma) * 0.8);
    const coins = scale.coins * exp(this.volumeHeat + 0.3 * shape.normal()) * activity;
    spot.volume[i] = max(1, round(coins * scale.spotSteps));
    usdm.volume[i] = max(1, round(coins * shape.between(5, 8) * scale.usdmSteps));

    const premium = ((usdm.close[i] ?? 0) * scale.spotPerUsdmTick) / close - 1;
    this.premiumSum[i + 1] = (this.premiumSum[i] ?? 0) + premium;
  }

  /** A bar that follows spot's shape at another level; opens where the last one closed. */
  private derive(bars: GrowingBars, i: number, close: number, high: number, low: number): void {
    const closes = round(close);
    const opens = i === 0 ? closes : (bars.close[i - 1] ?? closes);
    bars.open[i] = opens;
    bars.close[i] = closes;
    bars.high[i] = max(round(high), opens, closes);
    bars.low[i] = min(round(low), opens, closes);
  }

  private grow(): void {
    this.capacity *= 2;
    this.spot.grow(this.capacity);
    this.usdm.grow(this.capacity);
    this.mark.grow(this.capacity);
    const sums = new Float64Array(this.capacity + 1);
    sums.set(this.premiumSum);
    this.premiumSum = sums;
    this.shown = this.show();
  }

  private show(): SymbolSeries {
    return { spot: this.spot, usdm: this.usdm, mark: this.mark, premiumSum: this.premiumSum };
  }
}
