import type { Bars, Feed, FeedUnits, SymbolSeries } from '../../../lib/simulator/feeds/feed';
import { MINUTE_MS } from '../../../lib/simulator/feeds/feed';
import { GrowingBars } from '../../../lib/simulator/feeds/growing-bars';
import { unitsOf } from '../../../lib/simulator/feeds/units';

/** Eight days of history: enough closed candles for the regime and for a week's volatility. */
const HISTORY_MINUTES = 8 * 1440;
const BLOCK_MINUTES = 1440;
/** 2026-01-05T00:00Z, two minutes after a settlement of funding. */
export const TAPE_START_AT = Date.UTC(2026, 0, 5, 0, 2);

/** Of each symbol: the price at the start, in USDT. */
const START_PRICES: Readonly<Record<string, number>> = { BTCUSDT: 80_000, ETHUSDT: 3_000 };
/** The perpetual stands a little above spot, so that a short receives funding. */
const BASIS = 0.0001;
const HUNDRED_MILLION = 100_000_000;

/** Prices of the minutes after `now`. */
export interface Writing {
  now: number;
  prices: readonly number[];
  symbol: string;
  /** The price jumps there first, with no trade between. */
  jump?: number;
}

interface Track {
  spot: GrowingBars;
  usdm: GrowingBars;
  mark: GrowingBars;
  premiumSum: Float64Array;
  filled: number;
  price: number;
}

/**
 * A market whose future is written by a test: a calm range before the start, and afterwards the
 * price stands where it was last told to go. Written bars never change.
 */
export class Tape implements Feed {
  readonly name = 'synthetic';
  readonly seed = 0;
  readonly startAt = TAPE_START_AT;
  readonly firstAt = TAPE_START_AT - HISTORY_MINUTES * MINUTE_MS;
  /** Base traded in each minute that is written from now on; 0: resting orders do not fill. */
  coinsAMinute = 7;
  /** What was written so far: another tape with the same writings is the same market. */
  readonly writings: Writing[] = [];
  private readonly tracks = new Map<string, Track>();

  constructor(readonly symbols: readonly string[] = ['BTCUSDT']) {}

  units(symbol: string): FeedUnits {
    return unitsOf(symbol);
  }

  series(symbol: string, index: number): SymbolSeries {
    const track = this.track(symbol);
    while (track.filled <= index) this.append(symbol, track, track.price, track.price);
    const { spot, usdm, mark, premiumSum } = track;
    return { spot, usdm, mark, premiumSum };
  }

  /** Where the price of a symbol stands after what is written. */
  price(symbol = 'BTCUSDT'): number {
    return this.track(symbol).price;
  }

  /** Writes the minutes after `now`: in each the price goes in a straight line to the next of `prices`. */
  write(now: number, prices: readonly number[], symbol = 'BTCUSDT', jump?: number): void {
    this.writings.push({ now, prices, symbol, ...(jump === undefined ? {} : { jump }) });
    const index = Math.floor((now - this.firstAt) / MINUTE_MS);
    this.series(symbol, index);
    const track = this.track(symbol);
    // What was filled beyond now stood still and nobody has seen it.
    track.filled = index + 1;
    track.price = jump ?? closeOf(track.spot, index, this.spotTick(symbol));
    for (const price of prices) this.append(symbol, track, track.price, price);
  }

  private spotTick(symbol: string): number {
    return Number(this.units(symbol).tick.spot) / HUNDRED_MILLION;
  }

  private track(symbol: string): Track {
    const known = this.tracks.get(symbol);
    if (known !== undefined) return known;
    const start = START_PRICES[symbol];
    if (start === undefined) throw new Error(`the tape has no ${symbol}`);
    const capacity = HISTORY_MINUTES + BLOCK_MINUTES;
    const track: Track = {
      spot: new GrowingBars(capacity),
      usdm: new GrowingBars(capacity),
      mark: new GrowingBars(capacity),
      premiumSum: new Float64Array(capacity + 1),
      filled: 0,
      price: start,
    };
    this.tracks.set(symbol, track);
    for (let minute = 0; minute < HISTORY_MINUTES; minute += 1) {
      // Waves of five and of two hours, both at rest at the start.
      const left = HISTORY_MINUTES - 1 - minute;
      const wave = 0.003 * Math.sin(left / 48) + 0.001 * Math.sin(left / 19);
      this.append(symbol, track, track.price, start * (1 + wave));
    }
    return track;
  }

  private append(symbol: string, track: Track, from: number, to: number): void {
    const { tick, step } = this.units(symbol);
    const index = track.filled;
    if (index + 1 >= track.premiumSum.length) {
      const capacity = track.premiumSum.length - 1 + BLOCK_MINUTES;
      for (const bars of [track.spot, track.usdm, track.mark]) bars.grow(capacity);
      const premiumSum = new Float64Array(capacity + 1);
      premiumSum.set(track.premiumSum);
      track.premiumSum = premiumSum;
    }
    const put = (bars: Bars, scale: bigint, factor: number, coinStep: bigint): void => {
      const size = Number(scale) / HUNDRED_MILLION;
      const ticks = (price: number): number => Math.round((price * factor) / size);
      bars.open[index] = ticks(from);
      bars.close[index] = ticks(to);
      bars.high[index] = Math.max(ticks(from), ticks(to));
      bars.low[index] = Math.min(ticks(from), ticks(to));
      bars.volume[index] = (this.coinsAMinute * HUNDRED_MILLION) / Number(coinStep);
    };
    put(track.spot, tick.spot, 1, step.spot);
    put(track.usdm, tick.usdm, 1 + BASIS, step.usdm);
    put(track.mark, tick.mark, 1 + BASIS / 2, step.usdm);
    track.premiumSum[index + 1] = (track.premiumSum[index] ?? 0) + BASIS;
    track.price = to;
    track.filled = index + 1;
  }
}

function closeOf(bars: Bars, index: number, tick: number): number {
  return (bars.close[index] ?? 0) * tick;
}
