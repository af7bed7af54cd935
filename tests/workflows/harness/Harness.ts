import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  IDataObject,
  INode,
  INodeExecutionData,
  IRun,
  IWorkflowBase,
  WorkflowExecuteMode,
} from 'n8n-workflow';
import { z } from 'zod';
import { type Simulator, startSimulator } from '../../../lib/simulator';
import { type Credentials, runInEngine } from './engine';

export const KEY = 'simulator-key';
export const SECRET = 'simulator-secret';
/** USDT at eight places. */
const TEN_THOUSAND = 10_000n * 10n ** 8n;

const workflowSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  nodes: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      typeVersion: z.number(),
      position: z.tuple([z.number(), z.number()]),
      parameters: z.record(z.string(), z.json()),
    }),
  ),
  connections: z.record(z.string(), z.json()),
  settings: z.record(z.string(), z.json()),
});

/** A shipped workflow as n8n takes it. */
export function shippedWorkflow(file: string): IWorkflowBase {
  const text = readFileSync(join(__dirname, '../../../workflows', file), 'utf8');
  const checked = workflowSchema.parse(JSON.parse(text));
  const parsed: Pick<IWorkflowBase, 'nodes' | 'connections' | 'settings'> = JSON.parse(text);
  return {
    ...parsed,
    id: checked.id,
    name: checked.name,
    active: false,
    isArchived: false,
    activeVersionId: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  };
}

/** A workflow of nodes in a row, for tests of one node or a few. */
export function chain(
  id: string,
  ...nodes: (Pick<INode, 'name' | 'type'> & Partial<INode>)[]
): IWorkflowBase {
  const connections = nodes
    .slice(1)
    .map((node, index) => [
      nodes[index]?.name ?? '',
      { main: [[{ node: node.name, type: 'main', index: 0 }]] },
    ]);
  return {
    id,
    name: id,
    active: false,
    isArchived: false,
    activeVersionId: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    nodes: nodes.map((node, index) => ({
      id: node.name,
      typeVersion: 1,
      position: [index * 200, 0],
      parameters: {},
      ...node,
    })),
    connections: Object.fromEntries(connections),
    settings: { executionOrder: 'v1' },
  };
}

/** How a run ended. */
export class Outcome {
  constructor(private readonly run: IRun) {}

  get status(): string {
    return this.run.status;
  }

  /** What the failed node said, with its way out, or an empty text. */
  get problem(): { message: string; description: string } {
    const { error } = this.run.data.resultData;
    const description = error && 'description' in error ? error.description : '';
    return { message: error?.message ?? '', description: String(description ?? '') };
  }

  /** How often a node ran, retries not counted. */
  timesRun(node: string): number {
    return this.run.data.resultData.runData[node]?.length ?? 0;
  }

  /** The items of a node's output; empty when it did not run. */
  items(node: string, output = 0): IDataObject[] {
    return this.raw(node, output).map(({ json }) => json);
  }

  raw(node: string, output = 0): INodeExecutionData[] {
    return this.run.data.resultData.runData[node]?.[0]?.data?.['main']?.[output] ?? [];
  }

  /** The first item of a node's output. Throws when there is none. */
  item(node: string, output = 0): IDataObject {
    const item = this.items(node, output)[0];
    if (!item) {
      throw new Error(`"${node}" put nothing out there (${this.status}: ${this.problem.message})`);
    }
    return item;
  }
}

const reportSchema = z.object({
  ordersPlaced: z.number(),
  fills: z.number(),
  openOrdersExchange: z.number(),
  duplicateOrders: z.number(),
  rateLimitViolations: z.number(),
  symbols: z.array(z.object({ spotBase: z.string(), futuresPosition: z.string() })),
});

/** A paper exchange in this process and a private n8n folder: a world for runs in n8n's engine. */
export class Harness {
  private executions = 0;

  private constructor(
    readonly folder: string,
    readonly simulator: Simulator,
    private readonly userFolderBefore: string | undefined,
  ) {}

  /** Starts the exchange on a stepped clock with 10000 USDT on either wallet. */
  static async start(seed = 7): Promise<Harness> {
    const folder = mkdtempSync(join(tmpdir(), 'deltagrid-harness-'));
    const simulator = await startSimulator({
      file: join(folder, 'exchange.sqlite'),
      feed: { name: 'synthetic', seed },
      clock: 'stepped',
      balances: { spotQuote: TEN_THOUSAND, usdmQuote: TEN_THOUSAND },
      key: KEY,
      secret: SECRET,
      now: Date.now,
      unref: true,
    });
    const before = process.env['N8N_USER_FOLDER'];
    process.env['N8N_USER_FOLDER'] = folder;
    return new Harness(folder, simulator, before);
  }

  get credentials(): Credentials {
    return {
      binanceApi: {
        environment: 'simulator',
        apiKey: KEY,
        apiSecret: SECRET,
        simulatorUrl: this.simulator.url,
        journalName: 'default',
      },
    };
  }

  async run(
    workflow: IWorkflowBase,
    start: string,
    options: {
      items?: IDataObject[];
      credentials?: Credentials;
      mode?: WorkflowExecuteMode;
    } = {},
  ): Promise<Outcome> {
    this.executions += 1;
    return new Outcome(
      await runInEngine({
        workflow,
        start,
        items: (options.items ?? [{}]).map((json) => ({ json })),
        credentials: options.credentials ?? this.credentials,
        executionId: String(this.executions),
        mode: options.mode ?? 'manual',
      }),
    );
  }

  /** Lets so much exchange time pass. */
  async advance(ms: number): Promise<void> {
    const response = await fetch(`${this.simulator.url}/sim/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ms }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** The exchange's own books. */
  async report(): Promise<z.infer<typeof reportSchema>> {
    const response = await fetch(`${this.simulator.url}/sim/report`);
    return reportSchema.parse(await response.json());
  }

  async stop(): Promise<void> {
    await this.simulator.close();
    if (this.userFolderBefore === undefined) delete process.env['N8N_USER_FOLDER'];
    else process.env['N8N_USER_FOLDER'] = this.userFolderBefore;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
