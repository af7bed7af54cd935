import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { LoopWorld } from '../../scripts/demo/LoopWorld';
import { type EndedExecution, OWNER } from '../../scripts/n8n/EditorApi';
import { type JsonObject, valueAt } from '../../scripts/n8n/json';
import { createProgress } from '../../scripts/support/progress';
import { outputFields } from '../nodes/support/outputFields';
import { findChromium, launchChromium } from './support/chromium';
import { EditorPage } from './support/editorPage';

const SIGNALS_LOOP = {
  file: '11-strategy-loop-with-signals.json',
  id: 'deltagridSignals11',
  trigger: 'Run Once',
};
const MARKET_NODES = ['binanceMarketData', 'regimeClassifier'];
const SETTINGS = { executionOrder: 'v1' };
const COLUMNS = 8;

const optionSchema = z.object({ name: z.string(), value: z.string(), action: z.string() });
const propertySchema = z.looseObject({
  name: z.string(),
  displayName: z.string(),
  type: z.string(),
  default: z.unknown(),
  description: z.string(),
  options: z.array(z.unknown()).optional(),
  displayOptions: z
    .looseObject({ show: z.record(z.string(), z.array(z.unknown())).optional() })
    .optional(),
});
const nodeSchema = z.looseObject({
  name: z.string(),
  displayName: z.string(),
  properties: z.array(propertySchema),
});
type Described = z.infer<typeof nodeSchema>;

/** An operation of a node as the packed pack describes it. */
interface Operation {
  readonly node: Described;
  readonly name: string;
  readonly value: string;
  readonly action: string;
}

function operationsOf(node: Described): Operation[] {
  const operation = node.properties.find(({ name }) => name === 'operation');
  const options = z.array(optionSchema).parse(operation?.options ?? []);
  return options.map((option) => ({ node, ...option }));
}

/** A chain of nodes behind a manual trigger, each by its name on the canvas. */
function chain(id: string, nodes: readonly { name: string; type: string; operation?: string }[]) {
  const all = [{ name: 'Now', type: 'n8n-nodes-base.manualTrigger' }, ...nodes];
  return {
    id,
    name: id,
    nodes: all.map(
      ({ name, type, ...rest }, index): JsonObject => ({
        id: `${id}-${index}`,
        name,
        type,
        typeVersion: 1,
        position: [(index % COLUMNS) * 260, Math.floor(index / COLUMNS) * 220],
        parameters: rest,
      }),
    ),
    connections: Object.fromEntries(
      nodes.map(({ name }, index) => [
        all[index]?.name ?? '',
        { main: [[{ node: name, type: 'main', index: 0 }]] },
      ]),
    ),
    settings: SETTINGS,
  };
}

const ours = (node: string): string => `n8n-nodes-deltagrid.${node}`;
const program = findChromium();
const browserTest = program === undefined ? it.skip : it;
const reason = program === undefined ? ' (skipped: no Chromium at /usr/bin/chromium)' : '';

describe(`the market in the editor, seen by a newcomer${reason}`, () => {
  let world: LoopWorld;
  let browser: Browser;
  let editor: EditorPage;
  let nodes: Described[];
  let operations: Operation[];
  const fields = outputFields();

  beforeAll(async () => {
    if (program === undefined) return;
    world = await LoopWorld.open({ seed: 7 }, createProgress());
    nodes = await Promise.all(
      MARKET_NODES.map(async (name) => nodeSchema.parse(await world.nodeType(name))),
    );
    operations = nodes.flatMap(operationsOf);
    await world.importShipped(SIGNALS_LOOP.file);
    browser = await launchChromium(program);
    editor = await EditorPage.signIn(browser, world.editorUrl, OWNER);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close({ keep: false });
  });

  /** The text about an operation's fields that its output panel has to show. */
  function fieldsOf({ node, value }: Operation): string {
    const folder = node.displayName.replaceAll(' ', '');
    return fields[folder]?.[value] ?? 'no fields';
  }

  browserTest('finds each operation in the node panel by its name', async () => {
    await editor.openWorkflow(world.editorUrl, SIGNALS_LOOP.id);
    expect(operations.length).toBeGreaterThan(20);
    const lost: string[] = [];
    for (const { node, name } of operations) {
      const found = await editor.nodesFound(name);
      if (!found.includes(node.displayName)) lost.push(`${name}: ${found.join(', ')}`);
    }
    expect(lost).toEqual([]);
    for (const node of nodes) {
      const lines = (await editor.nodeShown(node.displayName)).split('\n');
      for (const { action } of operationsOf(node)) expect(lines).toContain(action);
    }
    await editor.screenshot('market-actions');
  });

  browserTest('reads units, defaults, help and output fields before the first run', async () => {
    const steps = operations.map(({ node, name, value }) => ({
      name: `${name} Step`,
      type: ours(node.name.replace(/^.*\./, '')),
      operation: value,
    }));
    // Route last: what stands behind its first output is seen as behind any other.
    const id = await world.importWorkflow(
      chain('marketPanels', [...steps, { name: 'End', type: 'n8n-nodes-base.noOp' }]),
    );
    await editor.openWorkflow(world.editorUrl, id);
    const seen: string[] = [];
    for (const [index, operation] of operations.entries()) {
      const { node, name, value } = operation;
      const labels = await editor.openPanel(`${name} Step`);
      const shown = node.properties.filter(({ type, displayOptions }) => {
        const { operation: shownFor, ...further } = displayOptions?.show ?? {};
        return shownFor?.includes(value) && Object.keys(further).length === 0 && type !== 'notice';
      });
      expect(labels).toEqual(expect.arrayContaining(shown.map((one) => one.displayName)));
      for (const number of shown.filter(({ type }) => type === 'number')) {
        expect(number.displayName).toMatch(/\(.+\)$/);
        const help = { label: number.displayName, help: number.description };
        const shownValue = await editor.numberShown(number.name, help);
        expect([number.name, Number(shownValue)]).toEqual([number.name, number.default]);
        seen.push(number.displayName);
      }
      expect(await editor.outputText()).toContain(`Fields of each item: ${fieldsOf(operation)}.`);
      const before = operations[index - 1];
      if (before !== undefined) expectForetold(before, await editor.foretoldInput());
      await editor.screenshot(`market-${value}`);
      await editor.closePanel();
    }
    process.stdout.write(`${operations.length} operations, ${seen.length} numbers\n`);
    expect(seen.length).toBeGreaterThan(40);
  });

  /** The head of the item, and the beginning of what the operation adds. */
  function expectForetold(operation: Operation, drawn: readonly string[]): void {
    const places = fieldsOf(operation)
      .split('; ')
      .map((place) => place.replace(/ .*$/, ''));
    const first = places.find((place) => place.includes('.')) ?? places[3] ?? '';
    expect([operation.name, drawn]).toEqual([
      operation.name,
      expect.arrayContaining(['symbol', 'at', 'environment', ...first.split('.')]),
    ]);
  }

  /** Presses the button in the editor and waits for the end of what it started. */
  async function pressed(workflowId: string): Promise<EndedExecution> {
    const before = await world.executionIds(workflowId);
    await editor.execute();
    for (let tries = 0; tries < 300; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const started = (await world.executionIds(workflowId)).find((id) => !before.includes(id));
      if (started !== undefined) return world.whenEnded(started);
    }
    throw new Error('Pressing the button started nothing.');
  }

  browserTest('runs operations on the paper exchange and sees what they put out', async () => {
    const regime = (name: string, operation: string) => ({
      name,
      type: ours('regimeClassifier'),
      operation,
    });
    const id = await world.importWorkflow(
      chain('marketRun', [
        { name: 'Get Candles', type: ours('binanceMarketData'), operation: 'candles' },
        regime('Volatility', 'volatility'),
        regime('Conviction', 'ensemble'),
        regime('Pressure', 'pressure'),
        regime('Send On', 'route'),
      ]),
    );
    await editor.openWorkflow(world.editorUrl, id);
    const ended = await pressed(id);
    expect([ended.status, ended.reason]).toEqual(['success', '']);
    const { items } = ended;
    expect(valueAt(items['Get Candles'], 'marketData', 'candles', 0, 'wanted')).toBe(500);
    expect(valueAt(items['Volatility'], 'signals', 'volatility', 'annualFraction')).toEqual(
      expect.any(Number),
    );
    expect(valueAt(items['Conviction'], 'signals', 'ensemble', 'status')).toBe('ok');
    expect(valueAt(items['Pressure'], 'signals', 'bookPressure', 'pressure')).toEqual(
      expect.any(Number),
    );
    expect(valueAt(items['Send On'], 'route')).toEqual({
      label: 'NO_TRADE',
      reason: 'the item has no regime: put Classify Regime before this node',
    });
    for (const name of ['Get Candles', 'Volatility', 'Conviction', 'Pressure', 'Send On']) {
      await editor.openPanel(name);
      const text = await editor.outputText();
      await editor.screenshot(`market-run-${name.toLowerCase().replace(' ', '-')}`);
      expect(text).not.toContain('Fields of each item');
      expect(text).toMatch(/1 item/);
      await editor.closePanel();
    }
  });

  browserTest('imports the loop with signals and runs it once', async () => {
    await editor.openWorkflow(world.editorUrl, SIGNALS_LOOP.id);
    expect(await editor.unknownNodes()).toBe(0);
    const execution = await world.start(SIGNALS_LOOP.id, SIGNALS_LOOP.trigger);
    const ended = await world.whenEnded(execution);
    expect([ended.status, ended.reason]).toEqual(['success', '']);
    for (const part of ['volatility', 'multiTimeframe', 'ensemble']) {
      expect(valueAt(ended.item, 'signals', part)).toBeDefined();
    }
    await editor.screenshot('market-loop');
  });
});
