import type { Candle } from '../model/candle';
import type { Item } from '../model/item';
import type { Interval } from '../model/terms';
import { observeMarket } from '../observation/market';
import type { Session } from '../session/openSession';

/** Adds `market`; the candles stay in the journal and are answered beside the item. */
export async function snapshot(
  session: Session,
  item: Item,
  settings: { interval: Interval; candleCount: number },
): Promise<{ item: Item; candles: Candle[] }> {
  const observed = await observeMarket(
    {
      market: 'spot',
      symbol: item.symbol,
      interval: settings.interval,
      count: settings.candleCount,
    },
    {
      exchange: session.exchange,
      journal: session.journal,
      exchangeNow: session.clocks.exchangeNow,
    },
  );
  return { item: { ...item, market: observed.snapshot }, candles: observed.candles };
}
