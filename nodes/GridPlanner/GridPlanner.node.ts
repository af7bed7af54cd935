import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { runItems } from '../shared/runItems';
import { planGridOperation } from './operations/planGrid';
import { planHedgeOperation } from './operations/planHedge';
import { gridPlannerProperties } from './settings';

/** Wanted orders of the grid and of its hedge, as plans; places nothing. */
// Only Risk Check and Place Order make use of a plan, and neither is a tool: no agent needs this.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class GridPlanner implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Grid Planner',
    name: 'gridPlanner',
    icon: { light: 'file:gridPlanner.svg', dark: 'file:gridPlanner.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ ({ planGrid: "Plan Grid", planHedge: "Plan Hedge" })[$parameter["operation"]] }}',
    description: 'Plan the orders of a grid and of its hedge, without placing any',
    defaults: { name: 'Grid Planner' },
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
            name: 'Plan Grid',
            value: 'planGrid',
            action: 'Plan the grid',
            description: 'Buys below and sales above the price, and the inventory to begin with',
          },
          {
            name: 'Plan Hedge',
            value: 'planHedge',
            action: 'Plan the hedge',
            description: 'The futures order that brings delta back once it left its band',
          },
        ],
        default: 'planGrid',
        description: 'What the node does',
      },
      ...gridPlannerProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await runItems(this, { planGrid: planGridOperation, planHedge: planHedgeOperation })];
  }
}
