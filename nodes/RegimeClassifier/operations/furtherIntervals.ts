import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import type { Interval } from '../../../lib/model/terms';
import type { ParameterSource } from '../../shared/parameters';

/** From 15 minutes on: 500 candles of less do not reach back over the 24 hours of a crash. */
const FURTHER_INTERVALS: readonly { value: Interval; name: string }[] = [
  { value: '15m', name: '15 Minutes' },
  { value: '1h', name: '1 Hour' },
  { value: '4h', name: '4 Hours' },
  { value: '1d', name: '1 Day' },
];

export const furtherIntervalsProperty: INodeProperties = {
  displayName: 'Further Intervals',
  name: 'furtherIntervals',
  type: 'multiOptions',
  options: FURTHER_INTERVALS.map(({ value, name }) => ({
    value,
    name,
    description: `Classify the last 500 candles of ${name.toLowerCase()} as well`,
  })),
  default: [],
  displayOptions: { show: { operation: ['classify'] } },
  description:
    'Intervals that are looked at besides the one of Binance Market Data. A range then needs a range on all of them, a trend one on the longest and none against it; a breakout on any of them is a breakout.',
};

/** Reads the further intervals for an item. Throws ConfigurationError for any that is none. */
export function readFurtherIntervals(context: ParameterSource, itemIndex: number): Interval[] {
  const value: unknown = context.getNodeParameter('furtherIntervals', itemIndex, []);
  const given: unknown[] = Array.isArray(value) ? value : [value];
  const known = FURTHER_INTERVALS.flatMap((each) =>
    given.includes(each.value) ? [each.value] : [],
  );
  if (known.length === new Set(given).size) return known;
  throw new ConfigurationError(
    `The parameter "Further Intervals" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    `It is a list of: ${FURTHER_INTERVALS.map((each) => each.value).join(', ')}.`,
  );
}
