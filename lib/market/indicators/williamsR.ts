import { WilliamsR } from 'technicalindicators';
import { assertPeriod } from './periods';
import { overRuns, valuesOf } from './runs';

/**
 * Williams %R: how far the close lies below the highest high of `period` candles, in percent of
 * their range: -100 (at the lowest low) to 0 (at the highest high). NaN in the warm-up, while a
 * price of the window is missing, and over a window without a range: nothing lies anywhere in it.
 */
export function williamsR(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  out: Float64Array = new Float64Array(close.length),
): Float64Array {
  assertPeriod('period', period);
  const columns = [high, low, close];
  return overRuns(columns, out, (run) =>
    run.to - run.from < period
      ? []
      : // -0 at the highest high is 0.
        WilliamsR.calculate({
          period,
          high: valuesOf(high, run),
          low: valuesOf(low, run),
          close: valuesOf(close, run),
        }).map((value) => value + 0),
  );
}
