import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { outputHints } from '../shared/outputHints';
import { symbolProperty } from '../shared/parameters';
import { runItems } from '../shared/runItems';
import { OPERATION_OPTIONS, OPERATIONS } from './operations';
import { OUTPUT_FIELDS } from './outputFields';
import { OUTPUTS_EXPRESSION, routeByRegime } from './route';
import { regimeClassifierProperties } from './settings';

/** These may stand first and make the item. */
const SIGNAL_OPERATIONS = ['ensemble', 'indicators', 'multiTimeframe', 'pressure', 'volatility'];

/** What the market of a symbol is doing, from closed candles, and where its item goes for it. */
export class RegimeClassifier implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Regime Classifier',
    name: 'regimeClassifier',
    icon: { light: 'file:regimeClassifier.svg', dark: 'file:regimeClassifier.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ ({ classify: "Classify Regime", ensemble: "Ensemble Conviction", indicators: "Indicators", multiTimeframe: "Multi-Timeframe Signal", pressure: "Book Pressure", route: "Route", volatility: "Composite Volatility" })[$parameter["operation"]] }}',
    description:
      'Tell trends, ranges and breakouts apart by closed candles, and route items by them',
    defaults: { name: 'Regime Classifier' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    // One output, or for Route one for each regime.
    outputs: OUTPUTS_EXPRESSION,
    credentials: [
      {
        name: 'binanceApi',
        required: true,
        testedBy: 'binanceApiTest',
        displayOptions: { hide: { operation: ['route'] } },
      },
    ],
    hints: outputHints(OUTPUT_FIELDS),
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: OPERATION_OPTIONS,
        default: 'classify',
        description: 'What the node does',
      },
      symbolProperty(SIGNAL_OPERATIONS),
      ...regimeClassifierProperties(),
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    if (this.getNodeParameter('operation', 0) === 'route') return routeByRegime(this);
    return [await runItems(this, OPERATIONS)];
  }
}
