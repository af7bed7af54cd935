import type { Candle } from '../model/candle';
import type { Item } from '../model/item';
import type { Interval } from '../model/terms';
import { observeMarket } from '../observation/market';
import { type ContractChoice, hedgeContractOf } from './hedgeContract';
import type { Session } from '../session/openSession';

/**
 * Adds `market`, of the contract that hedges the symbol, which is chosen here; the candles stay in the
 * journal and are answered beside the item.
 */
export async function snapshot(
  session: Session,
  item: Item,
  settings: { interval: Interval; candleCount: number; hedge?: ContractChoice },
): Promise<{ item: Item; candles: Candle[] }> {
  const contract = await hedgeContractOf(session, item.symbol, settings.hedge ?? null);
  const observed = await observeMarket(
    {
      contract,
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
