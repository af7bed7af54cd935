import {
  accumulationDistribution,
  adx,
  atr,
  bollinger,
  chaikinMoneyFlow,
  cmo,
  donchian,
  ema,
  hullAverage,
  keltner,
  macd,
  obv,
  rsi,
  stochastic,
  tema,
  vwap,
  williamsR,
} from '../../lib/market/indicators';
import { goldenColumns, type GoldenIndicators } from './golden';

/** A calculated series beside the published one. */
export interface Comparison {
  indicator: string;
  series: string;
  calculated: Float64Array;
}

/** How far a series is at most from the published one. */
export interface Deviation {
  indicator: string;
  call: string;
  series: string;
  /** Index of the first candle that is compared, and the values compared from there. */
  from: number;
  compared: number;
  /** Values that only one of the two has: a difference in the warm-up. */
  unmatched: number;
  /** Largest difference as a share of the published value (of 1 where that is below 1). */
  largest: number;
}

/** Largest deviation that is allowed: what rounding of the same definition can come to. */
export const TOLERANCE = 1e-9;

/**
 * Where the published series starts unlike TA-Lib, whose definition is ours: candles until its
 * start is forgotten to less than the tolerance.
 */
export const UNLIKE_STARTS: Readonly<Record<string, { from: number; reason: string }>> = {
  adx: {
    from: 300,
    reason: 'sums the movements of period candles before the first average; TA-Lib of period - 1',
  },
  macd: {
    from: 200,
    reason:
      'seeds the fast average with the first 12 closes; TA-Lib with the last 12 of the first 26',
  },
};

/** Every indicator of ours that is published, value by value. */
export function indicatorDeviations(golden: GoldenIndicators): Deviation[] {
  return comparisons(golden).map((comparison) =>
    deviationOf(comparison, golden, UNLIKE_STARTS[comparison.indicator]?.from ?? 0),
  );
}

/** The deviation of one calculated series from index `from` on. */
export function deviationOf(
  { indicator, series, calculated }: Comparison,
  golden: GoldenIndicators,
  from = 0,
): Deviation {
  const { call, output } = golden.indicators[indicator] ?? { call: '', output: {} };
  const published = output[series];
  if (!published) throw new Error(`nothing is published as ${indicator}.${series}`);
  let [compared, unmatched, largest] = [0, 0, 0];
  published.forEach((value, index) => {
    const own = calculated[index] ?? NaN;
    if (value === null || Number.isNaN(own)) {
      if ((value === null) !== Number.isNaN(own)) unmatched += 1;
      return;
    }
    if (index < from) return;
    compared += 1;
    largest = Math.max(largest, Math.abs(own - value) / Math.max(1, Math.abs(value)));
  });
  return { indicator, call, series, from, compared, unmatched, largest };
}

function comparisons(golden: GoldenIndicators): Comparison[] {
  const { high, low, close, volume } = goldenColumns(golden);
  const bands = bollinger(close, 20, 2);
  const moving = macd(close, 12, 26, 9);
  const slow = stochastic(high, low, close, 14, 3, 3);
  const keltners = keltner(high, low, close, 20, 2, 10);
  const donchians = donchian(high, low, 20);
  const ours: Record<string, Record<string, Float64Array>> = {
    ema: { ema: ema(close, 20) },
    rsi: { rsi: rsi(close, 14) },
    atr: { atr: atr(high, low, close, 14) },
    adx: { adx: adx(high, low, close, 14) },
    bb: {
      sma: bands.middle,
      upperBand: bands.upper,
      lowerBand: bands.lower,
      width: bands.bandwidthPct.map((value) => value / 100),
    },
    macd: { macd: moving.macd, signal: moving.signal, histogram: moving.histogram },
    tema: { tema: tema(close, 20) },
    hma: { hma: hullAverage(close, 14) },
    stoch: { k: slow.k, d: slow.d },
    willr: { williamsR: williamsR(high, low, close, 14) },
    cmo: { cmo: cmo(close, 14) },
    keltner: {
      centerline: keltners.middle,
      upperBand: keltners.upper,
      lowerBand: keltners.lower,
    },
    donchian: {
      centerline: donchians.middle,
      upperBand: donchians.upper,
      lowerBand: donchians.lower,
    },
    vwap: { vwap: vwap(high, low, close, volume) },
    obv: { obv: obv(close, volume) },
    cmf: { cmf: chaikinMoneyFlow(high, low, close, volume, 20) },
    adl: { adl: accumulationDistribution(high, low, close, volume) },
  };
  return Object.entries(ours).flatMap(([indicator, outputs]) =>
    Object.entries(outputs).map(([series, calculated]) => ({ indicator, series, calculated })),
  );
}
