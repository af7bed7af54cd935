import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { BrokenStateError } from '../../lib/model/errors';
import type { Environment } from '../../lib/model/terms';
import type { Session } from '../../lib/session/openSession';
import { messageOf, nodeError } from './errors';
import { inputJson, problemOf } from './items';
import { readCredential, withSession } from './session';

/** Does one item's work and answers the keys to add to it. */
export type ItemWork = (session: Session) => Promise<IDataObject>;

/**
 * One operation of a node. `prepare` reads and checks everything of one item (parameters, input)
 * before anything is asked of the exchange, and answers the work that is left.
 */
export interface ItemOperation {
  prepare(context: IExecuteFunctions, itemIndex: number, environment: Environment): ItemWork;
  /** Why the kill switch is engaged even if the exchange cannot be reached; absent: it is not. */
  latchReason?(context: IExecuteFunctions): string;
}

/** The operation that the node is set to. Throws NodeOperationError for one that it has not. */
export function chosenOperation<Operation>(
  context: IExecuteFunctions,
  operations: Readonly<Record<string, Operation>>,
): Operation {
  const name: unknown = context.getNodeParameter('operation', 0);
  const operation = typeof name === 'string' ? operations[name] : undefined;
  if (operation) return operation;
  throw nodeError(context, new Error(`The operation "${String(name)}" is not known`));
}

/** Prepares every item before the first is worked on. Throws NodeOperationError naming the item. */
export function prepareAll<Work>(
  context: IExecuteFunctions,
  prepare: (itemIndex: number) => Work,
): Work[] {
  return context.getInputData().map((_, itemIndex) => {
    try {
      return prepare(itemIndex);
    } catch (error) {
      throw nodeError(context, error, itemIndex);
    }
  });
}

/** The input item with keys added: whatever else it carries is passed on untouched. */
export function withKeys(
  context: IExecuteFunctions,
  itemIndex: number,
  keys: IDataObject,
): INodeExecutionData {
  return {
    json: { ...inputJson(context, itemIndex), ...keys },
    pairedItem: { item: itemIndex },
  };
}

/**
 * Runs a node that places no orders: prepares all items, opens the credential once, works item
 * by item. A symbol whose state in the journal is broken goes on with `problem`, which every later
 * node passes on, and does not stop the others; with "On Error: Continue" every error does so.
 */
export async function runItems(
  context: IExecuteFunctions,
  operations: Readonly<Record<string, ItemOperation>>,
): Promise<INodeExecutionData[]> {
  const operation = chosenOperation(context, operations);
  if (context.getInputData().length === 0) return [];
  const credential = await readCredential(context);
  const prepared = prepareTolerantly(context, (itemIndex) =>
    operation.prepare(context, itemIndex, credential.environment),
  );
  return withSession(context, credential, async (session) => {
    const output: INodeExecutionData[] = [];
    for (const [itemIndex, item] of prepared.entries()) {
      try {
        const keys = 'problem' in item ? item : await item.work(session);
        output.push(withKeys(context, itemIndex, keys));
      } catch (error) {
        const isItsOwn = error instanceof BrokenStateError;
        if (!isItsOwn && !context.continueOnFail()) throw nodeError(context, error, itemIndex);
        output.push(withKeys(context, itemIndex, { problem: messageOf(error) }));
      }
    }
    return output;
  });
}

type Prepared = { work: ItemWork } | { problem: string };

function prepareTolerantly(
  context: IExecuteFunctions,
  prepare: (itemIndex: number) => ItemWork,
): Prepared[] {
  return prepareAll<Prepared>(context, (itemIndex) => {
    const problem = problemOf(context, itemIndex);
    if (problem !== null) return { problem };
    try {
      return { work: prepare(itemIndex) };
    } catch (error) {
      if (!context.continueOnFail()) throw nodeError(context, error, itemIndex);
      return { problem: messageOf(error) };
    }
  });
}
