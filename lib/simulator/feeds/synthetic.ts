import type { Bars, Feed, FeedUnits, SymbolSeries } from './feed';
import { MINUTE_MS } from './feed';
import { drawOpening, OPENING_MINUTES, TAIL_MINUTES } from './opening';
import { Random } from './random';
import { RegimeWalk } from './walk';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { abs, exp, log, max, min, round } = Math;

/** Minutes of history before the start: 365 days. */
export const HISTORY_MINUTES = 525_600;
const BLOCK_MINUTES = 1440;
const SYMBOL = 'BTCUSDT';

const UNITS: FeedUnits = {
  tick: { spot: 1_000_000n, usdm: 10_000_000n, mark: 1_000_000n },
  step: { spot: 1_000n, usdm: 100_000n },
};

class GrowingBars implements Bars {
  open: Int32Array;
  high: Int32Array;
  low: Int32Array;
  close: Int32Array;
  volume: Float64Array;

  constructor(capacity: number) {
    this.open = new Int32Array(capacity);
    this.high = new Int32Array(capacity);
    this.low = new Int32Array(capacity);
    this.close = new Int32Array(capacity);
    this.volume = new Float64Array(capacity);
  }

  grow(capacity: number): void {
    const wider = (old: Int32Array): Int32Array => {
      const grown = new Int32Array(capacity);
      grown.set(old);
      return grown;
    };
    this.open = wider(this.open);
    this.high = wider(this.high);
    this.low = wider(this.low);
    this.close = wider(this.close);
    const volume = new Float64Array(capacity);
    volume.set(this.volume);
    this.volume = volume;
  }
}

/**
 * The synthetic market of BTCUSDT: a year of history, then 300 minutes of range, then whatever the regimes bring, all of
 * it from the seed and the start alone and the same to the byte. Spot moves, the perpetual adds a basis that follows the
 * regime, the index is the spot price and the mark is the index plus the smoothed basis.
 */
export class SyntheticFeed implements Feed {
  readonly name = 'synthetic';
  readonly symbols: readonly string[] = [SYMBOL];
  readonly firstAt: number;

  private capacity = HISTORY_MINUTES + 30 * BLOCK_MINUTES;
  private filled = 0;
  private readonly spot = new GrowingBars(this.capacity);
  private readonly usdm = new GrowingBars(this.capacity);
  private readonly mark = new GrowingBars(this.capacity);
  private premiumSum = new Float64Array(this.capacity + 1);
  private shown: SymbolSeries = this.show();
  private readonly shape: Random;
  private readonly forward: RegimeWalk;
  private basis = 0.0001;
  private smoothBasis = 0.0001;
  private volumeHeat = 0;

  /** @param startAt a whole minute, epoch milliseconds */
  constructor(
    readonly seed: number,
    readonly startAt: number,
  ) {
    this.firstAt = startAt - HISTORY_MINUTES * MINUTE_MS;
    this.shape = new Random(seed, 2);
    const opening = drawOpening(seed, startAt);
    const past = new RegimeWalk(new Random(seed, 3), 0, 0);
    const early = HISTORY_MINUTES - TAIL_MINUTES;
    const logs = new Float64Array(early);
    const sigmas = new Float64Array(early);
    const basisMeans = new Float64Array(early);
    for (let i = 0; i < early; i++) {
      past.step();
      logs[i] = past.log;
      sigmas[i] = past.sigma;
      basisMeans[i] = past.basisMean;
    }
    // Everything is shifted so that the price at the start is the wanted one.
    const startLog = log(80_000 * new Random(seed, 4).between(0.99, 1.01));
    const openingShift = startLog - (opening.logs[TAIL_MINUTES - 1] ?? 0);
    const historyShift = openingShift - past.log;
    for (let i = 0; i < early; i++) {
      this.append(historyShift + (logs[i] ?? 0), sigmas[i] ?? 0, basisMeans[i] ?? 0);
    }
    for (let i = 0; i < TAIL_MINUTES + OPENING_MINUTES; i++) {
      const sigma = i < TAIL_MINUTES ? opening.tailSigma : opening.openingSigma;
      this.append(openingShift + (opening.logs[i] ?? 0), sigma, 0.0001);
    }
    const lastLog = openingShift + (opening.logs.at(-1) ?? 0);
    this.forward = new RegimeWalk(new Random(seed, 5), lastLog, startLog);
  }

  units(): FeedUnits {
    return UNITS;
  }

  series(_symbol: string, index: number): SymbolSeries {
    while (this.filled <= index) {
      for (let i = 0; i < BLOCK_MINUTES; i++) {
        this.forward.step();
        this.append(this.forward.log, this.forward.sigma, this.forward.basisMean);
      }
    }
    return this.shown;
  }

  /** Adds the bar that closes at `log`. */
  private append(log: number, sigma: number, basisMean: number): void {
    if (this.filled === this.capacity) this.grow();
    const { shape, spot, usdm, mark } = this;
    const i = this.filled++;
    const price = exp(log);
    const above = abs(shape.normal()) * sigma * 0.35;
    const below = abs(shape.normal()) * sigma * 0.35;
    const basisBefore = this.basis;
    this.basis += (basisMean - this.basis) * 0.006 + 0.00002 * shape.normal();
    const smoothBefore = this.smoothBasis;
    this.smoothBasis += (this.basis - this.smoothBasis) / 15;

    const close = round(price * 100);
    const open = i === 0 ? close : (spot.close[i - 1] ?? close);
    const high = max(round(max(open, close) * (1 + above)), open, close);
    const low = min(round(min(open, close) * (1 - below)), open, close);
    spot.open[i] = open;
    spot.high[i] = high;
    spot.low[i] = low;
    spot.close[i] = close;

    const middle = 1 + (basisBefore + this.basis) / 2;
    this.derive(usdm, i, close * (1 + this.basis) * 0.1, high * middle * 0.1, low * middle * 0.1);
    const smoothMiddle = 1 + (smoothBefore + this.smoothBasis) / 2;
    this.derive(mark, i, close * (1 + this.smoothBasis), high * smoothMiddle, low * smoothMiddle);

    this.volumeHeat += -0.02 * this.volumeHeat + 0.06 * shape.normal();
    const activity = 1 + min(6, (abs(close - open) / open / sigma) * 0.8);
    const coins = 7 * exp(this.volumeHeat + 0.3 * shape.normal()) * activity;
    spot.volume[i] = max(1, round(coins * 100_000));
    usdm.volume[i] = max(1, round(coins * shape.between(5, 8) * 1_000));

    const premium = ((usdm.close[i] ?? 0) * 10) / close - 1;
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
