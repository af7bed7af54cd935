import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_BOOK_PRESSURE } from '../../../lib/market/bookPressure';
import { DEFAULT_MULTI_TIMEFRAME } from '../../../lib/operations/multiTimeframe';
import { DEFAULT_ENTRY_FILTER } from '../../../lib/regime/ensemble/percentile';
import type { MultiTimeframeOptions } from '../../../lib/operations/multiTimeframe';
import { readSymbols } from '../../shared/listParameters';
import {
  type NumberParameter,
  numberProperty,
  type ParameterSource,
  readNumber,
} from '../../shared/parameters';

export const SIGNAL_CANDLES: NumberParameter = {
  name: 'signalCandles',
  displayName: 'Candles of Each Timeframe (Count)',
  description:
    'Closed candles that are read of each of 1m, 5m, 15m, 1h, 4h and 1d. The first run reads them all, later ones only what is new',
  default: DEFAULT_MULTI_TIMEFRAME.candleCount,
  minimum: 120,
  maximum: 999,
  decimals: 0,
};

const BASKET: INodeProperties = {
  displayName: 'Correlation Basket (Symbols)',
  name: 'correlationBasket',
  type: 'string',
  default: DEFAULT_MULTI_TIMEFRAME.basket.join(', '),
  placeholder: 'e.g. BTCUSDT, ETHUSDT',
  displayOptions: { show: { operation: ['multiTimeframe', 'ensemble'] } },
  description:
    'Symbols whose returns over 72 hours are correlated: coins that move together are stress, which weakens the signal. Empty: correlation is left out of the stress. A symbol that cannot be read is left out.',
};

export const ENTRY_PERCENTILE: NumberParameter = {
  name: 'entryPercentile',
  displayName: 'Entries From Percentile (0-99)',
  description:
    'Below this percentile of the convictions of the last 7 days nothing new is entered; 0 switches the filter off',
  default: DEFAULT_ENTRY_FILTER.entryPercentile,
  minimum: 0,
  maximum: 99,
  decimals: 1,
};

export const LEAST_SAMPLES: NumberParameter = {
  name: 'leastSamples',
  displayName: 'Least Convictions (Count)',
  description:
    'With fewer convictions logged (one a minute at most) the percentile is not known and nothing new is entered',
  default: DEFAULT_ENTRY_FILTER.leastSamples,
  minimum: 20,
  maximum: 10_000,
  decimals: 0,
};

export const BOOK_LEVELS: NumberParameter = {
  name: 'bookLevels',
  displayName: 'Book Levels (Count)',
  description:
    'Levels a side that are read of the spot and of the USD-M book. More reach further from the price and cost more of the request limit: 500 cost 25 and 10, 1000 cost 50 and 20',
  default: 500,
  minimum: 20,
  maximum: 1000,
  decimals: 0,
};

export const WALL_TIMES_MEDIAN: NumberParameter = {
  name: 'wallTimesMedian',
  displayName: 'Wall From (Times the Median Level)',
  description: 'A level of at least so many times the median level of its side is a wall',
  default: DEFAULT_BOOK_PRESSURE.timesMedian,
  minimum: 2,
  maximum: 1000,
  decimals: 1,
};

const SIGNALS = ['multiTimeframe', 'ensemble'];

/** What a document of settings may say as well. */
export const signalProperties: INodeProperties[] = [
  numberProperty(SIGNAL_CANDLES, SIGNALS),
  BASKET,
  numberProperty(ENTRY_PERCENTILE, ['ensemble']),
  numberProperty(LEAST_SAMPLES, ['ensemble']),
  numberProperty(BOOK_LEVELS, ['pressure']),
  numberProperty(WALL_TIMES_MEDIAN, ['pressure']),
];

/** How the multi-timeframe signal of an item is made. Throws ConfigurationError. */
export function readSignalOptions(
  parameters: ParameterSource,
  itemIndex: number,
): MultiTimeframeOptions {
  return {
    candleCount: readNumber(parameters, SIGNAL_CANDLES, itemIndex),
    basket: readSymbols(parameters, BASKET, itemIndex, MOST_SYMBOLS),
  };
}

/** As many as are read without asking much of the exchange. */
const MOST_SYMBOLS = 20;
