import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import { INTERVALS, intervalSchema, symbolSchema } from '../../../lib/model/terms';
import type { ContractChoice } from '../../../lib/operations/hedgeContract';
import { snapshot } from '../../../lib/operations/snapshot';
import { leaseHolder } from '../../shared/identity';
import { completeItem, readItemPart } from '../../shared/items';
import {
  numberProperty,
  readNumber,
  readSwitch,
  readSymbol,
  readText,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { documentedParameters } from '../../shared/settingsDocument';
import { CANDLE_COUNT, includeOption, intervalProperty } from '../parameters';

const SHOWN_FOR = ['snapshot'];

/** What a document of settings may say as well. */
export const candleProperties: INodeProperties[] = [
  intervalProperty(SHOWN_FOR),
  numberProperty(CANDLE_COUNT, SHOWN_FOR),
];

export const snapshotProperties: INodeProperties[] = [
  includeOption(
    SHOWN_FOR,
    {
      name: 'includeCandles',
      displayName: 'Include Candles',
      description:
        'Whether to put the candles on the item. They are in the journal anyway, and n8n stores what every node puts out.',
    },
    {
      displayName: 'Hedge Contract',
      name: 'hedgeContract',
      type: 'string',
      default: '',
      placeholder: 'e.g. BTCUSDC',
      description:
        'USD-M contract that hedges the symbol from now on, in every workflow of the account. Empty: the one in force, at first the contract of the same name. It can be changed while nothing of ours stands on the one before: flatten first.',
    },
  ),
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
