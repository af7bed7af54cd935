import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { alertText, hasNews } from '../../../lib/alerts/message';
import { type Delivery, deliverToTelegram } from '../../../lib/alerts/telegram';
import { itemSchema } from '../../../lib/model/item';
import { messageOf } from '../../shared/errors';
import { inputJson } from '../../shared/items';
import { readText } from '../../shared/parameters';
import { withKeys } from '../../shared/runItems';
import { telegramTarget } from '../target';

const displayOptions = { show: { operation: ['sendAlert'] } };

export const sendAlertProperties: INodeProperties[] = [
  {
    displayName: 'Send',
    name: 'sendWhen',
    type: 'options',
    options: [
      { name: 'Always', value: 'always', description: 'One message for every item' },
      {
        name: 'On New Findings',
        value: 'newFindings',
        description: 'Only when Reconcile found something that was not told before',
      },
    ],
    default: 'always',
    displayOptions,
    description: 'When a message is sent; the item is passed on in any case',
  },
  {
    displayName: 'Text',
    name: 'textSource',
    type: 'options',
    options: [
      {
        name: 'Automatic',
        value: 'automatic',
        description: 'What a trader wants to know of the item at a glance',
      },
      { name: 'Custom', value: 'custom', description: 'A text of your own' },
    ],
    default: 'automatic',
    displayOptions,
    description: 'What the message says',
  },
  {
    displayName: 'Message',
    name: 'message',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    required: true,
    placeholder: 'e.g. {{ $json.symbol }}: {{ $json.execution.status }}',
    displayOptions: { show: { operation: ['sendAlert'], textSource: ['custom'] } },
    description: 'Plain text; the item can be used in it through expressions',
  },
];

/**
 * Sends one message per item and adds `alert`. Nothing here stops the loop: whatever goes wrong is
 * an answer on the item, and no message waits longer than five seconds.
 */
export async function sendAlerts(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const output: INodeExecutionData[] = [];
  for (const itemIndex of context.getInputData().keys()) {
    output.push(withKeys(context, itemIndex, { alert: await sendAlert(context, itemIndex) }));
  }
  return output;
}

async function sendAlert(context: IExecuteFunctions, itemIndex: number): Promise<Delivery> {
  try {
    if (readText(context, 'sendWhen', itemIndex) === 'newFindings') {
      const parsed = itemSchema.safeParse(inputJson(context, itemIndex));
      // An item that cannot be read is news enough.
      if (parsed.success && !hasNews(parsed.data)) return { delivery: 'nothingNew' };
    }
    const target = await telegramTarget(context, itemIndex);
    if (target === null) return { delivery: 'notConfigured' };
    return await deliverToTelegram(target, messageText(context, itemIndex));
  } catch (error) {
    return { delivery: 'failed', reason: messageOf(error) };
  }
}

function messageText(context: IExecuteFunctions, itemIndex: number): string {
  if (readText(context, 'textSource', itemIndex) === 'custom') {
    const text = readText(context, 'message', itemIndex);
    if (text !== '') return text;
  }
  const parsed = itemSchema.safeParse(inputJson(context, itemIndex));
  return parsed.success
    ? alertText(parsed.data)
    : `${context.getWorkflow().name ?? 'A workflow'} sent an alert about an item that is not Deltagrid's.`;
}
