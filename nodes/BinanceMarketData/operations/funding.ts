import type { INodeProperties } from 'n8n-workflow';
import { readFunding } from '../../../lib/operations/funding';
import {
  type NumberParameter,
  numberProperty,
  readNumber,
  readSwitch,
} from '../../shared/parameters';
import { dataOperation } from '../dataOperation';
import { includeOption } from '../parameters';

const SHOWN_FOR = ['funding'];

const HISTORY_DAYS: NumberParameter = {
  name: 'historyDays',
  displayName: 'History (Days)',
  description: 'How far back settled funding is summed up',
  default: 7,
  minimum: 1,
  maximum: 90,
  decimals: 0,
};

export const fundingProperties: INodeProperties[] = [
  numberProperty(HISTORY_DAYS, SHOWN_FOR),
  includeOption(SHOWN_FOR, {
    name: 'includeHistory',
    displayName: 'Include History',
    description:
      'Whether to put every settlement on the item as well. They are in the journal anyway, and n8n stores what every node puts out.',
  }),
];

/** Adds `marketData.funding`. */
export const fundingOperation = dataOperation((context, itemIndex) => {
  const settings = {
    days: readNumber(context, HISTORY_DAYS, itemIndex),
    withRows: readSwitch(context, 'options.includeHistory', itemIndex),
  };
  return async (session, symbol) => ({ funding: await readFunding(session, symbol, settings) });
});
