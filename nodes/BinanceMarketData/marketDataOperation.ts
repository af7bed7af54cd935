import type { IExecuteFunctions } from 'n8n-workflow';
import type { MarketData } from '../../lib/model/marketData';
import type { Session } from '../../lib/session/openSession';
import { completeItem, readItemPart } from '../shared/items';
import { readSymbol } from '../shared/parameters';
import type { ItemOperation } from '../shared/runItems';

/** Answers the parts that an operation puts in place. */
export type MarketDataRead = (
  session: Session,
  symbol: string,
) => Promise<Partial<Omit<MarketData, 'version'>>>;

/**
 * An operation that puts one part into `marketData`, and makes the item when it stands first.
 * `prepare` reads and checks the parameters of one item before anything is asked.
 */
export function marketDataOperation(
  prepare: (context: IExecuteFunctions, itemIndex: number) => MarketDataRead,
): ItemOperation {
  return {
    prepare(context, itemIndex, environment) {
      const part = readItemPart(context, itemIndex, environment);
      const symbol = part.symbol ?? readSymbol(context, itemIndex);
      const read = prepare(context, itemIndex);
      return async (session) => {
        const item = completeItem(part, symbol, session);
        const marketData = { ...item.marketData, version: 1, ...(await read(session, symbol)) };
        return { symbol, at: item.at, environment: item.environment, marketData };
      };
    },
  };
}
