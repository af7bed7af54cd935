import type { INodeProperties } from 'n8n-workflow';
import { releaseLostOrders } from '../../../lib/operations/releaseLost';
import { ConfigurationError } from '../../../lib/model/errors';
import { leaseHolder } from '../../shared/identity';
import { completeItem, readItemPart } from '../../shared/items';
import { readSymbol, readText, symbolProperty } from '../../shared/parameters';
import type { BatchOperation } from '../runReconcile';

const SHOWN_FOR = ['releaseLost'];
const WORD = 'RELEASE';

export const releaseLostProperties: INodeProperties[] = [
  symbolProperty(SHOWN_FOR),
  {
    displayName: 'Confirmation',
    name: 'confirmation',
    type: 'string',
    default: '',
    placeholder: `e.g. ${WORD}`,
    displayOptions: { show: { operation: SHOWN_FOR } },
    description: `Type ${WORD} after looking at the exchange: a lost order that is released no longer counts as possibly live, so its quantity is placed again. Only orders that neither the order query nor the trades have shown for 24 hours are released.`,
  },
];

/** Gives up lost orders; adds `released` to every item. Only a person may do this. */
export const releaseLostOperation: BatchOperation = {
  prepare(context, environment) {
    if (context.getMode() !== 'manual') {
      throw new ConfigurationError(
        'Lost orders are released by a person, not by a workflow that runs by itself.',
        'Open the workflow in the editor and run this node there.',
      );
    }
    const parts = context.getInputData().map((_, itemIndex) => {
      if (readText(context, 'confirmation', itemIndex) !== WORD) {
        throw new ConfigurationError(
          `The parameter "Confirmation" of item ${itemIndex} does not say ${WORD}.`,
          'Look at the exchange first: is the order really gone, and nothing of it filled?',
        );
      }
      const part = readItemPart(context, itemIndex, environment);
      return { part, symbol: part.symbol ?? readSymbol(context, itemIndex) };
    });
    const holder = leaseHolder(context, 0);
    return async (session) => {
      const keys = [];
      for (const { part, symbol } of parts) {
        const { at, environment: made } = completeItem(part, symbol, session);
        const released = await releaseLostOrders(session, symbol, holder);
        keys.push({ symbol, at, environment: made, released });
      }
      return keys;
    };
  },
};
