import { isWhole, trueRange } from './atr';
import { assertPeriod } from './periods';

/**
 * Wilder's average directional index, 0 to 100; the first value is at index 2 x period - 1
 * (TA-Lib: the movements are summed over period - 1 candles first). Where a candle's high rises as
 * far as its low falls, neither counts. Without any move the last value stays. As long as `close`,
 * NaN in the warm-up; a candle without one of its prices starts it again.
 */
export function adx(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  assertPeriod('period', period);
  for (let from = 0; from < close.length; ) from = run(high, low, close, period, from, out);
  return out;
}

function run(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  from: number,
  out: Float64Array,
): number {
  const { length } = close;
  let highBefore = high[from] ?? NaN;
  let lowBefore = low[from] ?? NaN;
  let before = close[from] ?? NaN;
  out[from] = NaN;
  if (!isWhole(highBefore, lowBefore, before)) return from + 1;
  let plus = 0;
  let minus = 0;
  let range = 0;
  let sum = 0;
  const summed = from + period;
  const seeded = summed + period - 1;
  const kept = (period - 1) / period;
  let i = from + 1;
  for (; i < length && i <= seeded; i++) {
    const highest = high[i] ?? NaN;
    const lowest = low[i] ?? NaN;
    const up = highest - highBefore;
    const down = lowBefore - lowest;
    if (i >= summed) {
      plus *= kept;
      minus *= kept;
      range *= kept;
    }
    if (up > down && up > 0) plus += up;
    else if (down > up && down > 0) minus += down;
    range += trueRange(highest, lowest, before);
    highBefore = highest;
    lowBefore = lowest;
    before = close[i] ?? NaN;
    out[i] = NaN;
    if (!(Math.abs(range + before) < Infinity)) return i + 1;
    const movement = plus + minus;
    if (i >= summed && range !== 0 && movement !== 0) {
      sum += (100 * Math.abs(plus - minus)) / movement;
    }
  }
  if (i <= seeded) return length;
  let average = sum / period;
  out[seeded] = average;
  for (; i < length; i++) {
    const highest = high[i] ?? NaN;
    const lowest = low[i] ?? NaN;
    const up = highest - highBefore;
    const down = lowBefore - lowest;
    plus *= kept;
    minus *= kept;
    if (up > down && up > 0) plus += up;
    else if (down > up && down > 0) minus += down;
    range = range * kept + trueRange(highest, lowest, before);
    highBefore = highest;
    lowBefore = lowest;
    before = close[i] ?? NaN;
    if (!(Math.abs(range + before) < Infinity)) break;
    const movement = plus + minus;
    if (range !== 0 && movement !== 0) {
      average = (average * (period - 1) + (100 * Math.abs(plus - minus)) / movement) / period;
    }
    out[i] = average;
  }
  if (i < length) out[i] = NaN;
  return i + 1;
}

/** The same index one candle at a time. */
export class AdxStream {
  private candles = 0;
  private highBefore = NaN;
  private lowBefore = NaN;
  private before = NaN;
  private plus = 0;
  private minus = 0;
  private range = 0;
  private sum = 0;
  private average = NaN;

  constructor(private readonly period: number) {
    assertPeriod('period', period);
  }

  /** The index with this candle; NaN in the warm-up, which a missing price starts again. */
  next(high: number, low: number, close: number): number {
    const up = high - this.highBefore;
    const down = this.lowBefore - low;
    const range = trueRange(high, low, this.before);
    this.highBefore = high;
    this.lowBefore = low;
    this.before = close;
    if (!isWhole(high, low, close)) return this.restart();
    this.candles += 1;
    if (this.candles > 1) this.move(up, down, range);
    return this.average;
  }

  private move(up: number, down: number, range: number): void {
    const { period, candles } = this;
    const kept = candles > period ? (period - 1) / period : 1;
    const isUp = up > down && up > 0;
    const isDown = down > up && down > 0;
    this.plus = this.plus * kept + (isUp ? up : 0);
    this.minus = this.minus * kept + (isDown ? down : 0);
    this.range = this.range * kept + range;
    const movement = this.plus + this.minus;
    if (candles > period && this.range !== 0 && movement !== 0) {
      const directional = (100 * Math.abs(this.plus - this.minus)) / movement;
      if (candles > 2 * period) this.average = (this.average * (period - 1) + directional) / period;
      else this.sum += directional;
    }
    if (candles === 2 * period) this.average = this.sum / period;
  }

  private restart(): number {
    this.candles = 0;
    this.plus = 0;
    this.minus = 0;
    this.range = 0;
    this.sum = 0;
    return (this.average = NaN);
  }
}
