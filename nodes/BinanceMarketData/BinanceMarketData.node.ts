import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { runItems } from '../shared/runItems';
import { OUTSIDE_OPERATIONS, OUTSIDE_OPTIONS, outsideProperties } from './outsideOperations';
import { snapshotOperation, snapshotProperties } from './operations/snapshot';

/** Prices, funding and closed candles of a symbol. */
export class BinanceMarketData implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Binance Market Data',
    name: 'binanceMarketData',
    icon: { light: 'file:binanceMarketData.svg', dark: 'file:binanceMarketData.dark.svg' },
    group: ['input'],
    version: 1,
    subtitle: 'Snapshot',
    description: 'Read prices, funding and candles of a symbol on Binance',
    defaults: { name: 'Binance Market Data' },
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
            name: 'Snapshot',
            value: 'snapshot',
            action: 'Take a snapshot of the market',
            description: 'Best prices of both markets, mark, funding and closed candles',
          },
          ...OUTSIDE_OPTIONS,
        ],
        default: 'snapshot',
        description: 'What the node does',
      },
      ...snapshotProperties,
      ...outsideProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await runItems(this, { snapshot: snapshotOperation, ...OUTSIDE_OPERATIONS })];
  }
}
