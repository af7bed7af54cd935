import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { runItems } from '../shared/runItems';
import { classifyOperation, classifyProperties } from './operations/classify';

/** Trend, range or neither, from closed candles. */
export class RegimeClassifier implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Regime Classifier',
    name: 'regimeClassifier',
    icon: { light: 'file:regimeClassifier.svg', dark: 'file:regimeClassifier.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: 'Classify Regime',
    description: 'Tell trends from ranges by the closed candles of a symbol',
    defaults: { name: 'Regime Classifier' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'binanceApi', required: true, testedBy: 'binanceApiTest' }],
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Classify Regime',
            value: 'classify',
            action: 'Classify the regime of a symbol',
            description: 'Trend, range or no trade, confirmed over closed candles',
          },
        ],
        default: 'classify',
        description: 'What the node does',
      },
      ...classifyProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await runItems(this, { classify: classifyOperation })];
  }
}
