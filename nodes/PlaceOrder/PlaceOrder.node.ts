import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import { executePlansOperation, executePlansProperties } from './operations/executePlans';
import { flattenOperation, flattenProperties } from './operations/flatten';
import { runOrders } from './runOrders';

/** The only node that places and cancels orders. */
// It moves money, so it is offered to no agent and refuses to be run by one.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class PlaceOrder implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Place Order',
    name: 'placeOrder',
    icon: { light: 'file:placeOrder.svg', dark: 'file:placeOrder.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ ({ executePlans: "Execute Plans", flatten: "Flatten" })[$parameter["operation"]] }}',
    description: 'Carry out approved plans, or take inventory and hedge down together',
    defaults: { name: 'Place Order' },
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
            name: 'Execute Plans',
            value: 'executePlans',
            action: 'Execute approved plans',
            description: 'Cancel what is no longer wanted and place what is missing',
          },
          {
            name: 'Flatten',
            value: 'flatten',
            action: 'Flatten a symbol',
            description:
              'Engage the kill switch, cancel our orders, sell inventory and close its hedge',
          },
        ],
        default: 'executePlans',
        description: 'What the node does',
      },
      ...executePlansProperties,
      ...flattenProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [
      await runOrders(this, { executePlans: executePlansOperation, flatten: flattenOperation }),
    ];
  }
}
