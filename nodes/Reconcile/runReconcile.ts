import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Environment } from '../../lib/model/terms';
import type { Session } from '../../lib/session/openSession';
import { nodeError } from '../shared/errors';
import { refuseAiAgents } from '../shared/identity';
import { chosenOperation, withKeys } from '../shared/runItems';
import { readCredential, withSession } from '../shared/session';

/** An operation that works on all items at once, because they share reads of the account. */
export interface BatchOperation {
  /**
   * Reads and checks everything of all items before anything is asked of the exchange; the work
   * answers the keys to add to each item, in their order.
   */
  prepare(
    context: IExecuteFunctions,
    environment: Environment,
  ): (session: Session) => Promise<IDataObject[]>;
}

/** Runs an operation of Reconcile over all items with one session. */
export async function runReconcile(
  context: IExecuteFunctions,
  operations: Readonly<Record<string, BatchOperation>>,
): Promise<INodeExecutionData[]> {
  refuseAiAgents(context);
  const operation = chosenOperation(context, operations);
  if (context.getInputData().length === 0) return [];
  const credential = await readCredential(context);
  const work = prepared(context, () => operation.prepare(context, credential.environment));
  return withSession(context, credential, async (session) => {
    const keys = await work(session);
    return keys.map((each, itemIndex) => withKeys(context, itemIndex, each));
  });
}

function prepared<Work>(context: IExecuteFunctions, prepare: () => Work): Work {
  try {
    return prepare();
  } catch (error) {
    throw nodeError(context, error);
  }
}
