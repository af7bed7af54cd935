import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { DeltagridError } from '../../lib/model/errors';

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The error as n8n shows it: the message says what happened to which item, the description how
 * to get unstuck. Leave `itemIndex` out where the whole execution is meant.
 */
export function nodeError(
  context: IExecuteFunctions,
  error: unknown,
  itemIndex?: number,
): NodeOperationError {
  if (error instanceof NodeOperationError) return error;
  const message = messageOf(error);
  const isNamed = itemIndex === undefined || message.toLowerCase().includes(`item ${itemIndex}`);
  const description =
    error instanceof DeltagridError
      ? error.wayOut
      : 'This was not foreseen. Run the workflow again; if it stays, the log of n8n tells more.';
  const text = isNamed ? message : `${message} [item ${itemIndex}]`;
  const shown = new NodeOperationError(context.getNode(), text, {
    description,
    ...(itemIndex === undefined ? {} : { itemIndex }),
  });
  // n8n puts words of its own in place of a message that names a network error.
  shown.message = text;
  return shown;
}
