import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { runItems } from '../shared/runItems';
import { binanceApiTest } from '../shared/binanceApiTest';
import {
  reconcileAccountOperation,
  reconcileAccountProperties,
} from './operations/reconcileAccount';

/** Makes the journal agree with the exchange; the first node of a loop. */
// It settles and repairs orders, which is no agent's business.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class Reconcile implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Reconcile',
    name: 'reconcile',
    icon: { light: 'file:reconcile.svg', dark: 'file:reconcile.dark.svg' },
    group: ['input'],
    version: 1,
    subtitle: 'Reconcile Account',
    description: 'Make the journal agree with the exchange, and read the account',
    defaults: { name: 'Reconcile' },
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
            name: 'Reconcile Account',
            value: 'reconcileAccount',
            action: 'Reconcile an account',
            description: 'Settle what is unknown, book fills and funding, and report differences',
          },
        ],
        default: 'reconcileAccount',
        description: 'What the node does',
      },
      ...reconcileAccountProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await runItems(this, { reconcileAccount: reconcileAccountOperation })];
  }
}
