import type { INodeProperties } from 'n8n-workflow';
import { CANDLE_SOURCES, INTERVALS } from '../../../lib/model/terms';
import { readCandles } from '../../../lib/operations/candles';
import { readChoice, readNumber, readSwitch } from '../../shared/parameters';
import { dataOperation } from '../dataOperation';
import { CANDLE_COUNT, includeOption } from '../parameters';

const SHOWN_FOR = ['candles'];

export const candlesProperties: INodeProperties[] = [
  {
    displayName: 'Candle Source',
    name: 'candleSource',
    type: 'options',
    options: [
      { name: 'Mark Price', value: 'mark', description: 'Mark price of the USD-M contract' },
      { name: 'Spot', value: 'spot', description: 'Trades of the spot market' },
      { name: 'USD-M Futures', value: 'usdm', description: 'Trades of the perpetual contract' },
    ],
    default: 'spot',
    displayOptions: { show: { operation: SHOWN_FOR } },
    description: 'What the candles are made of. Each source is kept by itself.',
  },
  includeOption(SHOWN_FOR, {
    name: 'includeCandles',
    displayName: 'Include Candles',
    description:
      'Whether to put the candles on the item. They are in the journal anyway, and n8n stores what every node puts out.',
  }),
];

/** Adds `marketData.candles`: a reference to the journal, gaps and candles without volume. */
export const candlesOperation = dataOperation((context, itemIndex) => {
  const settings = {
    source: readChoice(context, 'candleSource', CANDLE_SOURCES, itemIndex),
    interval: readChoice(context, 'interval', ['1h', ...INTERVALS], itemIndex),
    count: readNumber(context, CANDLE_COUNT, itemIndex),
    withRows: readSwitch(context, 'options.includeCandles', itemIndex),
  };
  return async (session, symbol) => ({ candles: [await readCandles(session, symbol, settings)] });
});
