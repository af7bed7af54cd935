import type { INodeProperties } from 'n8n-workflow';
import { MARKETS } from '../../../lib/model/terms';
import { readRecentTrades } from '../../../lib/operations/recentTrades';
import {
  type NumberParameter,
  numberProperty,
  readChoice,
  readNumber,
  readSwitch,
} from '../../shared/parameters';
import { dataOperation } from '../dataOperation';
import { includeOption } from '../parameters';

const SHOWN_FOR = ['recentTrades'];

const TRADE_COUNT: NumberParameter = {
  name: 'tradeCount',
  displayName: 'Trades (Count)',
  description: 'How many of the newest trades are summed up',
  default: 500,
  minimum: 1,
  maximum: 1_000,
  decimals: 0,
};

export const recentTradesProperties: INodeProperties[] = [
  numberProperty(TRADE_COUNT, SHOWN_FOR),
  includeOption(SHOWN_FOR, {
    name: 'includeTrades',
    displayName: 'Include Trades',
    description:
      'Whether to put the trades on the item as well: 1,000 of them are about 100 KB, which n8n stores',
  }),
];

/** Adds `marketData.recentTrades`. */
export const recentTradesOperation = dataOperation((context, itemIndex) => {
  const settings = {
    market: readChoice(context, 'market', MARKETS, itemIndex),
    count: readNumber(context, TRADE_COUNT, itemIndex),
    withRows: readSwitch(context, 'options.includeTrades', itemIndex),
  };
  return async (session, symbol) => ({
    recentTrades: await readRecentTrades(session, symbol, settings),
  });
});
