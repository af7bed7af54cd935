import type { INodeProperties } from 'n8n-workflow';
import { decimal } from '../../../lib/model/decimal';
import { ConfigurationError } from '../../../lib/model/errors';
import { decimalTextSchema } from '../../../lib/model/terms';
import { readSafePositionSize } from '../../../lib/operations/safePositionSize';
import { HARD_MAXIMUM_LEVERAGE } from '../../../lib/risk/settings';
import {
  type NumberParameter,
  numberProperty,
  readNumber,
  readSwitch,
  readText,
} from '../../shared/parameters';
import { aboutSymbol } from '../aboutSymbol';

const SHOWN_FOR = ['safePositionSize'];
const displayOptions = { show: { operation: SHOWN_FOR } };

const RISK_PCT: NumberParameter = {
  name: 'riskPct',
  displayName: 'Risk per Trade (%)',
  description: 'Share of the equity that is lost when the stop is hit, percent',
  default: 0.5,
  minimum: 0.01,
  maximum: 5,
  decimals: 2,
};
const LEVERAGE: NumberParameter = {
  name: 'leverage',
  displayName: 'Leverage (Times)',
  description: 'Value of the position over the equity, and over its own margin, at most',
  default: 2,
  minimum: 0.1,
  maximum: HARD_MAXIMUM_LEVERAGE,
  decimals: 1,
};
const FRACTION_OF_KELLY: NumberParameter = {
  name: 'fractionOfKelly',
  displayName: 'Part of Kelly (Fraction)',
  description: 'How much of the full Kelly size is used: a half keeps 75 % of its growth',
  default: 0.25,
  minimum: 0.01,
  maximum: 1,
  decimals: 2,
};
const KELLY_CAP_PCT: NumberParameter = {
  name: 'kellyCapPct',
  displayName: 'Kelly Cap (%)',
  description: 'Share of the equity that the Kelly rule risks at most, percent',
  default: 1,
  minimum: 0.01,
  maximum: 5,
  decimals: 2,
};
const CLOSED_TRADES: NumberParameter = {
  name: 'closedTrades',
  displayName: 'Closed Trades (Count)',
  description: 'How many trades the two figures below are from; under 100 Kelly stays off',
  default: 0,
  minimum: 0,
  maximum: 1_000_000,
  decimals: 0,
};
const WIN_PCT: NumberParameter = {
  name: 'winPct',
  displayName: 'Won Trades (%)',
  description: 'Share of the closed trades that won, percent',
  default: 50,
  minimum: 0,
  maximum: 100,
  decimals: 2,
};
const PAYOFF_RATIO: NumberParameter = {
  name: 'payoffRatio',
  displayName: 'Payoff (Ratio)',
  description: 'Average win over average loss',
  default: 1,
  minimum: 0.01,
  maximum: 100,
  decimals: 2,
};
const KELLY_PARAMETERS = [FRACTION_OF_KELLY, KELLY_CAP_PCT, CLOSED_TRADES, WIN_PCT, PAYOFF_RATIO];

export const safePositionSizeProperties: INodeProperties[] = [
  {
    displayName: 'Stop Price (Quote per Base)',
    name: 'stopPrice',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. 78000',
    displayOptions,
    description: 'Where the position is left at a loss: below the entry for long, above for short',
  },
  {
    displayName: 'Entry Price (Quote per Base)',
    name: 'entryPrice',
    type: 'string',
    default: '',
    placeholder: 'e.g. 80000',
    displayOptions,
    description: 'Where the position is entered; empty for the mark price',
  },
  numberProperty(RISK_PCT, SHOWN_FOR),
  numberProperty(LEVERAGE, SHOWN_FOR),
  {
    displayName: 'Use Kelly',
    name: 'useKelly',
    type: 'boolean',
    default: false,
    displayOptions,
    description:
      'Whether a part of the Kelly size limits the position as well, once 100 trades are closed',
  },
  ...KELLY_PARAMETERS.map(
    (parameter): INodeProperties => ({
      ...numberProperty(parameter, SHOWN_FOR),
      displayOptions: { show: { operation: SHOWN_FOR, useKelly: [true] } },
    }),
  ),
];

/** Adds `safePositionSize`. */
export const safePositionSizeOperation = aboutSymbol((context, itemIndex) => {
  const read = (parameter: NumberParameter): number => readNumber(context, parameter, itemIndex);
  const price = (name: string, label: string): string | null => {
    const text = readText(context, name, itemIndex);
    if (text === '') return null;
    if (decimalTextSchema.safeParse(text).success && decimal(text).isPositive()) return text;
    throw new ConfigurationError(
      `The parameter "${label}" of item ${itemIndex} is "${text}".`,
      'Write a price above zero, with a point and without spaces, such as 78000.5.',
    );
  };
  const stopPrice = price('stopPrice', 'Stop Price');
  if (stopPrice === null) {
    throw new ConfigurationError(
      `The parameter "Stop Price" of item ${itemIndex} is empty.`,
      'A size follows from the distance to the stop: write its price.',
    );
  }
  const settings = {
    stopPrice,
    entryPrice: price('entryPrice', 'Entry Price'),
    riskFraction: read(RISK_PCT) / 100,
    leverage: read(LEVERAGE),
    kelly: readSwitch(context, 'useKelly', itemIndex)
      ? {
          record: {
            closedTrades: read(CLOSED_TRADES),
            winFraction: read(WIN_PCT) / 100,
            payoffRatio: read(PAYOFF_RATIO),
          },
          fractionOfKelly: read(FRACTION_OF_KELLY),
          capFraction: read(KELLY_CAP_PCT) / 100,
        }
      : null,
  };
  return async (session, symbol) => ({
    safePositionSize: await readSafePositionSize(session, symbol, settings),
  });
});
