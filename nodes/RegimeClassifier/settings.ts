import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ParameterSource } from '../shared/parameters';
import { documentedParameters } from '../shared/settingsDocument';
import { classifyProperties } from './operations/classify';
import { indicatorProperties } from './operations/indicators';
import { signalProperties } from './operations/signalParameters';
import { volatilityProperties } from './operations/volatilityParameters';

/** The settings of all operations: one section of the document. */
export function regimeClassifierProperties(): INodeProperties[] {
  return [
    ...classifyProperties,
    ...indicatorProperties,
    ...signalProperties,
    ...volatilityProperties,
  ];
}

/** The node's parameters for an item, with those of the item's document in their place. */
export function regimeClassifierParameters(
  context: IExecuteFunctions,
  itemIndex: number,
): ParameterSource {
  return documentedParameters(context, itemIndex, 'regimeClassifier', regimeClassifierProperties());
}
