import { atr } from '../indicators/atr';
import { ema } from '../indicators/ema';
import { clamp } from '../weightedMean';
import type { LogPrices } from './logPrices';

/**
 * The components of one timeframe that come from its candles, at the close of each: between -1 and
 * 1, NaN in the warm-up. Each is odd: on the mirrored path (volumes unchanged) it is the negative.
 */
export interface ComponentSeries {
  trend: Float64Array;
  momentum: Float64Array;
  volume: Float64Array;
  volatility: Float64Array;
}

const FAST_PERIOD = 20;
const SLOW_PERIOD = 50;
const RANGE_PERIOD = 14;
const LONG_RANGE_PERIOD = 100;
const MOMENTUM_PERIOD = 14;
const VOLUME_PERIOD = 20;

/**
 * A distance of so many average true ranges is a tanh of 1: about two standard deviations of a
 * driftless walk each.
 */
const AVERAGES_APART = 2.5;
const PRICE_APART = 4;

/**
 * A mean move of a candle below which nothing can be said of direction, as a log return: a tenth of
 * a thousandth of a percent. It keeps the noise of floats out of a market that does not move.
 */
export const STILL_MOVE = 1e-6;

/** Candles that trend and momentum need before they say anything. */
export const LEAST_CANDLES = SLOW_PERIOD;

/** The components of a timeframe at every candle. Linear in the candles; looks only back. */
export function componentSeries(prices: LogPrices): ComponentSeries {
  const { high, low, close } = prices;
  const range = atr(high, low, close, RANGE_PERIOD);
  const trend = trendSeries(close, range);
  return {
    trend,
    momentum: momentumSeries(close),
    volume: volumeSeries(prices),
    volatility: volatilitySeries(trend, range, atr(high, low, close, LONG_RANGE_PERIOD)),
  };
}

/**
 * Half of how far the fast average lies above the slow one, half of how far the price does, both in
 * average true ranges and through tanh.
 */
function trendSeries(close: Float64Array, range: Float64Array): Float64Array {
  const fast = ema(close, FAST_PERIOD);
  const slow = ema(close, SLOW_PERIOD);
  return close.map((price, index) => {
    const middle = at(slow, index);
    const unit = at(range, index) + STILL_MOVE;
    const averages = Math.tanh((at(fast, index) - middle) / (AVERAGES_APART * unit));
    return (averages + Math.tanh((price - middle) / (PRICE_APART * unit))) / 2;
  });
}

/** Wilder's RSI of the log closes, centred: (gains - losses) / (gains + losses), 0 when still. */
function momentumSeries(close: Float64Array): Float64Array {
  const out = new Float64Array(close.length).fill(NaN);
  let gain = 0;
  let loss = 0;
  for (let index = 1; index < close.length; index += 1) {
    const change = at(close, index) - at(close, index - 1);
    const share = 1 / Math.min(index, MOMENTUM_PERIOD);
    gain += (Math.max(change, 0) - gain) * share;
    loss += (Math.max(-change, 0) - loss) * share;
    if (index >= MOMENTUM_PERIOD) out[index] = (gain - loss) / (gain + loss + STILL_MOVE);
  }
  return out;
}

/**
 * Where in its true range each candle closed (-1 lowest, 1 highest), weighted by volume over the
 * last candles: Chaikin's money flow with gaps counted. NaN where nothing was traded.
 */
function volumeSeries({ high, low, close, volume }: LogPrices): Float64Array {
  const places = new Float64Array(close.length).fill(NaN);
  for (let index = 1; index < close.length; index += 1) {
    const before = at(close, index - 1);
    const top = Math.max(at(high, index), before);
    const bottom = Math.min(at(low, index), before);
    const price = at(close, index);
    places[index] = top > bottom ? (price - bottom - (top - price)) / (top - bottom) : 0;
  }
  const out = new Float64Array(close.length).fill(NaN);
  for (let index = VOLUME_PERIOD; index < close.length; index += 1) {
    let flow = 0;
    let traded = 0;
    for (let each = index - VOLUME_PERIOD + 1; each <= index; each += 1) {
      flow += at(places, each) * at(volume, each);
      traded += at(volume, each);
    }
    if (traded > 0) out[index] = flow / traded;
  }
  return out;
}

/**
 * The trend as far as the market grows wilder: trend x clamp(log2(short ATR / long ATR), 0, 1). A
 * range that doubles lends the trend its whole weight; one that shrinks says nothing.
 */
function volatilitySeries(
  trend: Float64Array,
  range: Float64Array,
  longRange: Float64Array,
): Float64Array {
  return trend.map((value, index) => {
    const growth = (at(range, index) + STILL_MOVE) / (at(longRange, index) + STILL_MOVE);
    return value * clamp(Math.log2(growth), 0, 1);
  });
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}
