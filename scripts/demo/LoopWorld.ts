import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EditorApi, type EndedExecution, type WorkflowFile } from '../n8n/EditorApi';
import { type JsonObject, textAt, valueAt } from '../n8n/json';
import { N8nInstance } from '../n8n/N8nInstance';
import { ensurePackedPack, placePack } from '../n8n/packedPack';
import { ensureN8nRuntime, type N8nRuntime } from '../n8n/runtime';
import { ensureBuilt } from '../support/build';
import type { Progress } from '../support/progress';
import { keepTemporaryFolder, makeTemporaryFolder } from '../support/temporaryFolder';
import { inEveryMarket, withCheckGrid } from './checkGrid';
import { PaperExchange, type Market } from './PaperExchange';
import {
  type CredentialReference,
  FLATTEN,
  LOOP,
  readWorkflow,
  withCredential,
  withParameters,
} from './workflowFiles';

const CREDENTIAL_TYPE = 'binanceApi';
const CREDENTIAL_NAME = 'Deltagrid Simulator';
const JOURNAL_NAME = 'demo';

/** The files of a world: all figures can be recomputed from them. */
export interface WorldPaths {
  readonly journal: string;
  readonly simulator: string;
  readonly n8nDatabase: string;
}

/**
 * The loop of a world: as shipped, with a grid that always works and follows the price, or with the
 * fixed check grid in place of the shipped one.
 */
export type LoopVariant = 'shipped' | 'everyMarket' | 'checkGrid';

const VARIANTS: Readonly<Record<LoopVariant, (loop: WorkflowFile) => WorkflowFile>> = {
  shipped: (loop) => loop,
  everyMarket: inEveryMarket,
  checkGrid: withCheckGrid,
};

/** The market of a world, and what its loop works with. */
export interface WorldOptions extends Market {
  readonly loop?: LoopVariant;
}

/**
 * A private n8n with the packed nodes and the loop, beside a paper exchange: everything that the
 * demo and the checks in a real n8n need, in one temporary folder.
 */
export class LoopWorld {
  private credential: CredentialReference | undefined;

  private constructor(
    /** The temporary folder that holds all of it. */
    readonly folder: string,
    readonly loop: LoopVariant,
    readonly exchange: PaperExchange,
    private readonly runtime: N8nRuntime,
    private n8n: N8nInstance,
    private api: EditorApi,
  ) {}

  /** Builds, packs, installs and starts what is needed; nothing is left running when it throws. */
  static async open(options: WorldOptions, progress: Progress): Promise<LoopWorld> {
    const runtime = await ensureN8nRuntime(progress);
    await ensureBuilt(progress);
    const pack = await ensurePackedPack(progress);
    const folder = makeTemporaryFolder('deltagrid-');
    let exchange: PaperExchange | undefined;
    let n8n: N8nInstance | undefined;
    try {
      const userFolder = join(folder, 'n8n');
      await mkdir(userFolder);
      await placePack(pack, userFolder);
      const startedExchange = await progress.step('starting the paper exchange', () =>
        PaperExchange.start(folder, options),
      );
      exchange = startedExchange;
      const startedN8n = await progress.step(`starting n8n ${runtime.version}`, () =>
        N8nInstance.start(runtime, userFolder),
      );
      n8n = startedN8n;
      const api = new EditorApi(n8n.url);
      await api.signIn();
      const world = new LoopWorld(folder, options.loop ?? 'shipped', exchange, runtime, n8n, api);
      await progress.step('importing credential and workflows', () => world.import());
      return world;
    } catch (error) {
      await n8n?.stop();
      await exchange?.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      throw error;
    }
  }

  /** The address of n8n's editor; it changes when n8n is started again. */
  get editorUrl(): string {
    return this.n8n.url;
  }

  get n8nVersion(): string {
    return this.runtime.version;
  }

  get paths(): WorldPaths {
    const userFolder = this.userFolder();
    return {
      journal: join(userFolder, '.n8n', 'deltagrid', `simulator-${JOURNAL_NAME}.sqlite`),
      simulator: this.exchange.file,
      n8nDatabase: N8nInstance.databaseFile(userFolder),
    };
  }

  /** Runs the loop once inside n8n and waits for its end. */
  async runLoop(): Promise<EndedExecution> {
    return this.api.waitForExecution(await this.startLoop());
  }

  /** Starts the loop inside n8n and returns the id of the execution without waiting. */
  startLoop(): Promise<string> {
    return this.api.startWorkflow(LOOP.id, LOOP.trigger);
  }

  /** Runs the flattening workflow once inside n8n and waits for its end. */
  async runFlatten(): Promise<EndedExecution> {
    return this.api.waitForExecution(await this.api.startWorkflow(FLATTEN.id, FLATTEN.trigger));
  }

  /**
   * Imports another shipped workflow with the loop's credential and returns its id; a copy under an
   * id of its own where a node of it is to have other values.
   */
  async importShipped(
    file: string,
    change?: { nodeName: string; parameters: JsonObject; idSuffix: string },
  ): Promise<string> {
    const shipped = await readWorkflow(file);
    const workflow =
      change === undefined
        ? shipped
        : {
            ...withParameters(shipped, change.nodeName, change.parameters),
            id: `${shipped.id}${change.idSuffix}`,
          };
    return this.importWorkflow(workflow);
  }

  /** Imports any workflow with the loop's credential and returns its id. */
  async importWorkflow(workflow: WorkflowFile): Promise<string> {
    if (this.credential === undefined) throw new Error('The loop has no credential yet.');
    const nodeTypes = await this.api.nodeTypesWithCredential(CREDENTIAL_TYPE);
    const chosen = withCredential(workflow, CREDENTIAL_TYPE, this.credential, nodeTypes);
    await this.api.importWorkflow(chosen);
    return workflow.id;
  }

  /** Starts a workflow inside n8n as its editor does and returns the id of the execution. */
  start(workflowId: string, trigger: string): Promise<string> {
    return this.api.startWorkflow(workflowId, trigger);
  }

  /** Waits for the end of an execution, whoever started it. */
  whenEnded(executionId: string, limitMs?: number): Promise<EndedExecution> {
    return this.api.waitForExecution(executionId, limitMs);
  }

  /** The ids of a workflow's executions, newest first. */
  executionIds(workflowId: string): Promise<string[]> {
    return this.api.executionIds(workflowId);
  }

  /** The description of a node of ours as this n8n has loaded it from the packed pack. */
  async nodeType(nodeType: string): Promise<JsonObject> {
    const types = await this.api.nodeTypes();
    const type = types.find((one) => valueAt(one, 'name') === `n8n-nodes-deltagrid.${nodeType}`);
    if (type === undefined) throw new Error(`n8n knows no node type ${nodeType}.`);
    return type;
  }

  /** The labels of the parameters that a node of ours always shows, in its panel's order. */
  async parameterLabels(nodeType: string): Promise<string[]> {
    const properties = valueAt(await this.nodeType(nodeType), 'properties');
    if (!Array.isArray(properties)) throw new Error(`The node type ${nodeType} has no parameters.`);
    return properties
      .filter((one) => valueAt(one, 'displayOptions') === undefined)
      .filter((one) => valueAt(one, 'type') !== 'notice' && valueAt(one, 'type') !== 'hidden')
      .map((one) => textAt(one, 'displayName'));
  }

  /** Kills n8n with all its children at once, as a power failure would. */
  async killN8n(): Promise<void> {
    await this.n8n.killNow();
  }

  /** Starts n8n again on the same folder. */
  async restartN8n(): Promise<void> {
    this.n8n = await N8nInstance.start(this.runtime, this.userFolder());
    this.api = new EditorApi(this.n8n.url);
    await this.api.signIn();
  }

  /** Ends all processes and removes the folder unless it is to be kept. */
  async close(options: { keep: boolean }): Promise<void> {
    await Promise.all([this.n8n.stop(), this.exchange.stop()]);
    if (options.keep) keepTemporaryFolder(this.folder);
    else await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private userFolder(): string {
    return join(this.folder, 'n8n');
  }

  /**
   * Runs both workflows, as copies under ids of their own, with a credential of these values: the
   * loop `times` times, then the flattening.
   */
  async runCopies(
    name: string,
    credential: JsonObject,
    times: number,
  ): Promise<{ loops: EndedExecution[]; flatten: EndedExecution }> {
    const suffix = name.replace(/[^A-Za-z0-9]/g, '').slice(0, 5);
    await this.importWith(name, credential, suffix);
    const run = async (workflow: { id: string; trigger: string }): Promise<EndedExecution> =>
      this.api.waitForExecution(
        await this.api.startWorkflow(`${workflow.id}${suffix}`, workflow.trigger),
      );
    const loops: EndedExecution[] = [];
    for (let count = 0; count < times; count += 1) loops.push(await run(LOOP));
    return { loops, flatten: await run(FLATTEN) };
  }

  private async import(): Promise<void> {
    this.credential = await this.importWith(CREDENTIAL_NAME, {
      environment: 'simulator',
      apiKey: 'simulator-key',
      apiSecret: 'simulator-secret',
      simulatorUrl: this.exchange.url,
      journalName: JOURNAL_NAME,
    });
  }

  private async importWith(
    name: string,
    values: JsonObject,
    idSuffix = '',
  ): Promise<CredentialReference> {
    const id = await this.api.createCredential(name, CREDENTIAL_TYPE, values);
    const nodeTypes = await this.api.nodeTypesWithCredential(CREDENTIAL_TYPE);
    for (const { file } of [LOOP, FLATTEN]) {
      const shipped = await readWorkflow(file);
      const workflow = file === LOOP.file ? VARIANTS[this.loop](shipped) : shipped;
      const copy = { ...workflow, id: `${String(workflow.id)}${idSuffix}` };
      await this.api.importWorkflow(withCredential(copy, CREDENTIAL_TYPE, { id, name }, nodeTypes));
    }
    return { id, name };
  }
}
