import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import { INTERVALS, type Interval, intervalSchema, symbolSchema } from '../../../lib/model/terms';
import type { ContractChoice } from '../../../lib/operations/hedgeContract';
import { snapshot } from '../../../lib/operations/snapshot';
import { leaseHolder } from '../../shared/identity';
import { completeItem, readItemPart } from '../../shared/items';
import {
  type NumberParameter,
  numberProperty,
  readNumber,
  readSwitch,
  readSymbol,
  readText,
  symbolProperty,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { documentedParameters } from '../../shared/settingsDocument';

const SHOWN_FOR = ['snapshot'];

const INTERVAL_NAMES: Readonly<Record<Interval, string>> = {
  '1m': '1 Minute',
  '5m': '5 Minutes',
  '15m': '15 Minutes',
  '1h': '1 Hour',
  '4h': '4 Hours',
  '1d': '1 Day',
};

/** The exchange gives at most 1000 candles a request, the last of which is not closed yet. */
const CANDLE_COUNT: NumberParameter = {
  name: 'candleCount',
  displayName: 'Candles (Count)',
  description: 'How many closed candles are kept up to date and classified',
  default: 500,
  minimum: 60,
  maximum: 999,
  decimals: 0,
};

/** What a document of settings may say as well. */
export const candleProperties: INodeProperties[] = [
  {
    displayName: 'Candle Interval',
    name: 'interval',
    type: 'options',
    options: INTERVALS.map((value) => ({ name: INTERVAL_NAMES[value], value })),
    default: '1h',
    displayOptions: { show: { operation: SHOWN_FOR } },
    description: 'Length of one candle',
  },
  numberProperty(CANDLE_COUNT, SHOWN_FOR),
];

export const snapshotProperties: INodeProperties[] = [
  symbolProperty(SHOWN_FOR),
  ...candleProperties,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions: { show: { operation: SHOWN_FOR } },
    description: 'What is seldom needed',
    options: [
      {
        displayName: 'Hedge Contract',
        name: 'hedgeContract',
        type: 'string',
        default: '',
        placeholder: 'e.g. BTCUSDC',
        description:
          'USD-M contract that hedges the symbol from now on, in every workflow of the account. Empty: the one in force, at first the contract of the same name. It can be changed while nothing of ours stands on the one before: flatten first.',
      },
      {
        displayName: 'Include Candles',
        name: 'includeCandles',
        type: 'boolean',
        default: false,
        description:
          'Whether to put the candles on the item. They are in the journal anyway, and n8n stores what every node puts out.',
      },
    ],
  },
];

/** Null: the one in force. An AI agent cannot choose another. */
function readContractChoice(context: IExecuteFunctions, itemIndex: number): ContractChoice | null {
  const value = readText(context, 'options.hedgeContract', itemIndex);
  if (value === '' || context.isToolExecution()) return null;
  const parsed = symbolSchema.safeParse(value);
  if (parsed.success) {
    return { contract: parsed.data, holder: leaseHolder(context, itemIndex) };
  }
  throw new ConfigurationError(
    `The option "Hedge Contract" of item ${itemIndex} is "${value}".`,
    'Write a USD-M contract in capital letters, such as BTCUSDC, or leave it empty.',
  );
}

/** Adds `market`, and `candles` where they are wanted; makes the item when it stands first. */
export const snapshotOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const part = readItemPart(context, itemIndex, environment);
    const symbol = part.symbol ?? readSymbol(context, itemIndex);
    const parameters = documentedParameters(
      context,
      itemIndex,
      'binanceMarketData',
      candleProperties,
    );
    const interval = intervalSchema.safeParse(readText(parameters, 'interval', itemIndex));
    if (!interval.success) {
      throw new ConfigurationError(
        `The parameter "Candle Interval" of item ${itemIndex} is not known.`,
        `It is one of ${INTERVALS.join(', ')}.`,
      );
    }
    const settings = {
      interval: interval.data,
      candleCount: readNumber(parameters, CANDLE_COUNT, itemIndex),
    };
    const hedge = readContractChoice(context, itemIndex);
    const withCandles = readSwitch(context, 'options.includeCandles', itemIndex);
    return async (session) => {
      const { item, candles } = await snapshot(
        session,
        completeItem(part, symbol, session),
        hedge ? { ...settings, hedge } : settings,
      );
      const { at, market } = item;
      return {
        symbol,
        at,
        environment: item.environment,
        market,
        ...(withCandles ? { candles } : {}),
      };
    };
  },
};
