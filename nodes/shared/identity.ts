import { randomUUID } from 'node:crypto';
import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { ConfigurationError } from '../../lib/model/errors';

/**
 * The id of the workflow, to which approvals are tied. Throws ConfigurationError for a workflow
 * that was never saved.
 */
export function workflowId(context: IExecuteFunctions): string {
  const { id } = context.getWorkflow();
  if (id !== undefined && id !== '') return id;
  throw new ConfigurationError(
    'The workflow has no id yet, and approvals belong to a workflow.',
    'Save the workflow, then run it again.',
  );
}

/** A name for this execution's lease that never repeats. */
export function leaseHolder(context: IExecuteFunctions, itemIndex: number): string {
  return `${context.getExecutionId()}-${context.getNode().name}-${itemIndex}-${randomUUID()}`;
}

/** Refuses to go on when an AI agent runs the node as its tool. */
export function refuseAiAgents(context: IExecuteFunctions): void {
  if (!context.isToolExecution()) return;
  throw new NodeOperationError(
    context.getNode(),
    `${context.getNode().name} cannot be run by an AI agent`,
    {
      description:
        'Orders and switches that move money belong in a workflow. Give the agent Binance Market Data, Regime Classifier or Funding Report instead.',
    },
  );
}

/** Which n8n this is: what a person arms in one does not hold in another. */
export function instanceId(context: IExecuteFunctions): string {
  return context.getInstanceId();
}
