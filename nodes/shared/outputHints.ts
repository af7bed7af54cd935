import type { INodeTypeDescription } from 'n8n-workflow';

/**
 * What the output panel says before the first run: the fields that an operation puts on the item. The
 * editor itself shows them in the panel of the next node only, so somebody who tries one node sees none.
 */
export function outputHints(
  fields: Readonly<Record<string, string>>,
): NonNullable<INodeTypeDescription['hints']> {
  return Object.entries(fields).map(([operation, text]) => ({
    message: `Fields of each item: ${text}. The next node's input panel shows them with their types.`,
    type: 'info',
    location: 'outputPane',
    whenToDisplay: 'beforeExecution',
    displayCondition: `={{ $parameter["operation"] === "${operation}" }}`,
  }));
}
