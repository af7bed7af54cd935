import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeRun } from './executionData';
import { isJsonObject, textAt, valueAt, type JsonObject } from './json';

/** Who signs in. */
export interface Login {
  readonly email: string;
  readonly password: string;
}

/** The owner of every private n8n of this project. It listens on the loopback address only. */
export const OWNER: Login = { email: 'trader@deltagrid.invalid', password: 'Deltagrid-1' };

/** How an execution ended; n8n's own words. */
export type ExecutionStatus = 'success' | 'error' | 'crashed' | 'canceled';

/** An execution that has ended. */
export interface EndedExecution {
  readonly id: string;
  readonly status: ExecutionStatus;
  /** What the failed node said, or an empty text. */
  readonly reason: string;
  /** The keys of the first items of all nodes, those of later nodes over those of earlier ones. */
  readonly item: JsonObject;
  /** The first item of each node that ran, by the node's name. */
  readonly items: Readonly<Record<string, JsonObject>>;
}

/** A workflow as its JSON file holds it; only what is needed here is named. */
export interface WorkflowFile extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly JsonObject[];
}

/** What n8n answered, as a workflow. Throws when it is none. */
function workflowOf(answer: unknown): WorkflowFile {
  const nodes = valueAt(answer, 'nodes');
  if (!isJsonObject(answer) || !Array.isArray(nodes)) throw new Error('n8n gave no workflow.');
  return {
    ...answer,
    id: textAt(answer, 'id'),
    name: textAt(answer, 'name'),
    nodes: nodes.filter(isJsonObject),
  };
}

const POLL_MS = 60;
const ENDED: readonly ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled'];

/** Thrown when n8n answers with anything but success. */
export class EditorApiError extends Error {
  constructor(
    readonly httpStatus: number,
    request: string,
    answer: string,
  ) {
    super(`n8n answered ${request} with ${httpStatus}: ${answer.slice(0, 500)}`);
    this.name = 'EditorApiError';
  }
}

/**
 * The routes that n8n's own editor uses (reference n8n 6). They are no public interface: use this
 * in tests and in the demo only.
 */
export class EditorApi {
  private readonly browserId = randomUUID();
  private readonly pushReference = randomUUID();
  private cookie = '';

  constructor(private readonly url: string) {}

  /** Creates the owner's account on a new n8n and signs in; on a known n8n it only signs in. */
  async signIn(login: Login = OWNER): Promise<void> {
    const settings = await this.call('GET', '/rest/settings');
    const needsOwner = valueAt(settings, 'userManagement', 'showSetupOnFirstLoad') === true;
    if (needsOwner) {
      await this.call('POST', '/rest/owner/setup', {
        ...login,
        firstName: 'Delta',
        lastName: 'Grid',
      });
    }
    await this.call('POST', '/rest/login', {
      emailOrLdapLoginId: login.email,
      password: login.password,
    });
  }

  /** Stores a credential and returns the id that n8n gave it. */
  async createCredential(name: string, type: string, data: JsonObject): Promise<string> {
    return textAt(await this.call('POST', '/rest/credentials', { name, type, data }), 'id');
  }

  /** Stores a workflow under its own id. */
  async importWorkflow(workflow: WorkflowFile): Promise<void> {
    await this.call('POST', '/rest/workflows', workflow);
  }

  /** A stored workflow with everything that n8n keeps of it. Throws when there is none. */
  async workflow(id: string): Promise<WorkflowFile> {
    return workflowOf(await this.call('GET', `/rest/workflows/${id}`));
  }

  /** Stores a changed workflow over the one of its id. */
  async saveWorkflow(workflow: WorkflowFile): Promise<void> {
    await this.call('PATCH', `/rest/workflows/${workflow.id}`, workflow);
  }

  /** Starts a stored workflow at its trigger `triggerName` and returns the id of the execution. */
  async startWorkflow(workflowId: string, triggerName: string): Promise<string> {
    const workflowData = await this.call('GET', `/rest/workflows/${workflowId}`);
    const started = await this.call('POST', `/rest/workflows/${workflowId}/run`, {
      workflowData,
      triggerToStartFrom: { name: triggerName },
    });
    return textAt(started, 'executionId');
  }

  /** Waits until an execution has ended and returns how. Throws after `limitMs`. */
  async waitForExecution(id: string, limitMs = 120_000): Promise<EndedExecution> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < limitMs) {
      const execution = await this.call('GET', `/rest/executions/${id}`);
      const status = ENDED.find((one) => one === valueAt(execution, 'status'));
      if (status !== undefined) {
        return { id, status, ...describeRun(textAt(execution, 'data')) };
      }
      await sleep(POLL_MS);
    }
    throw new Error(`Execution ${id} did not end within ${limitMs / 1000} s.`);
  }

  /** The ids of a workflow's latest executions, newest first, whether they have ended or not. */
  async executionIds(workflowId: string): Promise<string[]> {
    const filter = encodeURIComponent(JSON.stringify({ workflowId }));
    const listed = valueAt(await this.call('GET', `/rest/executions?filter=${filter}`), 'results');
    if (!Array.isArray(listed)) throw new Error('n8n gave no list of executions.');
    return listed.map((one) => textAt(one, 'id'));
  }

  /** The names of the node types that take a credential of this type, for example `…placeOrder`. */
  async nodeTypesWithCredential(credentialType: string): Promise<Set<string>> {
    const takesIt = (type: JsonObject): boolean => {
      const credentials = type['credentials'];
      return (
        Array.isArray(credentials) &&
        credentials.some((one) => valueAt(one, 'name') === credentialType)
      );
    };
    const types = await this.nodeTypes();
    return new Set(types.filter(takesIt).map((type) => textAt(type, 'name')));
  }

  /** The descriptions of all node types that this n8n has loaded. */
  async nodeTypes(): Promise<JsonObject[]> {
    const response = await fetch(`${this.url}/types/nodes.json`, { headers: this.headers() });
    const parsed: unknown = await response.json();
    if (!Array.isArray(parsed)) throw new Error('n8n gave no list of node types.');
    return parsed.filter(isJsonObject);
  }

  private headers(): Record<string, string> {
    return {
      'content-type': 'application/json',
      'browser-id': this.browserId,
      'push-ref': this.pushReference,
      ...(this.cookie === '' ? {} : { cookie: this.cookie }),
    };
  }

  private async call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: JsonObject,
  ): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: this.headers(),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new EditorApiError(response.status, `${method} ${path}`, text);
    const session = response.headers.getSetCookie().find((one) => one.startsWith('n8n-auth='));
    if (session !== undefined) this.cookie = session.split(';')[0] ?? '';
    const parsed: unknown = JSON.parse(text);
    return valueAt(parsed, 'data');
  }
}
