import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import { classifyIntervals } from '../../../lib/operations/classify';
import type { RegimeSettings } from '../../../lib/regime/settings';
import { readItem } from '../../shared/items';
import { numberProperty, readNumber } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { furtherIntervalsProperty, readFurtherIntervals } from './furtherIntervals';
import { parameterOf, REGIME_SETTINGS } from './regimeParameters';
import { regimeClassifierParameters } from '../settings';

export const classifyProperties: INodeProperties[] = [
  ...REGIME_SETTINGS.map((name) => numberProperty(parameterOf(name), ['classify'])),
  furtherIntervalsProperty,
];

/** Adds `regime`. */
export const classifyOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const parameters = regimeClassifierParameters(context, itemIndex);
    const read = (name: keyof RegimeSettings): number =>
      readNumber(parameters, parameterOf(name), itemIndex);
    const settings: RegimeSettings = {
      trendAdx: read('trendAdx'),
      minimumSeparationPct: read('minimumSeparationPct'),
      breakoutAtrSpike: read('breakoutAtrSpike'),
      breakoutBandwidthPct: read('breakoutBandwidthPct'),
      maximumAtrPct: read('maximumAtrPct'),
      maximumAtrSpike: read('maximumAtrSpike'),
      minimumMeanReversion: read('minimumMeanReversion'),
      crashFallPct: read('crashFallPct'),
      crashCoolDownHours: read('crashCoolDownHours'),
      confirmations: read('confirmations'),
      minimumConfidence: read('minimumConfidence'),
      immediateConfidence: read('immediateConfidence'),
      coolDownCandles: read('coolDownCandles'),
      adxPeriod: read('adxPeriod'),
      atrPeriod: read('atrPeriod'),
      fastEmaPeriod: read('fastEmaPeriod'),
      slowEmaPeriod: read('slowEmaPeriod'),
      bollingerPeriod: read('bollingerPeriod'),
    };
    if (settings.fastEmaPeriod >= settings.slowEmaPeriod) {
      throw new ConfigurationError(
        `The fast EMA of item ${itemIndex} has ${settings.fastEmaPeriod} candles, the slow one ${settings.slowEmaPeriod}.`,
        'Give the fast EMA fewer candles than the slow one.',
      );
    }
    const further = readFurtherIntervals(parameters, itemIndex);
    return async (session) => {
      const { regime } = await classifyIntervals(session, item, settings, further);
      return { regime };
    };
  },
};
