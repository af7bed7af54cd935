import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { numberProperty, symbolProperty } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { OUTSIDE_OPERATIONS, OUTSIDE_OPTIONS, outsideProperties } from '../outsideOperations';
import { CANDLE_COUNT, intervalProperty, marketProperty } from '../parameters';
import { candlesOperation, candlesProperties } from './candles';
import { fundingOperation, fundingProperties } from './funding';
import { orderBookOperation, orderBookProperties } from './orderBook';
import {
  dayStatisticsOperation,
  feesOperation,
  leverageBracketsOperation,
  markAndIndexOperation,
} from './plainReads';
import { recentTradesOperation, recentTradesProperties } from './recentTrades';
import { snapshotOperation, snapshotProperties } from './snapshot';
import {
  longShortRatiosOperation,
  openInterestOperation,
  statisticsProperties,
  takerFlowOperation,
} from './statistics';

export const OPERATIONS: Readonly<Record<string, ItemOperation>> = {
  snapshot: snapshotOperation,
  candles: candlesOperation,
  orderBook: orderBookOperation,
  recentTrades: recentTradesOperation,
  dayStatistics: dayStatisticsOperation,
  markAndIndex: markAndIndexOperation,
  funding: fundingOperation,
  openInterest: openInterestOperation,
  longShortRatios: longShortRatiosOperation,
  takerFlow: takerFlowOperation,
  fees: feesOperation,
  leverageBrackets: leverageBracketsOperation,
  ...OUTSIDE_OPERATIONS,
};

const EXCHANGE_OPTIONS: INodePropertyOptions[] = [
  {
    name: '24-Hour Statistics',
    value: 'dayStatistics',
    action: 'Get 24 hour statistics',
    description: 'Change, high, low and volume of the last 24 hours',
  },
  {
    name: 'Candles',
    value: 'candles',
    action: 'Get candles',
    description: 'Closed candles of spot, USD-M or mark price, with what is missing in them',
  },
  {
    name: 'Fees',
    value: 'fees',
    action: 'Get the fees of the account',
    description: 'What the account pays as maker and taker on both markets',
  },
  {
    name: 'Funding',
    value: 'funding',
    action: 'Get funding',
    description: 'Predicted rate, interval, cap and floor, and what was settled',
  },
  {
    name: 'Leverage Brackets',
    value: 'leverageBrackets',
    action: 'Get the leverage brackets',
    description: 'Margin table of the USD-M contract as it holds for the account',
  },
  {
    name: 'Long/Short Ratios',
    value: 'longShortRatios',
    action: 'Get the long short ratios',
    description: 'Longs against shorts: all accounts, top accounts, top positions (USD-M)',
  },
  {
    name: 'Mark and Index',
    value: 'markAndIndex',
    action: 'Get mark and index price',
    description: 'Mark price, index price and premium of the USD-M contract',
  },
  {
    name: 'Open Interest',
    value: 'openInterest',
    action: 'Get the open interest',
    description: 'What is open of the USD-M contract, now and over time',
  },
  {
    name: 'Order Book',
    value: 'orderBook',
    action: 'Get the order book',
    description: 'Best prices and quantities of a market, spread and depth',
  },
  {
    name: 'Recent Trades',
    value: 'recentTrades',
    action: 'Get recent trades',
    description: 'What was traded last on a market, and who took it',
  },
  {
    name: 'Snapshot',
    value: 'snapshot',
    action: 'Take a snapshot of the market',
    description: 'Best prices of both markets, mark, funding and closed candles',
  },
  {
    name: 'Taker Flow',
    value: 'takerFlow',
    action: 'Get the taker flow',
    description: 'What takers bought and sold of the USD-M contract, period by period',
  },
];

/** By name, as the editor lists them. */
export const OPERATION_OPTIONS: INodePropertyOptions[] = [
  ...EXCHANGE_OPTIONS,
  ...OUTSIDE_OPTIONS,
].sort((a, b) => a.name.localeCompare(b.name, 'en'));

const HAVE_CANDLES = ['snapshot', 'candles'];

export const OPERATION_PROPERTIES: INodeProperties[] = [
  symbolProperty(Object.keys(OPERATIONS)),
  marketProperty(['orderBook', 'recentTrades', 'dayStatistics']),
  intervalProperty(HAVE_CANDLES),
  numberProperty(CANDLE_COUNT, HAVE_CANDLES),
  ...snapshotProperties,
  ...candlesProperties,
  ...orderBookProperties,
  ...recentTradesProperties,
  ...fundingProperties,
  ...statisticsProperties,
  ...outsideProperties,
];
