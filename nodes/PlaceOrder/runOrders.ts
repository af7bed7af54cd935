import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { refuseAiAgents } from '../shared/identity';
import { chosenOperation, type ItemOperation, prepareAll, withKeys } from '../shared/runItems';
import { readCredential, withSession } from '../shared/session';
import { unforeseen } from './outcome';

/**
 * Runs an operation that places or cancels orders. It may throw until the first item is worked on;
 * from then on every item comes out with `execution.status`, because n8n would run a node that
 * threw again ("Retry On Fail"), and the items before would be lost to the nodes behind.
 */
export async function runOrders(
  context: IExecuteFunctions,
  operations: Readonly<Record<string, ItemOperation>>,
): Promise<INodeExecutionData[]> {
  refuseAiAgents(context);
  const operation = chosenOperation(context, operations);
  const latchReason = operation.latchReason?.(context) ?? null;
  const credential = await readCredential(context);
  const works = prepareAll(context, (itemIndex) =>
    operation.prepare(context, itemIndex, credential.environment),
  );
  if (works.length === 0) return [];
  return withSession(
    context,
    credential,
    async (session) => {
      const output: INodeExecutionData[] = [];
      for (const [itemIndex, work] of works.entries()) {
        try {
          output.push(withKeys(context, itemIndex, await work(session)));
        } catch (error) {
          context.logger.error('An order run ended in an unforeseen way', { itemIndex, error });
          output.push(withKeys(context, itemIndex, { execution: unforeseen(error) }));
        }
      }
      return output;
    },
    latchReason,
  );
}
