import type { INodeProperties } from 'n8n-workflow';
import {
  INTERVALS,
  type Interval,
  MARKETS,
  type Market,
  STATISTICS_PERIODS,
  type StatisticsPeriod,
} from '../../lib/model/terms';
import type { NumberParameter } from '../shared/parameters';

const INTERVAL_NAMES: Readonly<Record<Interval, string>> = {
  '1m': '1 Minute',
  '5m': '5 Minutes',
  '15m': '15 Minutes',
  '1h': '1 Hour',
  '4h': '4 Hours',
  '1d': '1 Day',
};

/** The length of candles, for some operations. */
export function intervalProperty(operations: readonly string[]): INodeProperties {
  return {
    displayName: 'Candle Interval',
    name: 'interval',
    type: 'options',
    options: INTERVALS.map((value) => ({ name: INTERVAL_NAMES[value], value })),
    default: '1h',
    displayOptions: { show: { operation: [...operations] } },
    description: 'Length of one candle',
  };
}

/** How many closed candles; the journal keeps the newest 5,000 of each source and interval. */
export const CANDLE_COUNT: NumberParameter = {
  name: 'candleCount',
  displayName: 'Candles (Count)',
  description: 'How many of the newest closed candles are kept in the journal and referred to',
  default: 500,
  minimum: 60,
  maximum: 5_000,
  decimals: 0,
};

const MARKET_OPTIONS: Readonly<Record<Market, { name: string; description: string }>> = {
  spot: { name: 'Spot', description: 'The spot market' },
  usdm: { name: 'USD-M Futures', description: 'The perpetual contract of the same name' },
};

/** Which of the two markets is read. */
export function marketProperty(operations: readonly string[]): INodeProperties {
  return {
    displayName: 'Market',
    name: 'market',
    type: 'options',
    options: MARKETS.map((value) => ({ value, ...MARKET_OPTIONS[value] })),
    default: 'spot',
    displayOptions: { show: { operation: [...operations] } },
    description: 'Which market of the symbol is read',
  };
}

const PERIOD_NAMES: Readonly<Record<StatisticsPeriod, string>> = {
  '5m': '5 Minutes',
  '15m': '15 Minutes',
  '30m': '30 Minutes',
  '1h': '1 Hour',
  '2h': '2 Hours',
  '4h': '4 Hours',
  '6h': '6 Hours',
  '12h': '12 Hours',
  '1d': '1 Day',
};

/** The length of one period of statistics. */
export function periodProperty(operations: readonly string[]): INodeProperties {
  return {
    displayName: 'Period',
    name: 'period',
    type: 'options',
    options: STATISTICS_PERIODS.map((value) => ({
      name: PERIOD_NAMES[value],
      value,
      description: `Each figure stands for ${PERIOD_NAMES[value].toLowerCase()}`,
    })),
    default: '1h',
    displayOptions: { show: { operation: [...operations] } },
    description: 'Length of one period. Binance keeps about 30 days.',
  };
}

/** So many that the item stays small. */
export const PERIOD_COUNT: NumberParameter = {
  name: 'periodCount',
  displayName: 'Periods (Count)',
  description: 'How many of the newest periods are put on the item',
  default: 24,
  minimum: 1,
  maximum: 100,
  decimals: 0,
};

/** "Options" with one switch that puts rows on the item, behind what else there is to choose. */
export function includeOption(
  operations: readonly string[],
  option: { name: string; displayName: string; description: string },
  ...before: INodeProperties[]
): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions: { show: { operation: [...operations] } },
    description: 'What is seldom needed',
    options: [...before, { ...option, type: 'boolean', default: false }],
  };
}
