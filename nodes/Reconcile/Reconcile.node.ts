import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { binanceApiTest } from '../shared/binanceApiTest';
import {
  reconcileAccountOperation,
  reconcileAccountProperties,
} from './operations/reconcileAccount';
import { releaseLostOperation, releaseLostProperties } from './operations/releaseLost';
import { runReconcile } from './runReconcile';

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
    subtitle:
      '={{ $parameter["operation"] === "releaseLost" ? "Release Lost Orders" : "Reconcile Account" }}',
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
          {
            name: 'Release Lost Orders',
            value: 'releaseLost',
            action: 'Release lost orders',
            description: 'Give up orders that could not be found for a day, by hand',
          },
        ],
        default: 'reconcileAccount',
        description: 'What the node does',
      },
      ...reconcileAccountProperties,
      ...releaseLostProperties,
    ],
  };

  methods = { credentialTest: { binanceApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [
      await runReconcile(this, {
        reconcileAccount: reconcileAccountOperation,
        releaseLost: releaseLostOperation,
      }),
    ];
  }
}
