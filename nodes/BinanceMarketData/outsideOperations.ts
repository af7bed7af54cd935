import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ItemOperation } from '../shared/runItems';
import { dvolOperation, dvolProperties } from './operations/dvol';
import { optionSummaryOperation, optionSummaryProperties } from './operations/optionSummary';
import { seriesOperation, seriesProperties } from './operations/series';
import { venueFundingOperation, venueFundingProperties } from './operations/venueFunding';

/** The operations whose data come from outside of Binance. */
export const OUTSIDE_OPERATIONS: Readonly<Record<string, ItemOperation>> = {
  dvol: dvolOperation,
  optionSummary: optionSummaryOperation,
  outsideSeries: seriesOperation,
  venueFunding: venueFundingOperation,
};

export const OUTSIDE_OPTIONS: INodePropertyOptions[] = [
  {
    name: 'DVOL (Deribit)',
    value: 'dvol',
    action: 'Read the implied volatility index DVOL',
    description: 'Implied volatility index of Deribit, 30 days, percent a year',
  },
  {
    name: 'Funding on Other Exchanges (OKX, Bybit)',
    value: 'venueFunding',
    action: 'Read funding on other exchanges',
    description: 'Next rate, interval, cap and past settlements of the same perpetual',
  },
  {
    name: 'Option Summary (Deribit)',
    value: 'optionSummary',
    action: 'Get the option summary',
    description: 'Open interest, put/call ratio and implied volatility by expiry',
  },
  {
    name: 'Outside Series',
    value: 'outsideSeries',
    action: 'Take outside series',
    description:
      'On-chain and sentiment series that you bring: MVRV, exchange flows, fear and greed',
  },
];

export const outsideProperties: INodeProperties[] = [
  ...dvolProperties,
  ...venueFundingProperties,
  ...optionSummaryProperties,
  ...seriesProperties,
];
