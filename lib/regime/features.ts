import { adxSeries, atrSeries, emaSeries } from '../market/indicators';
import type { Candle } from '../model/candle';
import type { RegimeFeatures } from '../model/regime';

/** Candles over which the slope of the slow EMA is taken. */
const SLOPE_CANDLES = 5;

export interface FeaturePeriods {
  adxPeriod: number;
  atrPeriod: number;
  fastEmaPeriod: number;
  slowEmaPeriod: number;
}

/** The features at the close of every candle, index by index. */
export function regimeFeatures(
  candles: readonly Candle[],
  periods: FeaturePeriods,
): RegimeFeatures[] {
  const adx = adxSeries(candles, periods.adxPeriod);
  const atr = atrSeries(candles, periods.atrPeriod);
  const fast = emaSeries(candles, periods.fastEmaPeriod);
  const slow = emaSeries(candles, periods.slowEmaPeriod);
  return candles.map((candle, index) => ({
    adx: adx[index] ?? null,
    emaSeparationPct: changePct(fast[index], slow[index]),
    emaSlopePct: changePct(slow[index], slow[index - SLOPE_CANDLES]),
    atrPct: percentOf(atr[index], candle.close),
  }));
}

/** How far `value` lies above `base`, percent of `base`; null when either is missing. */
function changePct(
  value: number | null | undefined,
  base: number | null | undefined,
): number | null {
  if (value == null || base == null || base === 0) return null;
  return ((value - base) / base) * 100;
}

function percentOf(value: number | null | undefined, whole: number): number | null {
  return value == null ? null : (value / whole) * 100;
}
