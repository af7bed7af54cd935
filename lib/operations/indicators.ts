import { indicatorTable } from '../market/indicatorTable';
import { TransientError } from '../model/errors';
import type { Item } from '../model/item';
import type { CandleSource, Interval } from '../model/terms';
import { observeCandles } from '../observation/candles';
import type { Session } from '../session/openSession';
import { withSignal } from './signalParts';

export interface IndicatorOptions {
  market: CandleSource;
  interval: Interval;
  /** Closed candles that are read. */
  candleCount: number;
}

export const DEFAULT_INDICATORS: IndicatorOptions = {
  market: 'spot',
  interval: '1h',
  candleCount: 500,
};

/**
 * Adds `signals.indicators`, of the last closed candle. Throws as reads do, and TransientError for
 * stale candles.
 */
export async function indicators(
  { exchange, journal, clocks }: Session,
  item: Item,
  { market, interval, candleCount }: IndicatorOptions,
): Promise<Item> {
  const candles = await observeCandles(
    { market, symbol: item.symbol, interval, count: candleCount },
    { exchange, journal, exchangeNow: clocks.exchangeNow },
  );
  const table = indicatorTable(candles, { market, interval, at: clocks.exchangeNow() });
  if (table) return withSignal(item, { indicators: table });
  throw new TransientError(
    `There is no closed ${interval} candle of ${item.symbol} (${market}).`,
    'Wait for the first one, or choose a symbol that is traded.',
  );
}
