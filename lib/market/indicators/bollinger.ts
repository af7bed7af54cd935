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

function run(
  close: Float64Array,
  period: number,
  deviations: number,
  from: number,
  { middle, upper, lower, bandwidthPct }: BollingerBands,
): number {
  const { length } = close;
  const full = Math.min(from + period - 1, length);
  let i = from;
  let same = 0;
  let before = NaN;
  for (; i < full; i++) {
    const value = close[i] ?? NaN;
    same = value === before ? same + 1 : 1;
    before = value;
    middle[i] = upper[i] = lower[i] = bandwidthPct[i] = NaN;
    if (!(Math.abs(value) < Infinity)) return i + 1;
  }
  let mean = 0;
  let squares = 0;
  let slides = 0;
  for (; i < length; i++) {
    const value = close[i] ?? NaN;
    same = value === before ? same + 1 : 1;
    before = value;
    if (same >= period) {
      mean = value;
      squares = 0;
    } else if (slides === 0) {
      mean = meanOf(close, i - period + 1, i);
      squares = squaresOf(close, i - period + 1, i, mean);
    } else {
      const oldest = close[i - period] ?? NaN;
      const step = value - oldest;
      const meanBefore = mean;
      mean += step / period;
      squares += step * (value - mean + oldest - meanBefore);
    }
    slides = slides === SLIDES ? 0 : slides + 1;
    const width = deviations * Math.sqrt(squares > 0 ? squares / period : 0);
    middle[i] = mean;
    upper[i] = mean + width;
    lower[i] = mean - width;
    bandwidthPct[i] = (200 * width) / mean;
    if (!(Math.abs(mean) < Infinity)) break;
  }
  if (i < length) middle[i] = upper[i] = lower[i] = bandwidthPct[i] = NaN;
  return i + 1;
}

/** The simple average of the values from index `first` to `last`, both included. */
function meanOf(values: Float64Array, first: number, last: number): number {
  let sum = 0;
  for (let i = first; i <= last; i++) sum += values[i] ?? NaN;
  return sum / (last - first + 1);
}

/** The sum of their squared distances from `mean`. */
function squaresOf(values: Float64Array, first: number, last: number, mean: number): number {
  let sum = 0;
  for (let i = first; i <= last; i++) sum += ((values[i] ?? NaN) - mean) ** 2;
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
  private before = NaN;
  private same = 0;

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
    const { period } = this;
    if (Number.isFinite(close)) this.slide(close);
    else this.count = this.same = 0;
    this.before = close;
    if (this.count < period) return { middle: NaN, upper: NaN, lower: NaN, bandwidthPct: NaN };
    const width = this.deviations * Math.sqrt(this.squares > 0 ? this.squares / period : 0);
    const { mean } = this;
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
    this.same = close === this.before ? this.same + 1 : 1;
    if (this.same >= period) {
      this.mean = close;
      this.squares = 0;
    } else if (this.count >= period && (this.count - period) % (SLIDES + 1) === 0) {
      this.mean = meanOf(window, 0, period - 1);
      this.squares = squaresOf(window, 0, period - 1, this.mean);
    } else {
      const meanBefore = this.mean;
      this.mean += (close - oldest) / period;
      this.squares += (close - oldest) * (close - this.mean + oldest - meanBefore);
    }
  }
}
