import type { INodeProperties } from 'n8n-workflow';
import { readOptionSummaryPart } from '../../../lib/operations/optionSummary';
import { readSwitch } from '../../shared/parameters';
import {
  currencyProperty,
  foreignSwitch,
  readCurrency,
  readForeignSwitch,
} from '../foreignParameters';
import { dataOperation } from '../dataOperation';

const SHOWN_FOR = ['optionSummary'];

export const optionSummaryProperties: INodeProperties[] = [
  foreignSwitch('optionSummary', 'Deribit'),
  currencyProperty(SHOWN_FOR),
  {
    displayName: 'Include Quotes',
    name: 'includeQuotes',
    type: 'boolean',
    default: false,
    displayOptions: { show: { operation: SHOWN_FOR } },
    description:
      'Whether to put every option of the chain on the item: some 200 KB, which n8n stores with the output of every node. The summary by expiry is there anyway.',
  },
];

/** Puts `marketData.options` on the item. */
export const optionSummaryOperation = dataOperation((context, itemIndex) => {
  const settings = {
    allowed: readForeignSwitch(context, itemIndex),
    currency: readCurrency(context, itemIndex),
    includeQuotes: readSwitch(context, 'includeQuotes', itemIndex),
  };
  return async (session, symbol) => ({
    options: await readOptionSummaryPart(session, symbol, settings),
  });
});
