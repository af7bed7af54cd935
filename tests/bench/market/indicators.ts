import { IndicatorsSync } from '@ixjb94/indicators';
import {
  adx,
  atr,
  bollinger,
  bollingerOf,
  ema,
  hullAverage,
  macd,
  macdOf,
  obv,
  rsi,
  sessionVwap,
  stochastic,
  vwap,
  williamsR,
} from '../../../lib/market/indicators';
import { bareLoops, bestMs, rounded, seededCandles } from './shared';

/** Short enough that a call is often over before a neighbour interrupts it, of many rounds. */
const CANDLES = 250_000;
const ROUNDS = 60;
/** technicalindicators is fifty times as slow. */
const LIBRARY_CANDLES = 50_000;

/** Nanoseconds a candle, best of the rounds. */
export interface IndicatorSpeed {
  bareNs: number;
  oursNs: number;
  ixjb94Ns: number;
  /** Ours against the bare loop, both writing into arrays that are there. */
  overBare: number;
  /** The same where both make their arrays, as callers mostly do. */
  overBareWithArrays: number;
  timesIxjb94: number;
  /** Largest difference from the bare loop, as a share of the value (of 1 where that is smaller). */
  deviation: number;
}

export interface IndicatorFigures {
  candles: number;
  rounds: number;
  each: Record<string, IndicatorSpeed>;
  /** Of the sums over the six. */
  overBare: number;
  timesIxjb94: number;
}

/** Nanoseconds a candle of what technicalindicators calculates for us. */
export type LibraryFigures = Record<string, number>;

interface Contest {
  bare(): unknown;
  ours(): unknown;
  bareWithArrays(): Float64Array;
  oursWithArrays(): Float64Array;
  ixjb94(): unknown;
}

/** The six hot indicators in one run with the bare loops and the fastest library. */
export async function benchIndicators(): Promise<{
  indicators: IndicatorFigures;
  library: LibraryFigures;
}> {
  const each: Record<string, IndicatorSpeed> = {};
  for (const [name, contest] of Object.entries(await contests())) each[name] = speedOf(contest);
  const total = (read: (speed: IndicatorSpeed) => number): number =>
    Object.values(each).reduce((sum, speed) => sum + read(speed), 0);
  const ours = total(({ oursNs }) => oursNs);
  return {
    indicators: {
      candles: CANDLES,
      rounds: ROUNDS,
      each,
      overBare: rounded(ours / total(({ bareNs }) => bareNs)),
      timesIxjb94: rounded(total(({ ixjb94Ns }) => ixjb94Ns) / ours),
    },
    library: await libraryFigures(),
  };
}

async function contests(): Promise<Record<string, Contest>> {
  const bare = await bareLoops();
  const { high, low, close } = (await seededCandles()).candles(CANDLES);
  const ixjb94 = new IndicatorsSync();
  const [highs, lows, closes] = [[...high], [...low], [...close]];
  const column = (): Float64Array => new Float64Array(CANDLES);
  const [one, two, three] = [column(), column(), column()];
  const bands = bollingerOf(CANDLES);
  const moving = macdOf(CANDLES);
  return {
    ema: {
      bare: () => bare.ema(close, 20, one),
      ours: () => ema(close, 20, one),
      bareWithArrays: () => bare.ema(close, 20),
      oursWithArrays: () => ema(close, 20),
      ixjb94: () => ixjb94.ema(closes, 20),
    },
    rsi: {
      bare: () => bare.rsi(close, 14, one),
      ours: () => rsi(close, 14, one),
      bareWithArrays: () => bare.rsi(close, 14),
      oursWithArrays: () => rsi(close, 14),
      ixjb94: () => ixjb94.rsi(closes, 14),
    },
    atr: {
      bare: () => bare.atr(high, low, close, 14, one),
      ours: () => atr(high, low, close, 14, one),
      bareWithArrays: () => bare.atr(high, low, close, 14),
      oursWithArrays: () => atr(high, low, close, 14),
      ixjb94: () => ixjb94.atr(highs, lows, closes, 14),
    },
    adx: {
      bare: () => bare.adx(high, low, close, 14, one),
      ours: () => adx(high, low, close, 14, one),
      bareWithArrays: () => bare.adx(high, low, close, 14),
      oursWithArrays: () => adx(high, low, close, 14),
      ixjb94: () => ixjb94.adx(highs, lows, 14),
    },
    bollinger: {
      bare: () => bare.bb(close, 20, 2, one, two, three),
      ours: () => bollinger(close, 20, 2, bands),
      bareWithArrays: () => bare.bb(close, 20, 2).upper,
      oursWithArrays: () => bollinger(close, 20, 2).upper,
      ixjb94: () => ixjb94.bbands(closes, 20, 2),
    },
    macd: {
      bare: () => bare.macd(close, 12, 26, 9, one, two, three),
      ours: () => macd(close, 12, 26, 9, moving),
      bareWithArrays: () => bare.macd(close, 12, 26, 9).histogram,
      oursWithArrays: () => macd(close, 12, 26, 9).histogram,
      ixjb94: () => ixjb94.macd(closes, 12, 26, 9),
    },
  };
}

function speedOf(contest: Contest): IndicatorSpeed {
  const best = bestMs(
    {
      bare: contest.bare,
      ours: contest.ours,
      bareWithArrays: contest.bareWithArrays,
      oursWithArrays: contest.oursWithArrays,
      ixjb94: contest.ixjb94,
    },
    ROUNDS,
  );
  const ns = (ms: number): number => rounded((ms * 1e6) / CANDLES);
  return {
    bareNs: ns(best.bare),
    oursNs: ns(best.ours),
    ixjb94Ns: ns(best.ixjb94),
    overBare: rounded(best.ours / best.bare),
    overBareWithArrays: rounded(best.oursWithArrays / best.bareWithArrays),
    timesIxjb94: rounded(best.ixjb94 / best.ours),
    deviation: largestDeviation(contest.oursWithArrays(), contest.bareWithArrays()),
  };
}

/** Infinity where only one of the two has a value. */
function largestDeviation(ours: Float64Array, bare: Float64Array): number {
  let largest = 0;
  bare.forEach((value, index) => {
    const own = ours[index] ?? NaN;
    const isMissing = Number.isNaN(value) && Number.isNaN(own);
    const deviation = isMissing ? 0 : Math.abs(own - value) / Math.max(1, Math.abs(value));
    largest = Math.max(largest, Number.isNaN(deviation) ? Infinity : deviation);
  });
  return largest;
}

async function libraryFigures(): Promise<LibraryFigures> {
  const { candles } = await seededCandles();
  const { high, low, close, volume, time } = candles(LIBRARY_CANDLES);
  const best = bestMs(
    {
      hullAverage: () => hullAverage(close, 14),
      williamsR: () => williamsR(high, low, close, 14),
      stochastic: () => stochastic(high, low, close, 14, 3, 3),
      vwap: () => vwap(high, low, close, volume),
      sessionVwap: () => sessionVwap(time, high, low, close, volume),
      obv: () => obv(close, volume),
    },
    5,
  );
  return Object.fromEntries(
    Object.entries(best).map(([name, ms]) => [name, rounded((ms * 1e6) / LIBRARY_CANDLES, 0)]),
  );
}
