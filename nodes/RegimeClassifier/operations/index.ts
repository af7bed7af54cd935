import type { INodePropertyOptions } from 'n8n-workflow';
import type { ItemOperation } from '../../shared/runItems';
import { classifyOperation } from './classify';

/** Operations that add something to an item; Route only sends items to an output. */
export const OPERATIONS: Readonly<Record<string, ItemOperation>> = {
  classify: classifyOperation,
};

/** By name. */
export const OPERATION_OPTIONS: INodePropertyOptions[] = [
  {
    name: 'Classify Regime',
    value: 'classify',
    action: 'Classify the regime of a symbol',
    description: 'Trend, range, breakout or no trade, confirmed over closed candles',
  },
  {
    name: 'Route',
    value: 'route',
    action: 'Route items by their regime',
    description: 'One output for each regime: Trend, Range, Breakout and No Trade',
  },
];
