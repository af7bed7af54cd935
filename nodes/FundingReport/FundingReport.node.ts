import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { runItems } from '../shared/runItems';
import { reportOperation, reportProperties } from './operations/report';

/** Funding, fees and profit of both legs. */
export class FundingReport implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Funding Report',
    name: 'fundingReport',
    icon: { light: 'file:fundingReport.svg', dark: 'file:fundingReport.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: 'Report',
    description: 'Report funding, fees and profit of both legs',
    defaults: { name: 'Funding Report' },
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
            name: 'Report',
            value: 'report',
            action: 'Report funding and profit',
            description: "Of the item's symbol, in the quote asset, from the journal's books",
          },
        ],
        default: 'report',
        description: 'What the node does',
      },
      ...reportProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await runItems(this, { report: reportOperation })];
  }
}
