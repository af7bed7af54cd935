import type { IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../../lib/model/item';
import type { MarketData } from '../../lib/model/marketData';
import type { Session } from '../../lib/session/openSession';
import { completeItem, readItemPart } from '../shared/items';
import { readSymbol } from '../shared/parameters';
import type { ItemOperation } from '../shared/runItems';

/** Answers the item's whole market data with its own part in place. */
export type MarketDataWork = (session: Session, item: Item) => Promise<MarketData>;

/**
 * An operation that puts one part into `marketData`, and makes the item when it stands first.
 * `prepare` reads and checks the parameters of one item before anything is asked.
 */
export function marketDataOperation(
  prepare: (context: IExecuteFunctions, itemIndex: number) => MarketDataWork,
): ItemOperation {
  return {
    prepare(context, itemIndex, environment) {
      const part = readItemPart(context, itemIndex, environment);
      const symbol = part.symbol ?? readSymbol(context, itemIndex);
      const work = prepare(context, itemIndex);
      return async (session) => {
        const item = completeItem(part, symbol, session);
        const marketData = await work(session, item);
        return { symbol, at: item.at, environment: item.environment, marketData };
      };
    },
  };
}
