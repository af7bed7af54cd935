import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import { type ReportPeriod, reportPeriodSchema } from '../../../lib/model/report';
import { reportItem } from '../../../lib/operations/report';
import { readItem } from '../../shared/items';
import {
  type NumberParameter,
  numberProperty,
  type ParameterSource,
  readNumber,
  readStrategy,
  readText,
  strategyProperty,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { documentedParameters } from '../../shared/settingsDocument';

const LISTED_LOTS: NumberParameter = {
  name: 'listedLots',
  displayName: 'Listed Lots (Count)',
  description:
    'Oldest open lots that the output lists for inventory, hedge and each trade; all of them are counted and valued',
  default: 5,
  minimum: 0,
  maximum: 50,
  decimals: 0,
};

export const reportProperties: INodeProperties[] = [
  {
    displayName: 'Period',
    name: 'period',
    type: 'options',
    options: [
      {
        name: 'All Time',
        value: 'all',
        description: 'Since the journal began',
      },
      {
        name: 'Last 24 Hours',
        value: 'day',
        description: 'From the start of the hour 24 hours ago',
      },
      {
        name: 'Last 30 Days',
        value: 'month',
        description: 'From the start of the hour 30 days ago',
      },
      {
        name: 'Last 7 Days',
        value: 'week',
        description: 'From the start of the hour 7 days ago',
      },
      {
        name: 'Since a Time',
        value: 'since',
        description: 'From the start of the hour of a time that you choose',
      },
    ],
    default: 'all',
    displayOptions: { show: { operation: ['report'] } },
    description:
      'What fees, funding, realised profit, round trips and transfers are counted for. Equity, open lots and unrealised profit are always those of now.',
  },
  {
    displayName: 'Since',
    name: 'since',
    type: 'dateTime',
    default: '',
    required: true,
    displayOptions: { show: { operation: ['report'], period: ['since'] } },
    description:
      'Start of the period; the full hour (UTC) in which it lies counts. A date and time, or epoch milliseconds.',
    hint: 'Figures are kept by the hour, so that a report is as quick after years as on the first day',
  },
  strategyProperty(['report']),
  numberProperty(LISTED_LOTS, ['report']),
];

/** Adds `report` and a fresh `account`. */
export const reportOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const parameters = documentedParameters(context, itemIndex, 'fundingReport', reportProperties);
    const period = readPeriod(parameters, itemIndex);
    const settings = {
      strategy: readStrategy(parameters, itemIndex),
      period,
      sinceAt: period === 'since' ? readSince(parameters, itemIndex) : 0,
      listedLots: readNumber(parameters, LISTED_LOTS, itemIndex),
    };
    return async (session) => {
      const { account, report } = await reportItem(session, item, settings);
      return { account, report };
    };
  },
};

function readPeriod(context: ParameterSource, itemIndex: number): ReportPeriod {
  const value: unknown = context.getNodeParameter('period', itemIndex, 'all');
  const parsed = reportPeriodSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `The parameter "Period" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    `It is one of ${reportPeriodSchema.options.join(', ')}.`,
  );
}

function readSince(context: ParameterSource, itemIndex: number): number {
  const value: unknown = context.getNodeParameter('since', itemIndex, '');
  const at = typeof value === 'number' ? value : Date.parse(readText(context, 'since', itemIndex));
  if (Number.isSafeInteger(at) && at >= 0) return at;
  throw new ConfigurationError(
    `The parameter "Since" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    'Choose a date and time, such as 2026-01-05T00:00:00Z.',
  );
}
