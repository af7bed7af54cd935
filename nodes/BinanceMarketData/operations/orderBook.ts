import type { INodeProperties } from 'n8n-workflow';
import { MARKETS } from '../../../lib/model/terms';
import { readOrderBook } from '../../../lib/operations/orderBook';
import {
  type NumberParameter,
  numberProperty,
  readChoice,
  readNumber,
} from '../../shared/parameters';
import { dataOperation } from '../dataOperation';

/** A hundred levels a side are 10 KB on the item. */
const LEVELS: NumberParameter = {
  name: 'levels',
  displayName: 'Levels (Count per Side)',
  description: 'How many of the best prices of each side are read and put on the item',
  default: 20,
  minimum: 1,
  maximum: 100,
  decimals: 0,
};

export const orderBookProperties: INodeProperties[] = [numberProperty(LEVELS, ['orderBook'])];

/** Adds `marketData.orderBook`. */
export const orderBookOperation = dataOperation((context, itemIndex) => {
  const settings = {
    market: readChoice(context, 'market', MARKETS, itemIndex),
    levels: readNumber(context, LEVELS, itemIndex),
  };
  return async (session, symbol) => ({ orderBook: await readOrderBook(session, symbol, settings) });
});
