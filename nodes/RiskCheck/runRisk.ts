import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { BrokenStateError } from '../../lib/model/errors';
import type { Environment } from '../../lib/model/terms';
import type { Session } from '../../lib/session/openSession';
import { nodeError } from '../shared/errors';
import { chosenOperation, prepareAll, withKeys } from '../shared/runItems';
import { readCredential, withSession } from '../shared/session';

/** The keys that are added to an item for each output; null where it does not go there. */
export interface RiskKeys {
  approved: IDataObject | null;
  denied: IDataObject | null;
}

export interface RiskOperation {
  prepare(
    context: IExecuteFunctions,
    itemIndex: number,
    environment: Environment,
  ): (session: Session) => Promise<RiskKeys>;
  /** Why the kill switch is engaged even if the exchange cannot be reached; null: it is not. */
  latchReason?(context: IExecuteFunctions): string | null;
}

/**
 * Decides the items in order, each with the reservations of those before it in the journal, and
 * answers the outputs Approved and Denied. All items are prepared before the first is decided.
 */
export async function runRisk(
  context: IExecuteFunctions,
  operations: Readonly<Record<string, RiskOperation>>,
): Promise<[INodeExecutionData[], INodeExecutionData[]]> {
  const operation = chosenOperation(context, operations);
  const latchReason = operation.latchReason?.(context) ?? null;
  const credential = await readCredential(context);
  const works = prepareAll(context, (itemIndex) =>
    operation.prepare(context, itemIndex, credential.environment),
  );
  const approved: INodeExecutionData[] = [];
  const denied: INodeExecutionData[] = [];
  if (works.length === 0) return [approved, denied];
  await withSession(
    context,
    credential,
    async (session) => {
      for (const [itemIndex, work] of works.entries()) {
        try {
          const keys = await work(session);
          if (keys.approved) approved.push(withKeys(context, itemIndex, keys.approved));
          if (keys.denied) denied.push(withKeys(context, itemIndex, keys.denied));
        } catch (error) {
          if (!(error instanceof BrokenStateError)) throw nodeError(context, error, itemIndex);
          denied.push(withKeys(context, itemIndex, { problem: error.message }));
        }
      }
    },
    latchReason,
  );
  return [approved, denied];
}
