import { assertPeriod, assertPositive } from './periods';

export interface BollingerBands {
  middle: Float64Array;
  upper: Float64Array;
  lower: Float64Array;
  /** (upper - lower) / middle, percent. */
  bandwidthPct: Float64Array;
}

export function bollingerOf(length: number): BollingerBands {
  return {
    middle: new Float64Array(length),
    upper: new Float64Array(length),
    lower: new Float64Array(length),
    bandwidthPct: new Float64Array(length),
  };
}

/**
 * Bollinger bands: the simple average of `period` closes, and `deviations` population deviations
 * above and below. Mean and deviation slide (Welford), and are exactly the price and 0 over a
 * window that does not move. As long as `close`, NaN until `period` closes are there; a missing
 * close starts that again, so that nothing freezes after it.
 */
export function bollinger(
  close: Float64Array,
  period: number,
  deviations: number,
  out = bollingerOf(close.length),
): BollingerBands {
  assertPeriod('period', period);
  assertPositive('number of deviations', deviations);
  for (let from = 0; from < close.length; ) from = run(close, period, deviations, from, out);
  return out;
}

/** Candles after which the sums are made anew from the window, so that rounding never adds up. */
const SLIDES = 512;
/** Below this share of the squared mean what is left may be rounding: they are made anew too. */
const LEAST_SQUARES = 1e-12;

function run(
  close: Float64Array,
  period: number,
  deviations: number,
  from: number,
  { middle, upper, lower, bandwidthPct }: BollingerBands,
): number {
  const { length } = close;
  const full = Math.min(from + period - 1, length);
  const share = 1 / period;
  let i = from;
  for (; i < full; i++) {
    middle[i] = upper[i] = lower[i] = bandwidthPct[i] = NaN;
    if (!(Math.abs(close[i] ?? NaN) < Infinity)) return i + 1;
  }
  while (i < length) {
    const anew = Math.min(i + SLIDES, length);
    let mean = meanOf(close, i - period + 1, i);
    let squares = squaresOf(close, i - period + 1, i, mean);
    for (;;) {
      const width = deviations * Math.sqrt(squares * share);
      middle[i] = mean;
      upper[i] = mean + width;
      lower[i] = mean - width;
      bandwidthPct[i] = (200 * width) / mean;
      i += 1;
      if (i >= anew) break;
      const value = close[i] ?? NaN;
      const oldest = close[i - period] ?? NaN;
      const step = value - oldest;
      const meanBefore = mean;
      mean += step * share;
      squares += step * (value - mean + oldest - meanBefore);
      if (!(squares > LEAST_SQUARES * mean * mean)) {
        if (!(Math.abs(value) < Infinity)) break;
        mean = meanOf(close, i - period + 1, i);
        squares = squaresOf(close, i - period + 1, i, mean);
      }
    }
    if (i < length && !(Math.abs(close[i] ?? NaN) < Infinity)) {
      middle[i] = upper[i] = lower[i] = bandwidthPct[i] = NaN;
      return i + 1;
    }
  }
  return length;
}

/** The simple average of the values from index `first` to `last`; the value itself if all are one. */
function meanOf(values: Float64Array, first: number, last: number): number {
  const one = values[first] ?? NaN;
  let sum = 0;
  let isOne = true;
  for (let i = first; i <= last; i++) {
    const value = values[i] ?? NaN;
    sum += value;
    if (value !== one) isOne = false;
  }
  return isOne ? one : sum / (last - first + 1);
}

/** The sum of their squared distances from `mean`. */
function squaresOf(values: Float64Array, first: number, last: number, mean: number): number {
  let sum = 0;
  for (let i = first; i <= last; i++) {
    const distance = (values[i] ?? NaN) - mean;
    sum += distance * distance;
  }
  return sum;
}

/** The bands at one candle. */
export interface BollingerBand {
  middle: number;
  upper: number;
  lower: number;
  bandwidthPct: number;
}

/** The same bands one close at a time. */
export class BollingerStream {
  private readonly window: Float64Array;
  private count = 0;
  private mean = 0;
  private squares = 0;

  constructor(
    private readonly period: number,
    private readonly deviations: number,
  ) {
    assertPeriod('period', period);
    assertPositive('number of deviations', deviations);
    this.window = new Float64Array(period);
  }

  /** The bands with `close`; NaN in the warm-up, which a missing close starts again. */
  next(close: number): BollingerBand {
    const { period, deviations } = this;
    if (Number.isFinite(close)) this.slide(close);
    else this.count = 0;
    if (this.count < period) return { middle: NaN, upper: NaN, lower: NaN, bandwidthPct: NaN };
    const { mean } = this;
    const width = deviations * Math.sqrt(this.squares * (1 / period));
    return {
      middle: mean,
      upper: mean + width,
      lower: mean - width,
      bandwidthPct: (200 * width) / mean,
    };
  }

  private slide(close: number): void {
    const { period, window } = this;
    const slot = this.count % period;
    const oldest = window[slot] ?? NaN;
    window[slot] = close;
    this.count += 1;
    if (this.count < period) return;
    if ((this.count - period) % SLIDES !== 0) {
      const meanBefore = this.mean;
      const step = close - oldest;
      this.mean += step * (1 / period);
      this.squares += step * (close - this.mean + oldest - meanBefore);
      if (this.squares > LEAST_SQUARES * this.mean * this.mean) return;
    }
    this.mean = meanOf(window, 0, period - 1);
    this.squares = squaresOf(window, 0, period - 1, this.mean);
  }
}
