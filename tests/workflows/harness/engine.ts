import 'reflect-metadata';

import { ExecutionLifecycleHooks, ExternalSecretsProxy, WorkflowExecute } from 'n8n-core';
import {
  createRunExecutionData,
  type ICredentialDataDecryptedObject,
  type ICredentials,
  ICredentialsHelper,
  type IHttpRequestOptions,
  type INode,
  type INodeCredentialsDetails,
  type INodeExecutionData,
  type INodeProperties,
  type IRun,
  type IWorkflowBase,
  type IWorkflowExecuteAdditionalData,
  Workflow,
  type WorkflowExecuteMode,
} from 'n8n-workflow';
import { HarnessNodeTypes } from './nodeTypes';

/** The values of the credentials, by type. */
export type Credentials = Readonly<Record<string, ICredentialDataDecryptedObject>>;

// The engine logs every refusal; the tests read them from the outcome.
process.env['N8N_LOG_LEVEL'] = 'silent';

const NOT_HERE = 'The harness has no such thing: the engine should not ask for it.';
const NOWHERE = 'http://127.0.0.1/nowhere';
const never = (): never => {
  throw new Error(NOT_HERE);
};

class HarnessCredentials extends ICredentialsHelper {
  constructor(private readonly values: Credentials) {
    super();
  }

  getParentTypes(): string[] {
    return [];
  }

  isCredentialUsableByNode(): boolean {
    return true;
  }

  async authenticate(): Promise<IHttpRequestOptions> {
    return never();
  }

  async preAuthentication(): Promise<undefined> {
    return undefined;
  }

  async runPreAuthentication(): Promise<undefined> {
    return undefined;
  }

  async getCredentials(): Promise<ICredentials> {
    return never();
  }

  async getDecrypted(
    _additionalData: IWorkflowExecuteAdditionalData,
    _details: INodeCredentialsDetails,
    type: string,
  ): Promise<ICredentialDataDecryptedObject> {
    const values = this.values[type];
    if (!values) throw new Error(`The harness has no credential of the type "${type}".`);
    return { ...values };
  }

  async updateCredentials(): Promise<void> {
    never();
  }

  async updateCredentialsOauthTokenData(): Promise<void> {
    never();
  }

  getCredentialsProperties(): INodeProperties[] {
    return [];
  }
}

function additionalData(
  workflow: IWorkflowBase,
  mode: WorkflowExecuteMode,
  executionId: string,
  credentials: Credentials,
): IWorkflowExecuteAdditionalData {
  return {
    credentialsHelper: new HarnessCredentials(credentials),
    hooks: new ExecutionLifecycleHooks(mode, executionId, workflow),
    executionId,
    currentNodeExecutionIndex: 0,
    variables: {},
    externalSecretsProxy: new ExternalSecretsProxy(),
    restApiUrl: NOWHERE,
    instanceBaseUrl: NOWHERE,
    formBaseUrl: NOWHERE,
    formWaitingBaseUrl: NOWHERE,
    formTestBaseUrl: NOWHERE,
    webhookBaseUrl: NOWHERE,
    webhookWaitingBaseUrl: NOWHERE,
    webhookTestBaseUrl: NOWHERE,
    mcpBaseUrl: NOWHERE,
    mcpTestBaseUrl: NOWHERE,
    executeWorkflow: never,
    getRunExecutionData: never,
    getRuntimeCredential: never,
    logAiEvent: () => undefined,
    startRunnerTask: never,
  };
}

export interface EngineRun {
  workflow: IWorkflowBase;
  /** The trigger to start with, or any other node. */
  start: string;
  /** What the start node is given. */
  items: INodeExecutionData[];
  credentials: Credentials;
  executionId: string;
  mode: WorkflowExecuteMode;
}

/** Runs a workflow in n8n's own engine, in this process, with the pack's real node classes. */
export async function runInEngine(run: EngineRun): Promise<IRun> {
  const { mode, executionId, credentials } = run;
  const withCredentials = {
    ...run.workflow,
    nodes: run.workflow.nodes.map(chooseCredentials(credentials)),
  };
  const { id, nodes, connections, settings } = withCredentials;
  const workflow = new Workflow({
    id,
    nodes,
    connections,
    nodeTypes: new HarnessNodeTypes(),
    active: false,
    settings: settings ?? {},
  });
  const node = workflow.getNode(run.start);
  if (!node) throw new Error(`The workflow has no node "${run.start}".`);
  const data = createRunExecutionData({
    executionData: {
      nodeExecutionStack: [{ node, data: { main: [run.items] }, source: null }],
    },
  });
  return new WorkflowExecute(
    additionalData(withCredentials, mode, executionId, credentials),
    mode,
    data,
  ).processRunExecutionData(workflow);
}

/** Gives a node the credentials that the harness has and the node takes, as a user would. */
function chooseCredentials(credentials: Credentials): (node: INode) => INode {
  const types = new HarnessNodeTypes();
  return (node) => {
    const taken = (types.getByName(node.type).description.credentials ?? []).filter(
      ({ name }) => credentials[name] !== undefined,
    );
    if (taken.length === 0) return node;
    const chosen = taken.map(({ name }) => [name, { id: name, name }]);
    return { ...node, credentials: Object.fromEntries(chosen) };
  };
}
