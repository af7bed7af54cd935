import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { numberProperty, type ParameterSource, strategyProperty } from '../shared/parameters';
import { documentedParameters } from '../shared/settingsDocument';
import { planGridProperties } from './gridParameters';
import { BAND_LEVELS, HEDGE, HEDGE_FEE_PCT, optionProperty, SLIPPAGE_PCT } from './parameters';

const BOTH = ['planGrid', 'planHedge'];

/** The settings of both operations: one section of the document, so that what they share is alike. */
export const gridPlannerProperties: INodeProperties[] = [
  strategyProperty(BOTH),
  ...planGridProperties,
  optionProperty(HEDGE, BOTH),
  numberProperty(BAND_LEVELS, BOTH),
  numberProperty(HEDGE_FEE_PCT, BOTH),
  numberProperty(SLIPPAGE_PCT, BOTH),
];

/** The node's parameters for an item, with those of the item's document in their place. */
export function gridPlannerParameters(
  context: IExecuteFunctions,
  itemIndex: number,
): ParameterSource {
  return documentedParameters(context, itemIndex, 'gridPlanner', gridPlannerProperties);
}
