import type { Candle } from '../../model/candle';
import { INTERVAL_MS, type Interval } from '../../model/terms';
import { columnsOf } from '../columns';
import type { Reading } from '../reading';
import { annualise } from './annualise';
import { ESTIMATORS, type EstimatorName } from './estimators';

/** Share of the candles of a window that may be missing: an exchange pauses now and then. */
const MISSING_SHARE = 0.05;

/**
 * Annual volatility (a fraction) of the last `count` candles (ascending), by an estimator. The move
 * over a missing candle counts as that of the next one. It is absent with more than 5 % of the window
 * missing, and where prices did not move at all: that is a halted market, not a calm one.
 */
export function realisedVolatility(
  candles: readonly Candle[],
  interval: Interval,
  count: number,
  estimator: EstimatorName,
): Reading {
  const window = lastCandles(candles, interval, count + 1);
  const needed = Math.ceil((count + 1) * (1 - MISSING_SHARE));
  if (window.length < needed) {
    return {
      absent: `There are only ${window.length} closed ${interval} candles of the last ${count + 1}; ${needed} are needed.`,
    };
  }
  const variance = ESTIMATORS[estimator](columnsOf(window));
  if (variance === null) return { absent: `A price among the ${interval} candles is no price.` };
  if (!(variance > 0)) {
    return { absent: `The price did not move over ${window.length} ${interval} candles.` };
  }
  return { value: annualise(variance, interval) };
}

/** Those of the last `count` intervals, counted back from the newest candle. */
export function lastCandles(
  candles: readonly Candle[],
  interval: Interval,
  count: number,
): readonly Candle[] {
  const newest = candles.at(-1);
  if (!newest) return [];
  const from = newest.openAt - (count - 1) * INTERVAL_MS[interval];
  return candles.slice(candles.findIndex(({ openAt }) => openAt >= from));
}
