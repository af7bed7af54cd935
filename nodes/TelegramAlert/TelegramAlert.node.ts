import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { sendAlertProperties, sendAlerts } from './operations/sendAlert';
import { telegramBotApiTest } from './telegramBotApiTest';

/** Tells a person; never stops the loop. */
// Alerts are the loop's voice; an agent that wants to write has n8n's own Telegram node.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class TelegramAlert implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Telegram Alert',
    name: 'telegramAlert',
    icon: { light: 'file:telegramAlert.svg', dark: 'file:telegramAlert.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: 'Send Alert',
    description: 'Send what a cycle did to a Telegram chat; without a credential it passes on',
    defaults: { name: 'Telegram Alert' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'telegramBotApi', required: false, testedBy: 'telegramBotApiTest' }],
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Send Alert',
            value: 'sendAlert',
            action: 'Send an alert',
            description: 'One message per item, within five seconds',
          },
        ],
        default: 'sendAlert',
        description: 'What the node does',
      },
      ...sendAlertProperties,
    ],
  };

  methods = { credentialTest: { telegramBotApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await sendAlerts(this)];
  }
}
