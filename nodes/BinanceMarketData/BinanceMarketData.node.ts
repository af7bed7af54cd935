import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { outputHints } from '../shared/outputHints';
import { runItems } from '../shared/runItems';
import { OPERATION_OPTIONS, OPERATION_PROPERTIES, OPERATIONS } from './operations';
import { OUTPUT_FIELDS } from './outputFields';

/** Prices, candles, funding, statistics and fees of a symbol. */
export class BinanceMarketData implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Binance Market Data',
    name: 'binanceMarketData',
    icon: { light: 'file:binanceMarketData.svg', dark: 'file:binanceMarketData.dark.svg' },
    group: ['input'],
    version: 1,
    subtitle:
      '={{ ({ candles: "Candles", dayStatistics: "24-Hour Statistics", dvol: "DVOL", fees: "Fees", funding: "Funding", leverageBrackets: "Leverage Brackets", longShortRatios: "Long/Short Ratios", markAndIndex: "Mark and Index", openInterest: "Open Interest", optionSummary: "Option Summary", orderBook: "Order Book", outsideSeries: "Outside Series", recentTrades: "Recent Trades", snapshot: "Snapshot", takerFlow: "Taker Flow", venueFunding: "Funding on Other Exchanges" })[$parameter["operation"]] }}',
    description: 'Read prices, candles, funding, statistics and fees of a symbol on Binance',
    defaults: { name: 'Binance Market Data' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'binanceApi', required: true, testedBy: 'binanceApiTest' }],
    hints: outputHints(OUTPUT_FIELDS),
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: OPERATION_OPTIONS,
        default: 'snapshot',
        description: 'What the node does',
      },
      ...OPERATION_PROPERTIES,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await runItems(this, OPERATIONS)];
  }
}
