import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Session } from '../../lib/session/openSession';
import { completeItem, readItemPart } from '../shared/items';
import { readSymbol } from '../shared/parameters';
import type { RiskOperation } from './runRisk';

/**
 * An operation that only reads: it may stand first, takes the item's symbol or the node's, and
 * its keys go out first, on an item that has become whole. `read` checks the parameters at once.
 */
export function aboutSymbol(
  read: (
    context: IExecuteFunctions,
    itemIndex: number,
  ) => (session: Session, symbol: string) => Promise<IDataObject>,
): RiskOperation {
  return {
    prepare(context, itemIndex, environment) {
      const part = readItemPart(context, itemIndex, environment);
      const symbol = part.symbol ?? readSymbol(context, itemIndex);
      const work = read(context, itemIndex);
      return async (session) => {
        const { at } = completeItem(part, symbol, session);
        const keys = await work(session, symbol);
        return {
          approved: { symbol, at, environment: session.environment, ...keys },
          denied: null,
        };
      };
    },
  };
}
