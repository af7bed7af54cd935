import type { IExecuteFunctions } from 'n8n-workflow';
import { type AddedMarketData, withMarketData } from '../../lib/operations/marketDataPart';
import type { Session } from '../../lib/session/openSession';
import { completeItem, readItemPart } from '../shared/items';
import { readSymbol } from '../shared/parameters';
import type { ItemOperation } from '../shared/runItems';

/** Reads the parts that an operation adds, of one symbol. */
export type MarketDataRead = (session: Session, symbol: string) => Promise<AddedMarketData>;

/**
 * An operation that puts its part under `marketData` and keeps those of the operations before it. It
 * may stand first, and takes the item's symbol or the node's. `prepare` checks the parameters.
 */
export function dataOperation(
  prepareRead: (context: IExecuteFunctions, itemIndex: number) => MarketDataRead,
): ItemOperation {
  return {
    prepare(context, itemIndex, environment) {
      const part = readItemPart(context, itemIndex, environment);
      const symbol = part.symbol ?? readSymbol(context, itemIndex);
      const read = prepareRead(context, itemIndex);
      return async (session) => {
        const item = completeItem(part, symbol, session);
        const added = await read(session, symbol);
        return {
          symbol,
          at: item.at,
          environment: item.environment,
          marketData: withMarketData(item.marketData, added),
        };
      };
    },
  };
}
