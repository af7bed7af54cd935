import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOOP, withCredential } from '../../../scripts/demo/workflowFiles';
import { EditorApi, type EndedExecution, type WorkflowFile } from '../../../scripts/n8n/EditorApi';
import type { JsonObject } from '../../../scripts/n8n/json';
import { N8nInstance } from '../../../scripts/n8n/N8nInstance';
import { type PackedPack, placePack } from '../../../scripts/n8n/packedPack';
import type { N8nRuntime } from '../../../scripts/n8n/runtime';
import type { PaperVenue, VenueName } from '../../support/venues/PaperVenue';
import type { Rerouting } from '../../support/venues/environment';

const CREDENTIAL_TYPE = 'binanceApi';
/** What the editor writes into a file that is downloaded. */
const EXPORTED = ['id', 'name', 'nodes', 'connections', 'settings', 'pinData', 'active', 'tags'];

/** A private n8n with the packed nodes and one Binance credential, on a folder of its own. */
export class VenueN8n {
  private constructor(
    readonly folder: string,
    private readonly n8n: N8nInstance,
    private readonly api: EditorApi,
    private readonly nodeTypes: ReadonlySet<string>,
    private readonly credential: { id: string; name: string },
  ) {}

  static async start(
    runtime: N8nRuntime,
    pack: PackedPack,
    folder: string,
    { variables }: Rerouting,
    [environment, { key, secret }]: readonly [VenueName, PaperVenue],
  ): Promise<VenueN8n> {
    await mkdir(folder, { recursive: true });
    await placePack(pack, folder);
    const n8n = await N8nInstance.start(runtime, folder, variables);
    try {
      const api = new EditorApi(n8n.url);
      await api.signIn();
      const name = `Binance ${environment}`;
      const id = await api.createCredential(name, CREDENTIAL_TYPE, {
        environment,
        apiKey: key,
        apiSecret: secret,
        simulatorUrl: '',
        journalName: 'default',
      });
      const nodeTypes = await api.nodeTypesWithCredential(CREDENTIAL_TYPE);
      return new VenueN8n(folder, n8n, api, nodeTypes, { id, name });
    } catch (error) {
      await n8n.stop();
      throw error;
    }
  }

  /** Where the nodes keep their files. */
  get dataFolder(): string {
    return join(this.folder, '.n8n', 'deltagrid');
  }

  /** Stores a workflow with this n8n's credential in the nodes that take one. */
  async add(workflow: WorkflowFile): Promise<void> {
    await this.api.importWorkflow(this.withOwnCredential(workflow));
  }

  /** Writes a workflow into a file as the editor's Download does. */
  async exportTo(file: string, id: string): Promise<void> {
    const kept = Object.entries(await this.api.workflow(id)).filter(([key]) =>
      EXPORTED.includes(key),
    );
    await writeFile(file, JSON.stringify(Object.fromEntries(kept), null, 2));
  }

  /** Stores what such a file holds, as it is. */
  async importFrom(file: string): Promise<void> {
    const workflow: WorkflowFile = JSON.parse(await readFile(file, 'utf8'));
    await this.api.importWorkflow(workflow);
  }

  /** Chooses this n8n's credential in the nodes of a stored workflow. */
  async chooseCredential(id: string): Promise<void> {
    await this.api.saveWorkflow(this.withOwnCredential(await this.api.workflow(id)));
  }

  workflow(id: string): Promise<WorkflowFile> {
    return this.api.workflow(id);
  }

  /** Runs a workflow by hand and waits for its end. */
  async run(id = LOOP.id, trigger = LOOP.trigger): Promise<EndedExecution> {
    return this.api.waitForExecution(await this.api.startWorkflow(id, trigger), 240_000);
  }

  /** Stores and runs one operation of Risk Check by hand, in a workflow of its own. */
  async runRiskCheck(id: string, parameters: JsonObject): Promise<EndedExecution> {
    const place = { typeVersion: 1, position: [0, 0] };
    await this.add({
      id,
      name: id,
      nodes: [
        { ...place, id: 't', name: 'Now', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
        { ...place, id: 'r', name: 'Do', type: 'n8n-nodes-deltagrid.riskCheck', parameters },
      ],
      connections: { Now: { main: [[{ node: 'Do', type: 'main', index: 0 }]] } },
      settings: { executionOrder: 'v1' },
    });
    return this.run(id, 'Now');
  }

  logTail(): Promise<string> {
    return this.n8n.logTail();
  }

  async stop(): Promise<void> {
    await this.n8n.stop();
  }

  private withOwnCredential(workflow: WorkflowFile): WorkflowFile {
    return withCredential(workflow, CREDENTIAL_TYPE, this.credential, this.nodeTypes);
  }
}
