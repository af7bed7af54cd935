import type { Candle } from '../../model/candle';
import type { AbsentInput, TimeframeSignal } from '../../model/multiTimeframe';
import type { Interval } from '../../model/terms';
import { weightedMean } from '../weightedMean';
import { componentSeries, LEAST_CANDLES } from './components';
import { cryptoComponent, type CryptoInputs } from './crypto';
import { logPrices } from './logPrices';
import { COMPONENT_WEIGHTS, COMPONENTS } from './weights';

/** What one timeframe says; `usedWeight` is set where the timeframes are put together. */
export type OneTimeframe = Omit<TimeframeSignal, 'weight' | 'usedWeight'>;

/**
 * The signal of one timeframe at its last closed candle. Without trend and momentum the timeframe
 * is absent; the other components may be, and their weight goes to those that are there.
 */
export function timeframeSignal(
  interval: Interval,
  closed: readonly Candle[],
  crypto: CryptoInputs,
): { signal: OneTimeframe; absent: AbsentInput[] } {
  const series = componentSeries(logPrices(closed));
  const last = closed.length - 1;
  const trend = lastOf(series.trend, last);
  const momentum = lastOf(series.momentum, last);
  const candleClosedAt = closed.at(-1)?.closeAt ?? null;
  if (trend === null || momentum === null) {
    const reason = `${closed.length} closed candles, ${LEAST_CANDLES} are needed`;
    const components = {
      trend: null,
      momentum: null,
      volume: null,
      volatility: null,
      crypto: null,
    };
    return {
      signal: { interval, value: null, coverage: 0, candleClosedAt, components },
      absent: [{ input: `${interval} candles`, reason }],
    };
  }
  const special = cryptoComponent(crypto, interval, trend);
  const components = {
    trend,
    momentum,
    volume: lastOf(series.volume, last),
    volatility: lastOf(series.volatility, last),
    crypto: special.value,
  };
  const { value, coverage } = weightedMean(
    COMPONENTS.map((name) => ({ value: components[name], weight: COMPONENT_WEIGHTS[name] })),
  );
  const missing = (name: 'volume' | 'volatility', reason: string): AbsentInput[] =>
    components[name] === null ? [{ input: `${interval} ${name}`, reason }] : [];
  return {
    signal: { interval, value, coverage, candleClosedAt, components },
    absent: [
      ...missing('volume', 'nothing was traded over its candles'),
      ...missing('volatility', `${closed.length} closed candles are too few`),
      ...special.absent.map(({ input, reason }) => ({ input: `${interval} ${input}`, reason })),
    ],
  };
}

function lastOf(values: Float64Array, index: number): number | null {
  const value = values[index];
  // The sum turns a 0 of either sign into 0.
  return value === undefined || Number.isNaN(value) ? null : value + 0;
}
