import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { WorkflowFile } from '../n8n/EditorApi';
import { isJsonObject, type JsonObject } from '../n8n/json';
import { REPOSITORY } from '../support/paths';

/** The shipped workflows and the triggers that start them by hand. */
export const LOOP = {
  file: '01-strategy-loop.json',
  id: 'deltagridLoop01',
  trigger: 'Run Once',
  /** The node whose item holds the whole cycle. */
  lastNode: 'Funding Report',
};
export const FLATTEN = {
  file: '02-manual-flatten.json',
  id: 'deltagridFlatten',
  trigger: 'Flatten Now',
};

export const FLATTEN_FORM = { file: '05-flatten-form.json', id: 'deltagridFlatForm05' };
export const RELEASE = {
  file: '08-release-after-a-stop.json',
  id: 'deltagridRelease08',
  trigger: 'Release Now',
};

/** A credential as a node names it. */
export interface CredentialReference {
  readonly id: string;
  readonly name: string;
}

const workflowSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  nodes: z.array(z.looseObject({ name: z.string(), type: z.string() })),
});

/** Reads a shipped workflow. Throws when it is no workflow. */
export async function readWorkflow(file: string): Promise<WorkflowFile> {
  const text = await readFile(join(REPOSITORY, 'workflows', file), 'utf8');
  return workflowSchema.parse(JSON.parse(text));
}

/**
 * Returns a copy of the workflow in which the named node has other values for some parameters.
 * Throws when there is no such node.
 */
export function withParameters(
  workflow: WorkflowFile,
  nodeName: string,
  parameters: JsonObject,
): WorkflowFile {
  if (!workflow.nodes.some((node) => node['name'] === nodeName)) {
    throw new Error(`The workflow "${String(workflow['name'])}" has no node "${nodeName}".`);
  }
  const nodes = workflow.nodes.map((node) => {
    if (node['name'] !== nodeName) return node;
    const shipped = node['parameters'];
    return {
      ...node,
      parameters: { ...(isJsonObject(shipped) ? shipped : {}), ...parameters },
    };
  });
  return { ...workflow, nodes };
}

/**
 * Returns a copy of the workflow whose nodes of the given types carry the credential, as a user
 * would choose it in the editor: shipped workflows carry none.
 */
export function withCredential(
  workflow: WorkflowFile,
  credentialType: string,
  credential: CredentialReference,
  nodeTypes: ReadonlySet<string>,
): WorkflowFile {
  const nodes = workflow.nodes.map((node) =>
    typeof node['type'] === 'string' && nodeTypes.has(node['type'])
      ? { ...node, credentials: { [credentialType]: { ...credential } } }
      : node,
  );
  return { ...workflow, nodes };
}
