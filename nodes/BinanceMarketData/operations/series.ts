import type { INodeProperties } from 'n8n-workflow';
import { OUTSIDE_SERIES, OUTSIDE_SERIES_NAMES } from '../../../lib/model/outsideSeries';
import { readBroughtValues, outsideSeriesPart } from '../../../lib/operations/outsideSeries';
import { dataOperation } from '../dataOperation';

const NAMES = OUTSIDE_SERIES_NAMES.map((name) => `${name} (${OUTSIDE_SERIES[name].unit})`);

export const seriesProperties: INodeProperties[] = [
  {
    displayName:
      'No stable source without a key exists for these series, so you bring them from a node before this one. What is not brought stays unavailable: nothing is made up for it.',
    name: 'seriesNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { operation: ['outsideSeries'] } },
    description: 'Where the series come from',
  },
  {
    displayName: 'Series (JSON)',
    name: 'series',
    type: 'json',
    default: '[]',
    placeholder: '[{"name": "fearAndGreed", "at": 1767225600000, "value": 45, "unit": "index"}]',
    displayOptions: { show: { operation: ['outsideSeries'] } },
    description: `List of values with name, time ("at", epoch milliseconds UTC), value, unit, and "asset" (such as BTC) where it is about one coin. It may be an expression that gives such a list. Names and units: ${NAMES.join(', ')}. Older than two days is stale.`,
  },
];

/** Puts `marketData.outsideSeries` on the item; asks nobody. */
export const seriesOperation = dataOperation((context, itemIndex) => {
  const where = `The parameter "Series (JSON)" of item ${itemIndex}`;
  const given: unknown = context.getNodeParameter('series', itemIndex, '[]');
  const values = readBroughtValues(given, where);
  return async (session, symbol) => ({
    outsideSeries: outsideSeriesPart(symbol, values, session.clocks.exchangeNow()),
  });
});
