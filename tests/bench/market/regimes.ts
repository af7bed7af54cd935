import type { Candle } from '../../../lib/model/candle';
import { INTERVAL_MS, type Interval } from '../../../lib/model/terms';
import { classifyRegime } from '../../../lib/regime/classify';
import { bestMs, cpuMs, rounded, type SeededCandles, seededCandles } from './shared';

const SYMBOLS = 300;
const INTERVALS: readonly Interval[] = ['1h', '4h', '1d'];
const CANDLES = 500;
const ROUNDS = 7;
const HOUR_MS = INTERVAL_MS['1h'];
/** Of the whole market's, so that a year of hours moves like a year. */
const ANNUAL_VOLATILITY = 0.6;

export interface RegimeFigures {
  symbols: number;
  intervals: readonly Interval[];
  candles: number;
  rounds: number;
  /** CPU of everything classified, best of the rounds. */
  ms: number;
  usPerSeries: number;
  /** Of half the symbols, and of half the candles each. */
  msAtHalfSymbols: number;
  msAtHalfCandles: number;
  timesForTwiceSymbols: number;
  timesForTwiceCandles: number;
  /** How often each label came out: all of them are work. */
  labels: Record<string, number>;
}

interface Series {
  symbol: string;
  interval: Interval;
  candles: Candle[];
}

/** What classifying the regimes of a whole market costs, and how that grows. */
export async function benchRegimes(): Promise<RegimeFigures> {
  const seeded = await seededCandles();
  const whole = Array.from({ length: SYMBOLS }, (_unused, index) => index + 1).flatMap((seed) =>
    INTERVALS.map((interval) => seriesOf(seeded, seed, interval)),
  );
  const halfSymbols = whole.slice(0, whole.length / 2);
  const halfCandles = whole.map((series) => ({
    ...series,
    candles: series.candles.slice(CANDLES / 2),
  }));
  const best = bestMs(
    {
      whole: () => classify(whole),
      halfSymbols: () => classify(halfSymbols),
      halfCandles: () => classify(halfCandles),
    },
    ROUNDS,
    cpuMs,
  );
  return {
    symbols: SYMBOLS,
    intervals: INTERVALS,
    candles: CANDLES,
    rounds: ROUNDS,
    ms: rounded(best.whole),
    usPerSeries: rounded((best.whole * 1_000) / whole.length),
    msAtHalfSymbols: rounded(best.halfSymbols),
    msAtHalfCandles: rounded(best.halfCandles),
    timesForTwiceSymbols: rounded(best.whole / best.halfSymbols),
    timesForTwiceCandles: rounded(best.whole / best.halfCandles),
    labels: classify(whole),
  };
}

function classify(market: readonly Series[]): Record<string, number> {
  const labels: Record<string, number> = {};
  for (const { symbol, interval, candles } of market) {
    const { label } = classifyRegime(symbol, interval, candles);
    labels[label] = (labels[label] ?? 0) + 1;
  }
  return labels;
}

function seriesOf({ candles }: SeededCandles, seed: number, interval: Interval): Series {
  const step = INTERVAL_MS[interval];
  // The seeded candles are minutes: one of them moves as the interval does.
  const annualVolatility = ANNUAL_VOLATILITY * Math.sqrt(step / (HOUR_MS / 60));
  const columns = candles(CANDLES, {
    seed: seed * 10 + INTERVALS.indexOf(interval),
    annualVolatility,
  });
  return {
    symbol: `COIN${seed}USDT`,
    interval,
    candles: Array.from({ length: CANDLES }, (_unused, index) => ({
      openAt: index * step,
      closeAt: (index + 1) * step - 1,
      open: columns.open[index] ?? NaN,
      high: columns.high[index] ?? NaN,
      low: columns.low[index] ?? NaN,
      close: columns.close[index] ?? NaN,
      volume: columns.volume[index] ?? NaN,
    })),
  };
}
