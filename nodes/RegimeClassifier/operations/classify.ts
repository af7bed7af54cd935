import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import { classify } from '../../../lib/operations/classify';
import { DEFAULT_REGIME_SETTINGS, type RegimeSettings } from '../../../lib/regime/classify';
import { readItem } from '../../shared/items';
import { type NumberParameter, numberProperty, readNumber } from '../../shared/parameters';
import { documentedParameters } from '../../shared/settingsDocument';
import type { ItemOperation } from '../../shared/runItems';

type ParameterOf<Name extends string> = Omit<NumberParameter, 'name' | 'default'> & { name: Name };

const PARAMETERS: { [Name in keyof RegimeSettings]: ParameterOf<Name> } = {
  trendAdx: {
    name: 'trendAdx',
    displayName: 'Trend From ADX (Points)',
    description: 'At or above this ADX a market may be a trend; below it, it is a range',
    minimum: 5,
    maximum: 80,
    decimals: 1,
  },
  minimumSeparationPct: {
    name: 'minimumSeparationPct',
    displayName: 'Least EMA Separation (%)',
    description: 'In a trend the two EMAs are at least this far apart, percent of the slow one',
    minimum: 0,
    maximum: 20,
    decimals: 2,
  },
  maximumAtrPct: {
    name: 'maximumAtrPct',
    displayName: 'Largest ATR (%)',
    description: 'Above this ATR, percent of the price, nothing new is entered',
    minimum: 0.1,
    maximum: 50,
    decimals: 2,
  },
  confirmations: {
    name: 'confirmations',
    displayName: 'Confirmations (Candles)',
    description: 'Closed candles in a row that must say the same before the regime changes',
    minimum: 1,
    maximum: 20,
    decimals: 0,
  },
  adxPeriod: {
    name: 'adxPeriod',
    displayName: 'ADX Period (Candles)',
    description: 'Candles over which the ADX is smoothed',
    minimum: 5,
    maximum: 100,
    decimals: 0,
  },
  atrPeriod: {
    name: 'atrPeriod',
    displayName: 'ATR Period (Candles)',
    description: 'Candles over which the ATR is smoothed',
    minimum: 5,
    maximum: 100,
    decimals: 0,
  },
  fastEmaPeriod: {
    name: 'fastEmaPeriod',
    displayName: 'Fast EMA Period (Candles)',
    description: 'Candles of the fast average; fewer than those of the slow one',
    minimum: 2,
    maximum: 200,
    decimals: 0,
  },
  slowEmaPeriod: {
    name: 'slowEmaPeriod',
    displayName: 'Slow EMA Period (Candles)',
    description: 'Candles of the slow average',
    minimum: 5,
    maximum: 400,
    decimals: 0,
  },
};

function parameterOf(name: keyof RegimeSettings): NumberParameter {
  return { ...PARAMETERS[name], default: DEFAULT_REGIME_SETTINGS[name] };
}

export const classifyProperties: INodeProperties[] = Object.values(PARAMETERS).map(({ name }) =>
  numberProperty(parameterOf(name), ['classify']),
);

/** Adds `regime`. */
export const classifyOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const parameters = documentedParameters(
      context,
      itemIndex,
      'regimeClassifier',
      classifyProperties,
    );
    const read = (name: keyof RegimeSettings): number =>
      readNumber(parameters, parameterOf(name), itemIndex);
    const settings: RegimeSettings = {
      trendAdx: read('trendAdx'),
      minimumSeparationPct: read('minimumSeparationPct'),
      maximumAtrPct: read('maximumAtrPct'),
      confirmations: read('confirmations'),
      adxPeriod: read('adxPeriod'),
      atrPeriod: read('atrPeriod'),
      fastEmaPeriod: read('fastEmaPeriod'),
      slowEmaPeriod: read('slowEmaPeriod'),
    };
    if (settings.fastEmaPeriod >= settings.slowEmaPeriod) {
      throw new ConfigurationError(
        `The fast EMA of item ${itemIndex} has ${settings.fastEmaPeriod} candles, the slow one ${settings.slowEmaPeriod}.`,
        'Give the fast EMA fewer candles than the slow one.',
      );
    }
    return async (session) => {
      const { regime } = classify(session, item, settings);
      return { regime };
    };
  },
};
