import type { Candle } from '../model/candle';
import type { IndicatorTable } from '../model/indicatorTable';
import { columnsByTime, type TimedColumns } from './columnsByTime';
import {
  accumulationDistribution,
  adx,
  atr,
  bollinger,
  chaikinMoneyFlow,
  changePct,
  cmo,
  donchian,
  ema,
  hullAverage,
  keltner,
  macd,
  obv,
  rollingVwap,
  rsi,
  sessionVwap,
  stochastic,
  tema,
  volumeProfile,
  wholeRuns,
  williamsR,
} from './indicators';

const PROFILE_BINS = 50;
/** Candles over which the bandwidth's change is taken, and that of the running sums. */
const WIDTH_CANDLES = 5;
const SUM_CANDLES = 20;

/** What the candles are, and the time of the reading. */
export type TableSource = Pick<IndicatorTable, 'market' | 'interval' | 'at'>;

/** Hands on the last value of a series; notes under its name why there is none. */
type Tell = (name: string, value: number | undefined, needed: number) => number | null;

/**
 * All indicators at the last of these closed candles, oldest first. Candles that are missing in
 * between are no values, never skipped over. Null without any candle.
 */
export function indicatorTable(
  candles: readonly Candle[],
  { market, interval, at }: TableSource,
): IndicatorTable | null {
  const last = candles.at(-1);
  if (!last) return null;
  const columns = columnsByTime(candles, interval);
  const run = wholeRuns(columns.close).at(-1);
  const unbroken = run ? run.to - run.from : 0;
  const missing: Record<string, string> = {};
  const tell: Tell = (name, value = NaN, needed) => {
    if (Number.isFinite(value) && unbroken >= needed) return value;
    missing[name] =
      unbroken < needed
        ? `${needed} closed candles without a gap are needed, there are ${unbroken}`
        : 'nothing moved or was traded in its candles, or one of them is missing';
    return null;
  };
  return {
    at,
    market,
    interval,
    closedAt: last.closeAt,
    close: last.close,
    candleCount: candles.length,
    missingCandles: columns.close.length - candles.length,
    trend: trendOf(columns, tell),
    momentum: momentumOf(columns, tell),
    volatility: volatilityOf(columns, tell),
    volume: volumeOf(columns, tell),
    missing,
  };
}

function trendOf({ high, low, close }: TimedColumns, tell: Tell): IndicatorTable['trend'] {
  const moving = macd(close, 12, 26, 9);
  return {
    ema20: tell('ema20', ema(close, 20).at(-1), 20),
    ema50: tell('ema50', ema(close, 50).at(-1), 50),
    ema200: tell('ema200', ema(close, 200).at(-1), 200),
    tema20: tell('tema20', tema(close, 20).at(-1), 20),
    hull14: tell('hull14', hullAverage(close, 14).at(-1), 16),
    macd: tell('macd', moving.macd.at(-1), 26),
    macdSignal: tell('macdSignal', moving.signal.at(-1), 34),
    macdHistogram: tell('macdHistogram', moving.histogram.at(-1), 34),
    adx14: tell('adx14', adx(high, low, close, 14).at(-1), 28),
  };
}

function momentumOf({ high, low, close }: TimedColumns, tell: Tell): IndicatorTable['momentum'] {
  const { k, d } = stochastic(high, low, close, 14, 3, 3);
  // TA-Lib's RSI of a market that never moved is 0, which would read as a fall.
  const isStill = atr(high, low, close, 14).at(-1) === 0;
  return {
    rsi14: tell('rsi14', isStill ? NaN : rsi(close, 14).at(-1), 15),
    stochasticK: tell('stochasticK', k.at(-1), 16),
    stochasticD: tell('stochasticD', d.at(-1), 18),
    williamsR14: tell('williamsR14', williamsR(high, low, close, 14).at(-1), 14),
    cmo14: tell('cmo14', cmo(close, 14).at(-1), 15),
  };
}

function volatilityOf(
  { high, low, close }: TimedColumns,
  tell: Tell,
): IndicatorTable['volatility'] {
  const range = atr(high, low, close, 14).at(-1) ?? NaN;
  const bands = bollinger(close, 20, 2);
  const channel = keltner(high, low, close, 20, 2, 10);
  const extremes = donchian(high, low, 20);
  const widening = changePct(bands.bandwidthPct, WIDTH_CANDLES);
  return {
    atr14: tell('atr14', range, 15),
    atr14Pct: tell('atr14Pct', (range / (close.at(-1) ?? NaN)) * 100, 15),
    bollingerUpper: tell('bollingerUpper', bands.upper.at(-1), 20),
    bollingerMiddle: tell('bollingerMiddle', bands.middle.at(-1), 20),
    bollingerLower: tell('bollingerLower', bands.lower.at(-1), 20),
    bandwidthPct: tell('bandwidthPct', bands.bandwidthPct.at(-1), 20),
    bandwidthChangePct: tell('bandwidthChangePct', widening.at(-1), 20 + WIDTH_CANDLES),
    keltnerUpper: tell('keltnerUpper', channel.upper.at(-1), 20),
    keltnerMiddle: tell('keltnerMiddle', channel.middle.at(-1), 20),
    keltnerLower: tell('keltnerLower', channel.lower.at(-1), 20),
    donchianUpper: tell('donchianUpper', extremes.upper.at(-1), 21),
    donchianMiddle: tell('donchianMiddle', extremes.middle.at(-1), 21),
    donchianLower: tell('donchianLower', extremes.lower.at(-1), 21),
  };
}

function volumeOf(columns: TimedColumns, tell: Tell): IndicatorTable['volume'] {
  const { openAt, high, low, close, volume } = columns;
  const profile = volumeProfile(high, low, volume, PROFILE_BINS);
  // A running sum has no level: only its change over candles without a gap says something.
  const change = (sum: Float64Array): number =>
    (sum.at(-1) ?? NaN) - (sum.at(-1 - SUM_CANDLES) ?? NaN);
  const line = accumulationDistribution(high, low, close, volume);
  return {
    vwapOfDay: tell('vwapOfDay', sessionVwap(openAt, high, low, close, volume).at(-1), 1),
    vwap20: tell('vwap20', rollingVwap(high, low, close, volume, 20).at(-1), 20),
    pointOfControl: tell('pointOfControl', profile?.pointOfControl, 1),
    valueAreaLow: tell('valueAreaLow', profile?.valueAreaLow, 1),
    valueAreaHigh: tell('valueAreaHigh', profile?.valueAreaHigh, 1),
    obvChange20: tell('obvChange20', change(obv(close, volume)), SUM_CANDLES + 1),
    chaikinMoneyFlow20: tell(
      'chaikinMoneyFlow20',
      chaikinMoneyFlow(high, low, close, volume, 20).at(-1),
      20,
    ),
    accumulationDistributionChange20: tell(
      'accumulationDistributionChange20',
      change(line),
      SUM_CANDLES + 1,
    ),
  };
}
