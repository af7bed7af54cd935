import type { Candle } from '../../model/candle';
import type { Interval } from '../../model/terms';
import type { Reading } from '../reading';
import { fitGarch } from './garch/fit';
import { forecastGarch } from './garch/forecast';
import { lastCandles } from './realised';

/**
 * Annual volatility (a fraction) that GARCH(1,1) expects of the next `horizon` candles, fitted to the
 * log returns of the last `count` of them about a mean of zero (over hours a mean is noise), and of how
 * many returns it is made.
 */
export function garchVolatility(
  candles: readonly Candle[],
  interval: Interval,
  { count, horizon }: { count: number; horizon: number },
): Reading<{ annual: number; returns: number }> {
  const window = lastCandles(candles, interval, count);
  const returns = Float64Array.from(window.slice(1), ({ close }, index) =>
    Math.log(close / (window[index]?.close ?? Number.NaN)),
  );
  const result = fitGarch(returns, { mean: 'zero' });
  if (!result.ok) {
    return { absent: `No GARCH fits the last ${returns.length} returns: ${result.reason}.` };
  }
  const { annual } = forecastGarch(result.fit, horizon, interval);
  return { value: { annual, returns: returns.length } };
}
